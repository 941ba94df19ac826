"""The register of one revision on one day: what each record promises, until when, and whether anything still needs it.

What is promised is bound to elements. Of these, the ones that live at the revision are told from those that are gone,
so that a record nobody needs any more is seen.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from threatgate.records import _dates
from threatgate.records.model import Backlog, Blocker, BrokenRecord, Code, NoChange, Record, RiskException
from threatgate.records.reading import read
from threatgate.records.states import State, binds, ends, state, superseded
from threatgate.records.validity import standing
from threatgate.repository._api import ChangedFile
from threatgate.repository.revision import open_rev
from threatgate.settings import PATH, load
from threatgate.surface import read_surface, worth_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from threatgate.model import Problem
    from threatgate.records.model import Fault
    from threatgate.repository._api import Blob
    from threatgate.repository.revision import Rev
    from threatgate.settings import Settings

ENDED = frozenset({State.CLOSED, State.SUPERSEDED, State.REVOKED})
LATE = frozenset({State.EXPIRED, State.OVERDUE, State.REVIEW_OVERDUE, State.INVALID})


class Weight(IntEnum):
    """How much a record asks for attention: a late one that binds something living fails the scheduled check."""

    NONE = 0
    NOTE = 1
    WARN = 2
    FAIL = 3


class Entry(NamedTuple):
    """A record on the day. `living` and `gone` are its elements at the revision, `faults` why it does not count."""

    record: Record | BrokenRecord
    state: State
    living: tuple[str, ...]
    gone: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def next_day(self) -> date | None:
        """The day on which somebody has to act: the review that is still to come, else the end."""
        record = self.record
        if isinstance(record, BrokenRecord) or self.state in ENDED:
            return None
        if isinstance(record.outcome, RiskException) and not any(
            review.date >= record.outcome.review_date for review in record.reviews
        ):
            return record.outcome.review_date
        return ends(record)


class Register(NamedTuple):
    """All records of a revision, in the order of their ids, and what could not be read."""

    repository: str
    revision: str
    day: date
    settings: Settings
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


class Due(NamedTuple):
    """What the scheduled check says of a record: how grave, in words, and who must hear of it."""

    entry: Entry
    weight: Weight
    words: str
    people: tuple[str, ...]


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


def read_register(repo: Path, rev: str | None, day: date, environ: Mapping[str, str]) -> Register:
    """Read the register of a revision. Raises ThreatgateError where there is no such revision."""
    with open_rev(repo, rev, environ) as revision:
        blobs = dict(revision.files())
        settings = load(revision.content(blobs.get(PATH)), PATH)
        records = [_record(path, revision, blob) for path, blob in sorted(blobs.items()) if settings.is_record(path)]
        bound = {element for record in records for element in record.elements}
        living, problems = _living(bound, blobs, revision, settings)
        replaced = superseded(records, day, settings)
        entries = [_entry(record, day, settings, replaced, living) for record in records]
        return Register(
            repository=revision.repository,
            revision=revision.commit,
            day=day,
            settings=settings,
            entries=tuple(sorted(entries, key=lambda entry: entry.record.id)),
            problems=problems,
        )


def due(register: Register) -> tuple[Due, ...]:
    """What asks for attention on the day, the gravest first."""
    found = [item for entry in register.entries for item in _due(entry, register)]
    return tuple(sorted(found, key=lambda item: (-item.weight, str(item.entry.next_day or ""), item.entry.record.id)))


def promises(register: Register) -> tuple[Promise, ...]:
    """What open records promise of elements that are there, by element."""
    found = [
        Promise(
            element,
            entry.record.id,
            entry.record.block,
            entry.state,
            entry.record.owner,
            ends(entry.record),
            _promise(entry.record),
            "; ".join(fault.message for fault in entry.faults),
        )
        for entry in register.entries
        if isinstance(entry.record, Record) and entry.state not in ENDED and binds(entry.record)
        for element in entry.living
    ]
    return tuple(sorted(found, key=lambda row: (row.element, row.record)))


def _promise(record: Record) -> str:
    match record.outcome:
        case Backlog(ticket=ticket, acceptance_criteria=criteria):
            return f"{'; '.join(criteria)} ({ticket})"
        case Blocker(gate=gate, pass_condition=condition):
            return f"no release until {gate} holds {condition}"
        case RiskException(exit_plan=plan):
            return plan
        case NoChange(rationale=rationale):
            return rationale


def text_of(repo: Path, rev: str | None, entry: Entry, environ: Mapping[str, str]) -> str:
    """The file of a record as it stands at the revision."""
    with open_rev(repo, rev, environ) as revision:
        data = revision.content(dict(revision.files()).get(entry.record.path)) or b""
    return data.decode("utf-8", "replace")


def _due(entry: Entry, register: Register) -> Iterable[Due]:
    record = entry.record
    if isinstance(record, BrokenRecord):
        yield Due(entry, Weight.FAIL, f"is no record: {record.message}", ())
        return
    if entry.state in ENDED:
        return
    people = _people(record, register.settings)
    bound = bool(record.bindings)
    if entry.state in LATE:
        words = "; ".join(fault.message for fault in entry.faults) or entry.state.value
        weight = Weight.FAIL if entry.living or not bound else Weight.NOTE
        if isinstance(record.outcome, NoChange) and entry.state is State.EXPIRED:
            weight = min(weight, Weight.WARN)
        yield Due(entry, weight, words, people)
    elif bound and not entry.living:
        yield Due(entry, Weight.NOTE, "binds nothing that is still there: close it", people)
    else:
        day = entry.next_day
        if day is not None and 0 <= (day - register.day).days <= register.settings.exceptions.warning(record.severity):
            yield Due(entry, Weight.WARN, f"{_coming(record, day)} on {day}", people)
        if bound and entry.gone:
            yield Due(entry, Weight.NOTE, f"{len(entry.gone)} of its elements are gone: rebind or close it", people)


def _coming(record: Record, day: date) -> str:
    match record.outcome:
        case RiskException(review_date=review) if review == day and review != ends(record):
            return "is to be reviewed"
        case Backlog():
            return "is due"
        case NoChange():
            return "is to be looked at again"
        case _:
            return "ends"


def _people(record: Record, settings: Settings) -> tuple[str, ...]:
    """The owner, the approver, and whom the settings name for the severity; each once."""
    named = [record.owner]
    if isinstance(record.outcome, RiskException):
        named.append(record.outcome.approver)
    named += [who for severity, who in settings.escalation.items() if severity is record.severity]
    return tuple(dict.fromkeys(named))


def _entry(
    record: Record | BrokenRecord, day: date, settings: Settings, replaced: frozenset[str], living: frozenset[str]
) -> Entry:
    faults: Sequence[Fault] = ()
    if isinstance(record, BrokenRecord):
        faults = record.faults
    elif record.closed is None or record.closed.date > day:
        faults = [fault for fault in (*standing(record, settings), *_dates.running(record, day)) if _counts(fault)]
    here = tuple(element for element in record.elements if element in living)
    gone = tuple(element for element in record.elements if element not in living)
    return Entry(record, state(record, day, settings, replaced), here, gone, tuple(faults))


def _counts(fault: Fault) -> bool:
    """An approval that only the pipeline can prove is no fault of the record."""
    return fault.code is not Code.UNPROVEN


def _living(
    bound: set[str], blobs: Mapping[str, Blob], revision: Rev, settings: Settings
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The ids of the bound elements that are there; only the files that they name are read."""
    paths = sorted({element.partition(":")[2].partition("#")[0] for element in bound} & blobs.keys())
    files = worth_reading([ChangedFile(path, None, blobs[path]) for path in paths], settings)
    if not files:
        return frozenset(), ()
    oids = {file.after.oid for file in files if file.after is not None and file.after.mode != "160000"}
    surface = read_surface(files, revision.read(oids), settings)
    return frozenset(element.id for element in surface.after), surface.problems


def _record(path: str, revision: Rev, blob: Blob) -> Record | BrokenRecord:
    return read(path, revision.content(blob) or b"")
