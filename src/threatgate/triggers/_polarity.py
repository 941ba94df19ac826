"""What a difference does: the polarity of its key meets the values on both sides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from posixpath import normpath

from threatgate.catalog import table
from threatgate.model import Direction, Json, Kind, Pointer
from threatgate.vocabulary import lookup, snake

WIDENS, NARROWS, NEUTRAL, UNCLEAR = Direction.WIDENS, Direction.NARROWS, Direction.NEUTRAL, Direction.UNCLEAR
OPPOSITE = {WIDENS: NARROWS, NARROWS: WIDENS, NEUTRAL: NEUTRAL, UNCLEAR: UNCLEAR}
_DURATION = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*([a-zA-Z%]*)\s*$")
_SECONDS = {
    "ms": 0.001,
    "s": 1,
    "sec": 1,
    "m": 60,
    "min": 60,
    "h": 3600,
    "hr": 3600,
    "d": 86400,
    "day": 86400,
    "w": 604800,
    "y": 31536000,
}
_PATH_KEYS = frozenset(
    {"paths", "path", "roots", "root", "directories", "additional_directories", "allowed_paths", "cwd", "folders"}
)
_PINS = frozenset({"version", "revision", "commit", "digest", "sha", "sha256", "hash"})
# What a list or value stands for when its own key says nothing: more tools, sources, scopes or delegates reach further;
# more evals and log fields control more.
_BY_KIND = {
    Kind.TOOL: "grant", Kind.RETRIEVAL: "grant", Kind.IDENTITY: "grant", Kind.AGENT: "grant", Kind.EVAL: "guard", Kind.LOGGING: "guard",
}  # fmt: skip


def polarity_at(kind: Kind, name: str, pointer: Pointer) -> tuple[str | None, bool]:
    """The polarity of a place in an element's value, and whether the key itself gave it (or one above it)."""
    keys = [str(part) for part in pointer if isinstance(part, str)]
    if not keys:
        keys = [name.rpartition(".")[2]]
    for distance, key in enumerate(reversed(keys)):
        found = _polarity(kind, key)
        if found not in (None, "plain"):
            return found, distance == 0
    return None, False


@cache
def _polarity(kind: Kind, key: str) -> str | None:
    terms = lookup(key)
    own = next((term.polarity for term in terms if term.kind is kind), None)
    return own or next((term.polarity for term in terms if term.strong), None)


def direction(kind: Kind, name: str, pointer: Pointer, before: Json, after: Json, *, in_list: bool) -> Direction | None:
    """What one difference does, or None if neither key nor values tell."""
    polarity, own = polarity_at(kind, name, pointer)
    key = snake(next((str(part) for part in reversed(pointer) if isinstance(part, str)), name))
    if key in _PINS and not in_list:
        return WIDENS if after is None else NARROWS if before is None else NEUTRAL
    if in_list:
        return _of_lists(polarity or _BY_KIND.get(kind), key, before, after)
    if key in _PATH_KEYS and isinstance(before, str) and isinstance(after, str):
        return _broader(before, after)
    if polarity == "limit" and own:
        return _of_limits(before, after)
    if polarity == "floor" and own:
        if before is None or after is None:
            return NARROWS if before is None else WIDENS
        found = _of_limits(before, after)
        return OPPOSITE[found] if found else None
    if polarity is None and pointer and isinstance(pointer[-1], int):
        polarity = _BY_KIND.get(kind)
    if polarity in ("guard", "grant"):
        found = _of_amounts(before, after)
        if found is None and (before is None or after is None):
            found = WIDENS if before is None else NARROWS
        if found is None:
            return _on_ladder(before, after)
        return OPPOSITE[found] if polarity == "guard" else found
    return _on_ladder(before, after)


def _of_lists(polarity: str | None, key: str, before: Json, after: Json) -> Direction | None:
    lost = tuple(str(item) for item in before) if isinstance(before, tuple) else ()
    gained = tuple(str(item) for item in after) if isinstance(after, tuple) else ()
    if polarity not in ("guard", "grant"):
        return None
    if lost and gained:
        found = _covering(lost, gained) if key not in _PATH_KEYS else _broader_lists(lost, gained)
    else:
        found = WIDENS if gained else NARROWS
    return OPPOSITE[found] if polarity == "guard" else found


def _covering(lost: tuple[str, ...], gained: tuple[str, ...]) -> Direction:
    """A swap: the new entry may be a pattern that holds the old one (`Bash(*)` for `Bash(npm test:*)`)."""
    if any(_pattern_holds(new, old) for new in gained for old in lost):
        return WIDENS
    if all(any(_pattern_holds(old, new) for old in lost) for new in gained):
        return NARROWS
    return UNCLEAR


def _pattern_holds(pattern: str, other: str) -> bool:
    if "*" not in pattern or pattern == other:
        return False
    head, _, tail = pattern.partition("*")
    return other.startswith(head) and other.endswith(tail.rpartition("*")[2]) and len(other) >= len(head)


def _broader_lists(lost: tuple[str, ...], gained: tuple[str, ...]) -> Direction:
    found = {_broader(old, new) for old in lost for new in gained}
    if WIDENS in found:
        return WIDENS
    return NARROWS if found == {NARROWS} else UNCLEAR


def _broader(before: str, after: str) -> Direction:
    old, new = normpath(before).rstrip("/"), normpath(after).rstrip("/")
    if old == new:
        return NEUTRAL
    if new in ("", "~") or old.startswith(f"{new}/") or (new in (".", "..") and not old.startswith("/")):
        return WIDENS
    if old in ("", "~") or new.startswith(f"{old}/") or (old in (".", "..") and not new.startswith("/")):
        return NARROWS
    return UNCLEAR


def _number(value: Json) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float("inf") if value == -1 else float(value)
    if isinstance(value, str):
        if snake(value) in table("scales")["unlimited"] or value.strip() == "-1":
            return float("inf")
        match = _DURATION.match(value)
        unit = match[2].lower() if match else ""
        if match and (not unit or unit in _SECONDS or unit.rstrip("s") in _SECONDS):
            return float(match[1]) * _SECONDS.get(unit, _SECONDS.get(unit.rstrip("s"), 1))
    return None


def _of_limits(before: Json, after: Json) -> Direction | None:
    old = float("inf") if before is None else _number(before)
    new = float("inf") if after is None else _number(after)
    if old is None or new is None:
        return _of_amounts(after, before)
    return NEUTRAL if old == new else WIDENS if new > old else NARROWS


@cache
def _amounts() -> dict[str, int]:
    return {
        str(word).lower(): rank
        for rank, name in enumerate(("none", "some", "all"))
        for word in table("scales")["amounts"][name]
    }


def _amount(value: Json) -> float | None:
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


def _of_amounts(before: Json, after: Json) -> Direction | None:
    """More of a thing widens; None where the values are no amounts."""
    old, new = _amount(before), _amount(after)
    if old is None or new is None:
        return None
    return NEUTRAL if old == new else WIDENS if new > old else NARROWS


@cache
def _rungs() -> tuple[dict[str, int], ...]:
    ladders = table("scales")["ladders"].values()
    return tuple({str(word): rung for rung, words in enumerate(ladder) for word in words} for ladder in ladders)


def _on_ladder(before: Json, after: Json) -> Direction | None:
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    old, new = (snake(value) or value.lower() for value in (before, after))
    for rungs in _rungs():
        if old in rungs and new in rungs and rungs[old] != rungs[new]:
            return WIDENS if rungs[new] > rungs[old] else NARROWS
    return None
