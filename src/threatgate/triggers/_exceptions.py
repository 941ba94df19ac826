"""What is different for one tenant or customer: an exception to what holds for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Direction, Edit, Kind
from threatgate.triggers._polarity import known_polarity
from threatgate.triggers._quantities import amount
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from threatgate.model import Change, Element, Move
    from threatgate.triggers._differences import Difference

_KINDS = frozenset({Kind.APPROVAL, Kind.RETRIEVAL, Kind.LOGGING, Kind.IDENTITY, Kind.MEMORY, Kind.EVAL, Kind.MODEL})


def of_exception(element: Element, difference: Difference, found: Direction) -> Direction:
    """The direction of a setting that stands on one side only, where it overrides what holds for all.

    A control that is stated as off turns off what others have. A limit may be above or below that of all.
    """
    before, after = difference.before, difference.after
    if (before is None) is (after is None) or element.kind not in _KINDS:
        return found
    keys = [part for part in difference.pointer if isinstance(part, str)]
    if not keys or not _holder(element, difference.pointer[:-1]):
        return found
    polarity = known_polarity(element.kind, keys[-1])
    if polarity == "guard" and amount(after if before is None else before) == 0:
        return Direction.WIDENS if before is None else Direction.NARROWS
    return Direction.UNCLEAR if polarity in ("limit", "floor") else found


def exempted(change: Change, moves: tuple[Move, ...]) -> str:
    """For whom a change makes or edits an exception, "" if for nobody."""
    if change.edit is Edit.REMOVED or change.element.kind not in _KINDS:
        return ""
    return next((name for move in moves if (name := _holder(change.element, move.pointer[:-1]))), "")


def _holder(element: Element, pointer: tuple[str | int, ...]) -> str:
    """The tenant or customer that a place belongs to: what follows the key that holds such."""
    parts = [*element.name.split("."), *(part for part in pointer if isinstance(part, str))]
    known = table("rights")["exceptions"]
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        name, _, item = part.partition("[")
        if snake(name) in known:
            return item.removesuffix("]") or following
    return ""
