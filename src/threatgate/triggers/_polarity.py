"""What a difference does: the polarity of its key meets the values on both sides."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.model import Direction, Kind
from threatgate.triggers._quantities import by_amount, by_ladder, by_limit, by_path, by_paths, by_patterns
from threatgate.vocabulary import lookup, snake

if TYPE_CHECKING:
    from threatgate.model import Json, Pointer

WIDENS, NARROWS, NEUTRAL, UNCLEAR = Direction.WIDENS, Direction.NARROWS, Direction.NEUTRAL, Direction.UNCLEAR
OPPOSITE = {WIDENS: NARROWS, NARROWS: WIDENS, NEUTRAL: NEUTRAL, UNCLEAR: UNCLEAR}
_PATH_KEYS = frozenset({
    "paths", "path", "roots", "root", "directories", "additional_directories", "allowed_paths", "cwd", "folders",
})  # fmt: skip
_PINS = frozenset({"version", "revision", "commit", "digest", "sha", "sha256", "hash"})
# What a list or value stands for when its own key says nothing: more tools, sources, scopes or delegates reach further;
# more evals and log fields control more.
_BY_KIND = {
    Kind.TOOL: "grant", Kind.RETRIEVAL: "grant", Kind.IDENTITY: "grant", Kind.AGENT: "grant",
    Kind.EVAL: "guard", Kind.LOGGING: "guard",
}  # fmt: skip


def direction(kind: Kind, name: str, pointer: Pointer, before: Json, after: Json, *, in_list: bool) -> Direction | None:
    """What one difference does, or None if neither key nor values tell."""
    polarity, own = _polarity_at(kind, name, pointer)
    key = snake(next((str(part) for part in reversed(pointer) if isinstance(part, str)), name))
    if in_list:
        return _of_lists(polarity or _BY_KIND.get(kind), key, before, after)
    if key in _PINS:
        return WIDENS if after is None else NARROWS if before is None else NEUTRAL
    if key in _PATH_KEYS and isinstance(before, str) and isinstance(after, str):
        return by_path(before, after)
    if polarity is None and pointer and isinstance(pointer[-1], int):
        polarity = _BY_KIND.get(kind)
    return _of_values(polarity, before, after, own=own)


def _polarity_at(kind: Kind, name: str, pointer: Pointer) -> tuple[str | None, bool]:
    """The polarity of a place in an element's value, and whether the key itself gave it (or one above it)."""
    keys = [part for part in pointer if isinstance(part, str)] or [name.rpartition(".")[2]]
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


def _of_values(polarity: str | None, before: Json, after: Json, *, own: bool) -> Direction | None:
    if polarity == "limit" and own:
        return by_limit(before, after)
    if polarity == "floor" and own:
        if before is None or after is None:
            return NARROWS if before is None else WIDENS
        found = by_limit(before, after)
        return OPPOSITE[found] if found else None
    if polarity == "guard":
        found = _of_grant(before, after)
        return OPPOSITE[found] if found else by_ladder(before, after)
    if polarity == "grant":
        return _of_grant(before, after) or by_ladder(before, after)
    return by_ladder(before, after)


def _of_grant(before: Json, after: Json) -> Direction | None:
    """More widens; what is no amount widens by being there. A word for "off" turns off what may be on by default."""
    found = by_amount(before, after)
    if found is NEUTRAL and before is None and isinstance(after, str):
        return NARROWS
    if found is NEUTRAL and after is None and isinstance(before, str):
        return WIDENS
    if found is None and (before is None or after is None):
        return WIDENS if before is None else NARROWS
    return found


def _of_lists(polarity: str | None, key: str, before: Json, after: Json) -> Direction | None:
    lost = tuple(str(item) for item in before) if isinstance(before, tuple) else ()
    gained = tuple(str(item) for item in after) if isinstance(after, tuple) else ()
    if polarity not in ("guard", "grant"):
        return None
    if lost and gained:
        found = by_paths(lost, gained) if key in _PATH_KEYS else by_patterns(lost, gained)
    else:
        found = WIDENS if gained else NARROWS
    return OPPOSITE[found] if polarity == "guard" else found
