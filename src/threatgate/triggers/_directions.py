"""The direction of a change from its moves, its kind and, for tools, from what they can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move
from threatgate.triggers._actions import actions, tier

_REACH = frozenset({Kind.TOOL, Kind.RETRIEVAL, Kind.IDENTITY, Kind.AGENT, Kind.MEMORY})
_CONTROL = frozenset({Kind.APPROVAL, Kind.EVAL, Kind.LOGGING})
OPPOSITE = {Direction.WIDENS: Direction.NARROWS, Direction.NARROWS: Direction.WIDENS}


def direction(change: Change, moves: tuple[Move, ...]) -> Direction:
    """Whether the change gives more authority, reach or autonomy, or fewer controls; `unclear` rather than a guess."""
    if change.edit is Edit.MODIFIED:
        found = combined(moves)
        by_action = _by_action(change) if change.element.kind is Kind.TOOL else Direction.NEUTRAL
        if by_action is Direction.WIDENS or (by_action is Direction.NARROWS and found is Direction.NEUTRAL):
            return by_action
        return found
    if change.edit is Edit.REMOVED:
        found = _added(change.element, tuple(_turned(move) for move in moves))
        return OPPOSITE.get(found, found)
    return _added(change.element, moves)


def combined(moves: Iterable[Move]) -> Direction:
    """Moves together: one that widens makes a widening, whatever else narrows; only sentences outweigh each other."""
    seen = {move.direction for move in moves}
    text = all(_is_sentence(move.before) and _is_sentence(move.after) for move in moves)
    if Direction.WIDENS in seen and Direction.NARROWS in seen and text:
        return Direction.UNCLEAR
    if Direction.WIDENS in seen:
        return Direction.WIDENS
    if Direction.UNCLEAR in seen:
        return Direction.UNCLEAR
    return Direction.NARROWS if Direction.NARROWS in seen else Direction.NEUTRAL


def _is_sentence(value: Json) -> bool:
    return value is None or (isinstance(value, str) and " " in value)


def _turned(move: Move) -> Move:
    return Move(move.pointer, move.after, move.before, OPPOSITE.get(move.direction, move.direction), move.words)


def _added(element: Element, moves: tuple[Move, ...]) -> Direction:
    """What it does that this element exists. `moves` go from nothing to its value."""
    if isinstance(element.value, Mapping) and "opaque" in element.value:
        return Direction.UNCLEAR
    if element.subject in ("logic", "hook"):
        return Direction.UNCLEAR
    seen = {move.direction for move in moves}
    if element.kind in _CONTROL:
        if Direction.WIDENS in seen:
            return Direction.WIDENS
        # Controls that are all stated as off control nothing.
        return Direction.UNCLEAR if seen == {Direction.NEUTRAL} else Direction.NARROWS
    if element.kind in _REACH:
        bounds = element.kind is not Kind.TOOL or element.subject == "grant"
        if bounds and Direction.NARROWS in seen and not seen & {Direction.WIDENS, Direction.UNCLEAR}:
            return Direction.NARROWS
        return Direction.WIDENS
    return Direction.NEUTRAL


def _by_action(change: Change) -> Direction:
    """A tool that can now do graver things than before, or only lesser ones."""
    if change.before is None or change.after is None or change.element.subject in ("mcp_server", "grant"):
        return Direction.NEUTRAL
    old = max(tier(action) for action in actions(change.before))
    new = max(tier(action) for action in actions(change.after))
    if old == new:
        return Direction.NEUTRAL
    return Direction.WIDENS if new > old else Direction.NARROWS
