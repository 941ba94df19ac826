"""A record as a value: what was decided, by whom, for which changes, until when.

The four outcomes are four classes. Small parts are named tuples, for a dataclass costs a millisecond at import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from threatgate.model import Direction, Kind, Pointer, Severity


class Cover(StrEnum):
    """How closely a record is bound to a change: both sides, the new side, or a whole class of changes."""

    EXACT = "exact"
    TARGET = "target"
    CLASS = "class"


class Binding(NamedTuple):
    """One change that is answered: the element and its digests on either side (None where absent)."""

    element: str
    from_digest: str | None
    to_digest: str | None


class Family(NamedTuple):
    """A class of changes: one kind, some paths, some directions."""

    kind: Kind
    paths: tuple[str, ...]
    directions: frozenset[Direction]


class Control(NamedTuple):
    """Something outside the record that it changes or leans on; `digest` binds the content of a file."""

    control: str
    ref: str
    digest: str | None


class Evidence(NamedTuple):
    """What can be looked at again; `digest` binds the content of a file."""

    kind: str
    ref: str
    digest: str | None


class Threat(NamedTuple):
    """What can go wrong, and where the threat model says so."""

    statement: str
    abuse_case: str
    model_path: str
    model_ref: str


class Monitoring(NamedTuple):
    """What makes a promise to monitor good: the log, the alert, who hears it, from where on, when to look again."""

    log: str
    alert: str
    owner: str
    threshold: str
    review_date: date


class Renewal(NamedTuple):
    """Which renewal of an exception this is, and what happened since the last."""

    number: int
    progress: str


class Review(NamedTuple):
    """That somebody looked again."""

    date: date
    by: str
    note: str


class Move(NamedTuple):
    """That an element goes by another id from a day on."""

    date: date
    from_id: str
    to_id: str


class Closing(NamedTuple):
    """How a record came to its end."""

    date: date
    by: str
    how: str
    evidence: Evidence | None

    @property
    def void(self) -> bool:
        """Whether it takes back what the record answered, so that this is unanswered again."""
        return self.how in ("invalid", "revoked")


@dataclass(frozen=True, slots=True)
class Backlog:
    """The control will be built: a ticket, what makes it done, and by when."""

    ticket: str
    acceptance_criteria: tuple[str, ...]
    due: date


@dataclass(frozen=True, slots=True)
class Blocker:
    """Nothing is released until a gate or eval passes."""

    gate: str
    definition: str
    pass_condition: str


@dataclass(frozen=True, slots=True)
class RiskException:
    """The risk is carried for a while. `approved` is None only in an emergency whose approval is still to come."""

    reason: str
    approver: str
    approved: date | None
    expires: date
    review_date: date
    compensating_controls: tuple[Control, ...]
    residual_risk: Severity
    exit_plan: str
    emergency: bool


@dataclass(frozen=True, slots=True)
class NoChange:
    """The threat model holds as it is, and this shows it."""

    rationale: str
    evidence: tuple[Evidence, ...]
    decided_by: str
    valid_until: date | None


Outcome: TypeAlias = "Backlog | Blocker | RiskException | NoChange"


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the register that could be read. Whether it counts is another question, which `validity` answers."""

    path: str
    id: str
    title: str
    outcome: Outcome
    created: date
    owner: str
    severity: Severity
    mode: Cover
    bindings: tuple[Binding, ...] = ()
    family: Family | None = None
    second: str | None = None
    threat: Threat | None = None
    frameworks: tuple[str, ...] = ()
    pre_answer: date | None = None
    controls: tuple[Control, ...] = ()
    monitoring: Monitoring | None = None
    supersedes: str | None = None
    renewal: Renewal | None = None
    reviews: tuple[Review, ...] = ()
    moves: tuple[Move, ...] = ()
    closed: Closing | None = None
    body: str = ""
    lines: Mapping[Pointer, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def block(self) -> str:
        """The outcome's word, which is also the name of its block."""
        match self.outcome:
            case Backlog():
                return "backlog"
            case Blocker():
                return "blocker"
            case RiskException():
                return "exception"
            case NoChange():
                return "no_change"

    def line(self, *pointer: str | int) -> int:
        """The line of a field, or of the nearest field around one that is not there."""
        while pointer and pointer not in self.lines:
            pointer = pointer[:-1]
        return self.lines.get(pointer, 1)

    def current(self, element: str) -> str:
        """The id that a bound element goes by today, after the moves that were recorded."""
        return self.names(element)[-1]

    def names(self, element: str) -> tuple[str, ...]:
        """Every id that a bound element went by, today's last."""
        found = [element]
        for move in self.moves:
            if move.from_id == found[-1]:
                found.append(move.to_id)
        return tuple(found)

    @property
    def elements(self) -> tuple[str, ...]:
        """The ids of the bound elements, as they are today."""
        return tuple(dict.fromkeys(self.current(binding.element) for binding in self.bindings))


class Code(StrEnum):
    """What a fault makes of a record."""

    INVALID = "invalid"
    EXPIRED = "expired"
    REVIEW_OVERDUE = "review-overdue"
    OVERDUE = "overdue"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record does not count: where, what, and the mend."""

    path: str
    line: int
    message: str
    hint: str
    code: Code = Code.INVALID

    @property
    def words(self) -> str:
        """One line: place, reason, mend."""
        return f"{self.path}:{self.line}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A file that is not a record: the first reason and the others. `elements` are those it seems to speak of.

    Whatever else a record would say, it says nothing of it.
    """

    title: ClassVar[str] = ""
    block: ClassVar[str] = ""
    owner: ClassVar[str] = ""
    severity: ClassVar[str] = ""
    outcome: ClassVar[None] = None
    supersedes: ClassVar[None] = None
    pre_answer: ClassVar[None] = None
    closed: ClassVar[None] = None

    path: str
    line: int
    message: str
    hint: str
    id: str
    others: tuple[Fault, ...] = ()
    elements: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every reason."""
        return (Fault(self.path, self.line, self.message, self.hint), *self.others)
