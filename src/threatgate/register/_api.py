"""The register as values: its entries, what of them asks for attention, and what is promised of which element."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from threatgate.records import _dates
from threatgate.records.model import BrokenRecord, Record
from threatgate.records.states import State, binds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from threatgate.model import Problem
    from threatgate.records._dates import Awaited
    from threatgate.records.model import Fault
    from threatgate.settings import Settings

ENDED = frozenset({State.CLOSED, State.SUPERSEDED, State.REVOKED})
LATE = frozenset({State.EXPIRED, State.OVERDUE, State.REVIEW_OVERDUE, State.INVALID})


class Gap(NamedTuple):
    """What would prove a record and is missing, in words, and what to do about it."""

    words: str
    mend: str


class Weight(IntEnum):
    """How much a record asks for attention: a late one that binds something living fails the scheduled check."""

    NONE = 0
    NOTE = 1
    WARN = 2
    FAIL = 3


class Entry(NamedTuple):
    """A record on the day. `living` are its elements that are there, `faults` why it does not count.

    `absent` are elements whose removal it answers and that are still not there, `gone` the others that are not. `days`
    are those on which somebody has to act; `unproven` is what it leans on and what is not there, or not as it was.
    `unused` is a record that speaks of nothing any more: none of its elements, no file of its class.
    """

    record: Record | BrokenRecord
    state: State
    living: tuple[str, ...]
    gone: tuple[str, ...]
    faults: tuple[Fault, ...]
    days: tuple[Awaited, ...] = ()
    unproven: tuple[Gap, ...] = ()
    unused: bool = False
    absent: tuple[str, ...] = ()

    @property
    def next_day(self) -> date | None:
        """The first day on which somebody has to act: a review that is still to come, or the end."""
        return self.days[0].day if self.days else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it does not count, without the people whom its faults name."""
        if isinstance(self.record, BrokenRecord):
            return tuple(fault.message for fault in self.faults)
        people = f" ({_dates.people(self.record)})"
        return tuple(fault.message.replace(people, "") for fault in self.faults)

    @property
    def promising(self) -> bool:
        """Whether it still promises something of elements."""
        return isinstance(self.record, Record) and self.state not in ENDED and binds(self.record)


class Register(NamedTuple):
    """All records of a revision, in the order of their ids, and what could not be read.

    `digests` are those of the elements that records bind and that are there, by id.
    """

    repository: str
    revision: str
    day: date
    settings: Settings
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    digests: Mapping[str, str]

    @property
    def records(self) -> dict[str, Record]:
        """The records that could be read, by id."""
        return {entry.record.id: entry.record for entry in self.entries if isinstance(entry.record, Record)}


class Role(NamedTuple):
    """Somebody, and why they must hear of a record: its owner, its approver."""

    role: str
    who: str


class Due(NamedTuple):
    """What the scheduled check says of a record: how grave, in words, who must hear of it, and what to do."""

    entry: Entry
    weight: Weight
    words: str
    people: tuple[str, ...]
    mend: str = ""
    roles: tuple[Role, ...] = ()


class Promise(NamedTuple):
    """What a record promises of one living element, and what would prove it that is not there."""

    element: str
    record: str
    outcome: str
    state: State
    owner: str
    until: date | None
    promise: str
    missing: str
