"""How much is at stake: kind and direction, the gravest action of a tool, wildcards and money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from threatgate.catalog import table
from threatgate.model import SEVERITIES, Change, Direction, Edit, Json, Kind, Move, Severity
from threatgate.triggers._actions import actions, tier
from threatgate.triggers._hidden import brought
from threatgate.vocabulary import polarity


def severity(change: Change, direction: Direction, moves: tuple[Move, ...]) -> Severity:
    """The severity that a record answering this change may not fall below."""
    element = change.element
    rows = table("severity")
    if element.subject == "gate":
        return Severity(rows["gate"])
    found = Severity(rows["base"][element.kind][direction])
    if element.kind is Kind.TOOL and direction is Direction.WIDENS:
        found = Severity(rows["tools"][_tier(change)])
    if direction is Direction.WIDENS and _critical(change, moves):
        found = Severity.CRITICAL
    if brought(change):
        found = max(
            SEVERITIES[min(SEVERITIES.index(found) + 1, len(SEVERITIES) - 1)], Severity.HIGH, key=SEVERITIES.index
        )
    if element.scope in rows["lowered"]:
        found = min(found, Severity.MODERATE, key=SEVERITIES.index)
    return found


def _tier(change: Change) -> int:
    """The tier of what was gained; one step less where the tool itself always asks for approval."""
    element = change.element
    grave = max(tier(action) for action in actions(element))
    if change.edit is Edit.MODIFIED and change.before is not None:
        gained = set(actions(element)) - set(actions(change.before))
        grave = max((tier(action) for action in gained), default=min(grave, 2))
    return max(grave - 1, 0) if grave == 3 and _asks(element.value) else grave


def _asks(value: Json) -> bool:
    """Whether the tool's own definition demands approval: structure only, a sentence in a description is none."""
    if not isinstance(value, Mapping):
        return False
    for key, item in value.items():
        if polarity(Kind.APPROVAL, str(key)) == "guard" and item in (True, "always", "required"):
            return True
        if key in ("approval", "options") and _asks(item):
            return True
    return False


def _critical(change: Change, moves: tuple[Move, ...]) -> bool:
    words = set(table("severity")["critical"].get(change.element.kind, ()))
    return any(
        str(item).strip().lower() in words
        for move in moves
        if move.direction is Direction.WIDENS
        for item in _scalars(move.after)
    )


def _scalars(value: Json) -> Iterator[Json]:
    if isinstance(value, tuple):
        for item in value:
            yield from _scalars(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _scalars(item)
    elif value is not None:
        yield value
