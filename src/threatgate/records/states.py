"""The state of a record on a day: computed, never stored, and never from a commit's date."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from threatgate.records import _dates, _succession
from threatgate.records._closing import ended
from threatgate.records._dates import ends
from threatgate.records.model import BrokenRecord, Code, NoChange, Record, RiskException
from threatgate.records.validity import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from threatgate.settings import Settings

__all__ = ["OPEN", "State", "binds", "ends", "state", "superseded"]


class State(StrEnum):
    """Where a record is in its life."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    REVIEW_OVERDUE = "review-overdue"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    INVALID = "invalid"


OPEN = frozenset({State.ACTIVE, State.EXPIRING, State.REVIEW_OVERDUE, State.EXPIRED, State.OVERDUE, State.INVALID})
_ENDED = {"revoked": State.REVOKED, "superseded": State.SUPERSEDED}
_PASSED = {Code.EXPIRED: State.EXPIRED, Code.OVERDUE: State.OVERDUE, Code.REVIEW_OVERDUE: State.REVIEW_OVERDUE}


def state(
    record: Record | BrokenRecord,
    as_of: date,
    settings: Settings,
    replaced: frozenset[str] = frozenset(),
    known: Mapping[str, Record] = MappingProxyType({}),
) -> State:
    """The state on that day, in UTC.

    `replaced` are the ids that other records supersede, see `superseded`; `known` the records that this one may follow.
    """
    if isinstance(record, BrokenRecord):
        return State.INVALID
    if record.closed is not None and ended(record, as_of):
        return _ENDED.get(record.closed.how, State.CLOSED)
    if record.id in replaced:
        return State.SUPERSEDED
    if standing(record, settings) or _succession.faults(record, settings, known):
        return State.INVALID
    for fault in _dates.running(record, as_of):
        return _PASSED.get(fault.code, State.INVALID)
    end = ends(record)
    limited = isinstance(record.outcome, (RiskException, NoChange))
    if limited and end is not None and (end - as_of).days <= settings.exceptions.warning(record.severity):
        return State.EXPIRING
    return State.ACTIVE


def superseded(records: Iterable[Record | BrokenRecord], as_of: date, settings: Settings) -> frozenset[str]:
    """The ids that records of the register take the place of.

    A record takes another's place only where it counts itself, from the day on which it begins, covers all that the
    other binds, and is not revoked. That it ends later, or misses a review, does not bring the other back.
    """
    there = [record for record in records if isinstance(record, Record)]
    count = Counter(record.id for record in there)
    # Of two that go by one id nobody can tell which one is meant.
    known = {record.id: record for record in there if count[record.id] == 1}
    found = set()
    for record in known.values():
        before = known.get(record.supersedes or "")
        if before is None or before is record or _withdrawn(record, as_of):
            continue
        if not standing(record, settings) and not _succession.faults(record, settings, known) and _begun(record, as_of):
            found.add(before.id)
    return frozenset(found)


def _withdrawn(record: Record, as_of: date) -> bool:
    return record.closed is not None and record.closed.void and ended(record, as_of)


def _begun(record: Record, as_of: date) -> bool:
    return all(fault.code is not Code.INVALID for fault in _dates.running(record, as_of))


def binds(record: Record) -> bool:
    """Whether a record's promise follows its elements: all but "no change" do, and a class of changes has none."""
    return not isinstance(record.outcome, NoChange) and bool(record.bindings)
