"""Values as quantities: how much of a thing is on, how high a limit is, how wide a path or pattern reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import isnan
from posixpath import normpath
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Direction
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from threatgate.model import Json

WIDENS, NARROWS, NEUTRAL, UNCLEAR = Direction.WIDENS, Direction.NARROWS, Direction.NEUTRAL, Direction.UNCLEAR
_DURATION = re.compile(r"^\s*+(-?\d++(?:\.\d++)?)\s*+([a-zA-Z%]*+)\s*$")
_SECONDS = {
    "ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hr": 3600, "hour": 3600, "d": 86400, "day": 86400,
    "w": 604800, "week": 604800, "month": 2592000, "y": 31536000, "year": 31536000,
}  # fmt: skip
_INFINITE = float("inf")
_COUNTS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
)


def by_limit(before: Json, after: Json) -> Direction | None:
    """A higher number widens, no number most of all."""
    old = _INFINITE if before is None else _number(before)
    new = _INFINITE if after is None else _number(after)
    if old is None or new is None:
        return by_amount(after, before)
    return NEUTRAL if old == new else WIDENS if new > old else NARROWS


def _number(value: Json) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _INFINITE if value == -1 else float(value)
    if not isinstance(value, str):
        return None
    if snake(value) in table("scales")["unlimited"] or value.strip() == "-1":
        return _INFINITE
    match = _DURATION.match(value) or _DURATION.match(_in_digits(value))
    if match is None:
        return _scientific(value)
    unit = match[2].lower()
    factor = 1 if not unit else _SECONDS.get(unit) or _SECONDS.get(unit.removesuffix("s"))
    return None if factor is None else float(match[1]) * factor


def _in_digits(value: str) -> str:
    """`THREE_MONTHS` as `3 months`."""
    count, _, unit = snake(value).partition("_")
    return f"{_COUNTS.index(count) + 1} {unit}" if count in _COUNTS and unit else value


def _scientific(value: str) -> float | None:
    """`1e9`, which YAML takes for text."""
    try:
        found = float(value)
    except ValueError:
        return None
    return _INFINITE if isnan(found) else found


@cache
def _amounts() -> dict[str, int]:
    rows = table("scales")["amounts"]
    return {str(word).lower(): rank for rank, name in enumerate(("none", "some", "all")) for word in rows[name]}


def amount(value: Json) -> float | None:
    """How much of a thing a value turns on: 0 nothing, 2 all, numbers and lengths as they are; None for no amount."""
    match value:
        case None:
            return 0
        case bool():
            return 2 if value else 0
        case int() | float():
            return float(value)
        case str():
            return _amounts().get(value.strip().lower(), _amounts().get(snake(value)))
        case tuple() | Mapping():
            return len(value)
    return None


def by_amount(before: Json, after: Json) -> Direction | None:
    """More of a thing widens; None where the values are no amounts."""
    old, new = amount(before), amount(after)
    if old is None or new is None:
        return None
    return NEUTRAL if old == new else WIDENS if new > old else NARROWS


@cache
def _ladders() -> tuple[dict[str, int], ...]:
    ladders = table("scales")["ladders"].values()
    return tuple({str(word): rung for rung, words in enumerate(ladder) for word in words} for ladder in ladders)


def by_ladder(before: Json, after: Json) -> Direction | None:
    """Words of one ladder, tight to loose. A word that comes or goes says something at the ladder's loose end only."""
    for rungs in _ladders():
        old, new = _rung(before, rungs), _rung(after, rungs)
        if old is not None and new is not None and old != new:
            return WIDENS if new > old else NARROWS
        stated = new if before is None else old if after is None else None
        if stated == max(rungs.values()) and max(rungs.values()) > 1:
            return WIDENS if before is None else NARROWS
    return None


@cache
def _named_ladders() -> dict[str, dict[str, int]]:
    return {
        key: {str(word): rung for rung, words in enumerate(row["rungs"]) for word in words}
        for row in table("scales")["named"]
        for key in row["keys"]
    }


def by_named_ladder(key: str, before: Json, after: Json) -> Direction | None:
    """Words whose order holds under certain keys only (`severity_threshold`); None where they do not tell."""
    rungs = _named_ladders().get(key)
    old, new = (None, None) if rungs is None else (_rung(before, rungs), _rung(after, rungs))
    if old is None or new is None:
        return None
    return NEUTRAL if old == new else WIDENS if new > old else NARROWS


def _rung(value: Json, rungs: dict[str, int]) -> int | None:
    return rungs.get(snake(value), rungs.get(value.lower())) if isinstance(value, str) else None


def by_patterns(lost: tuple[str, ...], gained: tuple[str, ...]) -> Direction:
    """A swap of entries: the new one may be a pattern that holds the old one (`Bash(*)` for `Bash(npm test:*)`)."""
    if any(_holds(new, old) for new in gained for old in lost):
        return WIDENS
    if all(any(_holds(old, new) for old in lost) for new in gained):
        return NARROWS
    return UNCLEAR


def _holds(pattern: str, other: str) -> bool:
    if pattern == other:
        return False
    if "*" not in pattern:
        return other.startswith(f"{pattern}(")
    head, _, tail = pattern.partition("*")
    return other.startswith(head) and other.endswith(tail.rpartition("*")[2])


def by_paths(lost: tuple[str, ...], gained: tuple[str, ...]) -> Direction:
    """A swap of paths: a folder widens what lay below it."""
    found = {by_path(old, new) for old in lost for new in gained}
    if WIDENS in found:
        return WIDENS
    return NARROWS if found == {NARROWS} else UNCLEAR


def by_path(before: str, after: str) -> Direction:
    """Whether one path holds the other."""
    old, new = normpath(before).rstrip("/"), normpath(after).rstrip("/")
    if old == new:
        return NEUTRAL
    if _above(new, old):
        return WIDENS
    return NARROWS if _above(old, new) else UNCLEAR


def _above(folder: str, path: str) -> bool:
    return folder in ("", "~") or path.startswith(f"{folder}/") or (folder in (".", "..") and not path.startswith("/"))
