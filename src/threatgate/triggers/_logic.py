"""What a change of a control's body does: checks that came or went, where nothing else differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Direction, Element, Kind, Move
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Change, Json

SUBJECT = "logic"
SAID = 70
_NUMBER = re.compile(r"([<>]=?) (\d+(?:\.\d+)?)(?= |$)")
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
    yield from _calls(old.get("calls"), new.get("calls"))
    if not (told and alone) and old.get("calls") == new.get("calls"):
        yield Move(("body",), None, None, Direction.UNCLEAR, "what it does changed")


def refusal_moves(old: Json, new: Json) -> Iterator[Move]:
    """The conditions under which a tool refuses that came and went. A number that grew or fell is told from another."""
    lost, gained = list(_lost(old, new)), list(_lost(new, old))
    key, towards, comes, goes = _ROWS[0]
    for one in tuple(lost):
        other = next((each for each in gained if _NUMBER.sub("#", each) == _NUMBER.sub("#", one)), None)
        if other is not None:
            lost.remove(one)
            gained.remove(other)
            yield Move((key,), one, other, _bound(one, other), f"refuses when {_said(other)}, no longer {_said(one)}")
    sure = not (lost and gained)
    for condition in gained:
        yield Move((key,), None, condition, towards if sure else Direction.UNCLEAR, f"{comes} {_said(condition)}")
    for condition in lost:
        back = _OPPOSITE[towards] if sure else Direction.UNCLEAR
        yield Move((key,), condition, None, back, f"{goes} {_said(condition)}")


def _bound(one: str, other: str) -> Direction:
    """What it does that a bound was moved: what is refused above a higher number is refused less often."""
    old, new = ([match.groups() for match in _NUMBER.finditer(side)] for side in (one, other))
    moved = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    if len(moved) != 1:
        return Direction.UNCLEAR
    (sign, before), (_, after) = moved[0]
    more = float(after) > float(before)
    return Direction.WIDENS if more is (sign[0] == ">") else Direction.NARROWS


def _calls(old: Json, new: Json) -> Iterator[Move]:
    """Controls that a function goes through now, or no longer. One in place of another is neither more nor less."""
    before, after = called(old), called(new)
    lost, gained = [each for each in before if each not in after], [each for each in after if each not in before]
    for names, towards, said in (
        (gained, Direction.NARROWS, "now calls"),
        (lost, Direction.WIDENS, "no longer calls"),
    ):
        for name in names:
            sure = is_check(name) and not (lost and gained)
            one, other = (None, name) if names is gained else (name, None)
            yield Move(("calls",), one, other, towards if sure else Direction.UNCLEAR, f"{said} {name}")


def called(value: Json) -> list[str]:
    """The names of the controls that a function calls."""
    return value.split(", ") if isinstance(value, str) else []


@cache
def is_check(name: str) -> bool:
    """Whether a function of this name holds something back when it is called."""
    return not set(words(name)[:1]).isdisjoint(table("scales")["exits"]["checking"])


def logic_exists(element: Element) -> Direction:
    """What it does that such a function exists: one that refuses and lets nothing through early is a check."""
    parts = _parts(element)
    calls = called(parts.get("calls"))
    if calls:
        return Direction.NARROWS if all(map(is_check, calls)) else Direction.UNCLEAR
    checks = element.kind in _GUARDED and parts.get("refuses") and not parts.get("permits")
    return Direction.NARROWS if checks or _is_guard(element) else Direction.UNCLEAR


def _is_guard(element: Element) -> bool:
    """Whether the name alone says that a function keeps something out, whatever its body looks like."""
    named, rows = set(words(element.name.rpartition(".")[2])), table("rights")
    return element.kind is Kind.APPROVAL and bool(named & set(rows["guards"])) and not named & set(rows["undone"])


def logic_said(element: Element) -> str:
    """What is known of such a function: what it calls, when it refuses; "" where nothing is."""
    parts = _parts(element)
    if parts.get("calls"):
        return f"calls {parts['calls']}"
    refuses = parts.get("refuses")
    return f"refuses when {_said(str(refuses[0]))}" if isinstance(refuses, tuple) and refuses else ""


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
