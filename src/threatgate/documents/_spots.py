"""Where the parts of a value stand, for formats whose keys carry a path (`a.b = 1`, `[a.b]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


class Spot:
    """The lines of one value and of its parts; it grows while the file is read."""

    __slots__ = ("end", "line", "parts", "repeats")

    def __init__(self, line: int, end: int) -> None:
        self.line = line
        self.end = end
        self.parts: dict[str | int, tuple[int, Spot]] = {}
        self.repeats = False

    @property
    def span(self) -> Span:
        """First to last line."""
        return Span(self.line, self.end)

    def part(self, key: str | int, line: int) -> Spot:
        """The spot of one part, made where it is first named."""
        if key not in self.parts:
            self.parts[key] = (line, Spot(line, line))
        return self.parts[key][1]

    def cover(self, line: int, end: int) -> None:
        """Grow over these lines too."""
        self.line = min(self.line, line)
        self.end = max(self.end, end)


def trail(start: Spot, keys: Iterable[str], line: int) -> list[Spot]:
    """The spots from `start` down a path of keys, made where missing; of a repeated table the newest counts."""
    spots = [start]
    for key in keys:
        below = spots[-1].part(key, line)
        spots.append(below)
        if below.repeats:
            spots.append(below.part(len(below.parts) - 1, line))
    return spots


def located(data: Any, spot: Spot) -> Located:
    """Plain data with the lines of its spots; a part without a spot of its own takes its parent's."""
    if isinstance(data, dict):
        return Map(tuple(_entry(str(key), value, spot) for key, value in data.items()), spot.span)
    if isinstance(data, list):
        return Seq(tuple(located(item, _part(spot, index)[1]) for index, item in enumerate(data)), spot.span)
    return Scalar(data, spot.span)


def _part(spot: Spot, key: str | int) -> tuple[int, Spot]:
    return spot.parts.get(key) or (spot.line, Spot(spot.line, spot.end))


def _entry(key: str, value: Any, spot: Spot) -> Entry:
    line, below = _part(spot, key)
    return Entry(key, located(value, below), Span(min(line, below.line), below.end))
