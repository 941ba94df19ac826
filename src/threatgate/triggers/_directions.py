"""The direction of a change from its moves, its kind and, for tools, from what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move
from threatgate.triggers._actions import actions, tier
from threatgate.triggers._controls import names_control
from threatgate.triggers._guards import weight
from threatgate.triggers._hidden import brought
from threatgate.triggers._logic import SUBJECT as LOGIC
from threatgate.triggers._logic import logic_exists
from threatgate.triggers._moves import opaque
from threatgate.triggers._polarity import COMPUTED, known_polarity, spread
from threatgate.triggers._stale import stale_rights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.triggers._providers import Providers

_REACH = frozenset({Kind.TOOL, Kind.RETRIEVAL, Kind.IDENTITY, Kind.AGENT, Kind.MEMORY})
_CONTROL = frozenset({Kind.APPROVAL, Kind.EVAL, Kind.LOGGING})
_STRICT = frozenset({Kind.PROMPT, Kind.MODEL, Kind.TOOL, Kind.RETRIEVAL, Kind.APPROVAL})
LARGE = 40
FLAG = "flag"
OPPOSITE = {Direction.WIDENS: Direction.NARROWS, Direction.NARROWS: Direction.WIDENS}


def direction(change: Change, moves: tuple[Move, ...], providers: Providers | None = None) -> Direction:
    """Whether the change gives more authority, reach or autonomy, or fewer controls; `unclear` rather than a guess.

    `providers` are those of the files that the change stands in.
    """
    found = _of_itself(change, moves)
    if found in (Direction.NEUTRAL, Direction.NARROWS) and (brought(change) or stale_rights(change)):
        # What is hidden from readers was not meant to be judged by what they see; rights of old content fit no new one.
        return Direction.UNCLEAR
    if found is Direction.NEUTRAL and change.element.kind is Kind.MODEL and providers is not None:
        return providers.direction(change)
    return found


def _of_itself(change: Change, moves: tuple[Move, ...]) -> Direction:
    if opaque(change) or change.element.subject == "conditions":
        # A condition of a template is known only when it is filled in.
        return Direction.UNCLEAR
    if change.edit is Edit.MODIFIED:
        found = combined(moves, change.element.kind)
        by_action = _by_action(change) if change.element.kind is Kind.TOOL else Direction.NEUTRAL
        if by_action is Direction.WIDENS or (by_action is Direction.NARROWS and found is Direction.NEUTRAL):
            return by_action
        return found
    if change.edit is Edit.REMOVED:
        found = _added(change.element, tuple(_turned(move) for move in moves))
        return OPPOSITE.get(found, found)
    return _added(change.element, moves)


def combined(moves: Iterable[Move], kind: Kind = Kind.AGENT) -> Direction:
    """Moves together: one that widens makes a widening, whatever else narrows; only sentences outweigh each other.

    What narrows one part of what a model is, is told or can call does not excuse that another part became different; of
    sentences it does where most of them narrow.
    """
    all_moves = tuple(moves)
    seen = {move.direction for move in all_moves}
    text = all(_is_sentence(move.before) and _is_sentence(move.after) for move in all_moves)
    if Direction.WIDENS in seen and text and (Direction.NARROWS in seen or _rewritten(all_moves)):
        return Direction.UNCLEAR
    if Direction.WIDENS in seen:
        return Direction.WIDENS
    if Direction.UNCLEAR in seen:
        return Direction.UNCLEAR
    if Direction.NARROWS not in seen:
        return Direction.NEUTRAL
    different = sum(move.direction is Direction.NEUTRAL and not _leads_in(move.after) for move in all_moves)
    if text and any(move.before is not None for move in all_moves):
        # Guards that are only added do not excuse what is added beside them.
        different -= sum(move.direction is Direction.NARROWS for move in all_moves) - 1
    return Direction.NEUTRAL if different > 0 and kind in _STRICT else Direction.NARROWS


def _rewritten(moves: tuple[Move, ...]) -> bool:
    """Whether a text is largely another, and what it lost of guards is little and slight."""
    lost = [move for move in moves if move.direction is Direction.WIDENS]
    slight = all(isinstance(move.before, str) and weight(move.before) == 1 for move in lost)
    return slight and len(moves) > LARGE and len(lost) * 10 < len(moves)


def _leads_in(value: Json) -> bool:
    """A line that only announces what follows it."""
    return value is None or (isinstance(value, str) and value.rstrip("*_ ").endswith(":"))


def _is_sentence(value: Json) -> bool:
    return value is None or (isinstance(value, str) and " " in value)


def _turned(move: Move) -> Move:
    return Move(move.pointer, move.after, move.before, OPPOSITE.get(move.direction, move.direction), move.words)


def _added(element: Element, moves: tuple[Move, ...]) -> Direction:
    """What it does that this element exists. `moves` go from nothing to its value."""
    if element.subject == LOGIC:
        return logic_exists(element)
    if element.subject == "hook":
        return Direction.UNCLEAR
    seen = {move.direction for move in moves}
    if element.subject == FLAG and element.kind is not Kind.APPROVAL:
        # A flag that comes turned off turns on nothing.
        return Direction.WIDENS if Direction.WIDENS in seen else Direction.NEUTRAL
    if element.kind in _CONTROL:
        return _control_added(element, moves, seen)
    if element.kind in _REACH:
        return _reach_added(element, moves, seen)
    if element.kind is Kind.MODEL:
        return next((each for each in (Direction.WIDENS, Direction.UNCLEAR) if each in seen), Direction.NEUTRAL)
    return Direction.NEUTRAL


def _control_added(element: Element, moves: tuple[Move, ...], seen: set[Direction]) -> Direction:
    """A control that comes holds back, unless it is stated as off, says only how, or is known only when it runs."""
    kind = element.kind
    if Direction.WIDENS in seen:
        return Direction.WIDENS
    if element.subject == "pipeline":
        # What may start an agent in a pipeline comes with the agent.
        return Direction.UNCLEAR
    if Direction.NARROWS in seen:
        return Direction.UNCLEAR if any(_states_off(kind, move) for move in moves) else Direction.NARROWS
    told = [move for move in moves if move.direction is not Direction.NEUTRAL]
    if kind is Kind.LOGGING and told and all(_says_how(kind, move) for move in told):
        return Direction.UNCLEAR
    if told and all(not COMPUTED.isdisjoint(move.pointer) or spread(move.before, move.after) for move in told):
        return Direction.UNCLEAR
    guards = any(move.pointer[-1:] == ("of",) and names_control(str(move.after)) for move in moves)
    unknown = kind is Kind.APPROVAL and element.subject == "" and seen == {Direction.UNCLEAR} and not guards
    return Direction.UNCLEAR if unknown or seen == {Direction.NEUTRAL} else Direction.NARROWS


def _states_off(kind: Kind, move: Move) -> bool:
    """A control that is written down as off, beside others that are on."""
    keys = [part for part in move.pointer if isinstance(part, str)]
    return move.after is False and bool(keys) and known_polarity(kind, keys[-1]) == "guard"


def _says_how(kind: Kind, move: Move) -> bool:
    """A setting that is neither more nor less of a control: how long logs are kept, what they hold."""
    keys = [part for part in move.pointer if isinstance(part, str) and not part.startswith("$")]
    return bool(keys) and known_polarity(kind, keys[-1]) == "plain"


def _reach_added(element: Element, moves: tuple[Move, ...], seen: set[Direction]) -> Direction:
    """What comes can be reached or used from now on; what holds only limits or controls holds back what there is."""
    bounds = element.kind is not Kind.TOOL or element.subject == "grant"
    if bounds and Direction.NARROWS in seen and not seen & {Direction.WIDENS, Direction.UNCLEAR}:
        return Direction.NARROWS
    if element.kind is Kind.IDENTITY and element.subject == "" and Direction.WIDENS not in seen:
        # An account without a known right, a way to sign in: neither says what may be done with it.
        return Direction.UNCLEAR
    if bounds and moves and all(_is_limit(element.kind, move) for move in moves):
        return Direction.WIDENS if Direction.WIDENS in seen else Direction.UNCLEAR
    return Direction.WIDENS


def _is_limit(kind: Kind, move: Move) -> bool:
    return any(isinstance(part, str) and known_polarity(kind, part) in ("limit", "floor") for part in move.pointer)


def _by_action(change: Change) -> Direction:
    """A tool that can now do graver things than before, or only lesser ones; where one side does not tell, neither."""
    if change.before is None or change.after is None or change.element.subject in ("mcp_server", "grant", "plugin"):
        return Direction.NEUTRAL
    old, new = actions(change.before), actions(change.after)
    if ("unknown",) in (old, new):
        return Direction.NEUTRAL
    before, after = max(map(tier, old)), max(map(tier, new))
    if before == after:
        return Direction.NEUTRAL
    return Direction.WIDENS if after > before else Direction.NARROWS
