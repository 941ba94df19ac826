"""What a change of a control's body does: checks that came or went, where nothing else differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from threatgate.model import Direction, Element, Kind, Move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Change, Json

SUBJECT = "logic"
SAID = 70
_GUARDED = frozenset({Kind.APPROVAL, Kind.IDENTITY})
_OPPOSITE = {Direction.NARROWS: Direction.WIDENS, Direction.WIDENS: Direction.NARROWS}
_ROWS = (
    ("refuses", Direction.NARROWS, "refuses when", "no longer refuses when"),
    ("permits", Direction.WIDENS, "lets through when", "no longer lets through when"),
)


def logic_moves(change: Change) -> Iterator[Move]:
    """The checks that came and went. Their direction counts only where the body is the same without them."""
    old, new = _parts(change.before), _parts(change.after)
    alone = old.get("rest") == new.get("rest")
    told = False
    for key, towards, comes, goes in _ROWS:
        lost, gained = _lost(old.get(key), new.get(key)), _lost(new.get(key), old.get(key))
        sure = alone and not (lost and gained)
        for condition in gained:
            told = True
            yield Move((key,), None, condition, towards if sure else Direction.UNCLEAR, f"{comes} {_said(condition)}")
        for condition in lost:
            told = True
            back = _OPPOSITE[towards] if sure else Direction.UNCLEAR
            yield Move((key,), condition, None, back, f"{goes} {_said(condition)}")
    if not (told and alone):
        yield Move(("body",), None, None, Direction.UNCLEAR, "what it does changed")


def logic_exists(element: Element) -> Direction:
    """What it does that such a function exists: one that refuses and lets nothing through early is a check."""
    parts = _parts(element)
    checks = element.kind in _GUARDED and parts.get("refuses") and not parts.get("permits")
    return Direction.NARROWS if checks else Direction.UNCLEAR


def first_check(element: Element) -> str:
    """The first condition under which a function refuses, "" where none is known."""
    refuses = _parts(element).get("refuses")
    return _said(str(refuses[0])) if isinstance(refuses, tuple) and refuses else ""


def _parts(element: Element | None) -> Mapping[str, Json]:
    return element.value if element is not None and isinstance(element.value, Mapping) else {}


def _lost(one: Json, other: Json) -> tuple[str, ...]:
    left = Counter(map(str, one if isinstance(one, tuple) else ()))
    left -= Counter(map(str, other if isinstance(other, tuple) else ()))
    return tuple(left.elements())


def _said(condition: str) -> str:
    """A condition in the usual spacing: `not … . ok ( )` as `not ….ok()`."""
    text = condition
    for spaced, close in ((" . ", "."), ("( ", "("), (" )", ")"), (" (", "("), ("[ ", "["), (" ]", "]"), (" ,", ",")):
        text = text.replace(spaced, close)
    for word in ("and", "or", "not", "in", "&&", "||"):
        text = text.replace(f"{word}(", f"{word} (")
    return text if len(text) <= SAID else f"{text[: SAID - 1]}…"
