"""What a difference does: the polarity of its key meets the values on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Direction, Kind
from threatgate.triggers._controls import of_controls
from threatgate.triggers._quantities import (
    by_amount,
    by_ladder,
    by_limit,
    by_named_ladder,
    by_path,
    by_paths,
    by_patterns,
)  # fmt: skip
from threatgate.vocabulary import lookup, snake, words

if TYPE_CHECKING:
    from threatgate.model import Json
    from threatgate.triggers._differences import Difference

WIDENS, NARROWS, NEUTRAL, UNCLEAR = Direction.WIDENS, Direction.NARROWS, Direction.NEUTRAL, Direction.UNCLEAR
OPPOSITE = {WIDENS: NARROWS, NARROWS: WIDENS, NEUTRAL: NEUTRAL, UNCLEAR: UNCLEAR}
_PATH_KEYS = frozenset({
    "paths", "path", "roots", "root", "directories", "additional_directories", "allowed_paths", "cwd", "folders",
})  # fmt: skip
_ALLOWED = frozenset({"allowed", "allow", "allowed_values", "allowed_models", "allowlist"})
_GUARDRAILS = frozenset({"guardrail", "guardrails"})
_PINS = frozenset({"version", "revision", "commit", "digest", "sha", "sha256", "hash"})
# Values that are known only when the program runs.
COMPUTED = frozenset({"$call", "$code"})
_RETENTION = ("retention", "retention_days", "retention_in_days", "retention_period", "retention_policy")
# Without this one logs are kept for ever.
_KEPT_FOREVER = frozenset({"log_retention"})
# Kinds whose limits have a default that the file does not state: how many documents are fetched, how many turns taken.
_DEFAULTED = frozenset({Kind.RETRIEVAL, Kind.AGENT})
# What a list or value stands for when its own key says nothing: more tools, sources, scopes or delegates reach further;
# more evals and log fields control more.
_BY_KIND = {
    Kind.TOOL: "grant", Kind.RETRIEVAL: "grant", Kind.IDENTITY: "grant", Kind.AGENT: "grant",
    Kind.EVAL: "guard", Kind.LOGGING: "guard",
}  # fmt: skip


def direction(kind: Kind, name: str, difference: Difference) -> Direction | None:
    """What one difference does, or None if neither key nor values tell."""
    pointer, before, after = difference.pointer, difference.before, difference.after
    polarity, distance = _polarity_at(kind, name, difference)
    key = snake(next((str(part) for part in reversed(pointer) if isinstance(part, str)), name))
    kept = next((snake(part) for part in reversed(pointer) if isinstance(part, str) and part[:1] != "$"), key)
    if kind is Kind.LOGGING and kept.endswith(_RETENTION) and COMPUTED.isdisjoint(pointer) and not difference.in_list:
        return _of_kept(kept, before, after)
    if kind is Kind.IDENTITY and key == "administers":
        return _of_rights(before, after)
    if kind is Kind.TOOL and "parameters" in pointer and (before is None or after is None):
        return _of_parameter(difference)
    if difference.in_list:
        return _of_list(kind, key, polarity, difference)
    if key in _PINS:
        return WIDENS if after is None else NARROWS if before is None else NEUTRAL
    if key in _PATH_KEYS and isinstance(before, str) and isinstance(after, str):
        return by_path(before, after)
    if polarity is None and pointer and isinstance(pointer[-1], int):
        polarity = _BY_KIND.get(kind)
    both_computed = isinstance(before, Mapping) and isinstance(after, Mapping)
    if polarity is not None and (both_computed or not COMPUTED.isdisjoint(pointer)):
        return UNCLEAR
    if polarity == "limit" and (before is None or after is None):
        return _of_stated_limit(kind, before, after, distance)
    return by_named_ladder(key, before, after) or _of_values(polarity, before, after, own=distance == 0)


def _of_rights(before: Json, after: Json) -> Direction:
    """Calls that hand out or take away rights: handing out more widens."""
    old, new = ({each for each in str(side or "").split(", ") if each} for side in (before, after))
    gained, lost = new - old, old - new
    gives = {word for name in gained | lost for word in words(name)} & set(table("scales")["exits"]["granting"])
    return UNCLEAR if not gives or (gained and lost) else WIDENS if gained else NARROWS


def _of_parameter(difference: Difference) -> Direction | None:
    """A parameter that comes or goes whole: one by which a model chooses where or for whom a tool works widens it."""
    pointer = difference.pointer
    own = next((at for at, part in enumerate(pointer) if part == "parameters"), 0) + 1
    own += 1 if pointer[own : own + 1] == ("properties",) else 0
    if len(pointer) <= own or difference.came_from > own + 1:
        return None
    if set(words(str(pointer[own]))).isdisjoint(table("actions")["targets"]):
        return None
    return WIDENS if difference.before is None else NARROWS


def _of_kept(key: str, before: Json, after: Json) -> Direction:
    """How long logs are kept: less of them is less to investigate with. Most platforms have a default of their own."""
    if (before is None or after is None) and key not in _KEPT_FOREVER:
        return UNCLEAR
    found = by_limit(before, after)
    return UNCLEAR if found is None else OPPOSITE[found]


def _polarity_at(kind: Kind, name: str, difference: Difference) -> tuple[str | None, int | None]:
    """The polarity of a place in an element's value, and how far above it the key stands that gave it.

    None as distance: that key stands above what came or went as a whole, so it holds on both sides.
    """
    pointer = difference.pointer
    keys = [(at, part) for at, part in enumerate(pointer) if isinstance(part, str)]
    for distance, (at, key) in enumerate(reversed(keys or [(0, name.rpartition(".")[2])])):
        found = known_polarity(kind, key)
        if found not in (None, "plain"):
            whole = distance == 0 or at + 1 >= max(difference.came_from, 1)
            return found, distance if whole else None
    return None, None


def _of_stated_limit(kind: Kind, before: Json, after: Json, distance: int | None) -> Direction | None:
    """A limit that is stated on one side only. Its details (`strategy` of a `ttl`) come and go with it."""
    if distance is None:
        return None
    if kind in _DEFAULTED:
        unlimited = by_limit(None, before if after is None else after) is NEUTRAL
        return UNCLEAR if not unlimited else WIDENS if before is None else NARROWS
    return by_limit(before, after) if distance == 0 else NARROWS if before is None else WIDENS


@cache
def known_polarity(kind: Kind, key: str) -> str | None:
    """The polarity of a key in elements of a kind; where its own terms are silent, a strong one of any kind speaks."""
    terms = lookup(key)
    own = next((term.polarity for term in terms if term.kind is kind), None)
    return own or next((term.polarity for term in terms if term.strong), None)


def _of_values(polarity: str | None, before: Json, after: Json, *, own: bool) -> Direction | None:
    if polarity == "limit" and own:
        return by_limit(before, after) or by_ladder(before, after)
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


def spread(*lists: Json) -> bool:
    """Whether another list is spread into one of these: what that holds stands elsewhere."""
    return any(str(item).startswith("...") for each in lists if isinstance(each, tuple) for item in each)


def _of_list(kind: Kind, key: str, polarity: str | None, difference: Difference) -> Direction | None:
    """What leaves or joins a list."""
    before, after = difference.before, difference.after
    if polarity == "only":
        return _of_only(difference)
    if polarity == "either" and (found := of_controls(before, after)) is not None:
        return found
    if key in _GUARDRAILS:
        polarity = "guard"
    return _of_lists(polarity or ("grant" if key in _ALLOWED else _BY_KIND.get(kind)), key, before, after)


def _of_only(difference: Difference) -> Direction:
    """A list of all that is taken: more of it widens, and without any everything is."""
    lost, gained = (tuple(map(str, side)) if isinstance(side, tuple) else () for side in difference[1:3])
    if spread(difference.before, difference.after):
        return UNCLEAR
    if difference.alone:
        return NARROWS if gained else WIDENS
    return by_paths(lost, gained) if lost and gained else WIDENS if gained else NARROWS


def _of_lists(polarity: str | None, key: str, before: Json, after: Json) -> Direction | None:
    lost = tuple(str(item) for item in before) if isinstance(before, tuple) else ()
    gained = tuple(str(item) for item in after) if isinstance(after, tuple) else ()
    if polarity not in ("guard", "grant"):
        return None
    if spread(before, after):
        return UNCLEAR
    if lost and gained:
        found = by_paths(lost, gained) if key in _PATH_KEYS else by_patterns(lost, gained)
    else:
        found = WIDENS if gained else NARROWS
    return OPPOSITE[found] if polarity == "guard" else found
