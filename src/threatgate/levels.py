"""How much an unanswered change matters: the team's own levels, the scopes' ceilings, and the table of defaults."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from threatgate.catalog import table
from threatgate.model import Direction, Kind, Level, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

LevelMap: TypeAlias = "Mapping[Direction, Level]"
_NONE: Mapping[Any, Any] = MappingProxyType({})
FIXED = frozenset({"gate", "promise", "evidence"})
_RANK = {Level.OFF: 0, Level.WARN: 1, Level.BLOCK: 2}


def levels_of(value: str | dict[str, str]) -> LevelMap:
    """What a settings file says for one key: a level for every direction, or for some."""
    if isinstance(value, str):
        return MappingProxyType(dict.fromkeys(Direction, Level(value)))
    return MappingProxyType({Direction(key): Level(level) for key, level in value.items()})


def level_for(
    levels: Mapping[str, LevelMap],
    scopes: Mapping[Scope, LevelMap],
    *,
    kind: Kind,
    rule: str,
    direction: Direction,
    scope: Scope,
    subject: str,
) -> Level:
    """What an unanswered change does.

    `levels` says it by rule, kind or direction; a scope other than the product can only lower that, as far as `scopes`
    or its own default says. What the gate itself rests on has levels that no settings change.
    """
    usual = _default(kind, direction, scope, subject)
    if subject in FIXED:
        return usual
    chosen = next(
        (levels[key][direction] for key in (rule, kind, direction) if direction in levels.get(key, _NONE)), None
    )
    ceiling: Level | None = scopes.get(scope, _NONE).get(direction)
    if ceiling is not None:
        return min(chosen or _default(kind, direction, Scope.PRODUCT, ""), ceiling, key=_RANK.__getitem__)
    if chosen is None or scope is Scope.PRODUCT:
        return chosen or usual
    return min(chosen, usual, key=_RANK.__getitem__)


def _default(kind: Kind, direction: Direction, scope: Scope, subject: str) -> Level:
    """The first row of the table of defaults that fits."""
    for row in table("levels")["rows"]:
        fits = row["subject"] == subject if "subject" in row else scope in row["scopes"]
        if fits and kind in row.get("kinds", (kind,)):
            return Level(row["levels"][direction])
    raise AssertionError("the table of levels has a row for every scope")
