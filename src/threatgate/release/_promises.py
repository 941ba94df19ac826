"""Promises that bind what is there.

Exceptions are current and approved, work is done in time, and evidence says what it said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records._second import approved
from threatgate.records.model import BrokenRecord, NoChange, Record, RiskException
from threatgate.records.promises import supports
from threatgate.records.states import State, ends
from threatgate.register import ENDED, LATE, due
from threatgate.register import Weight as Attention
from threatgate.release._api import Ground, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from threatgate.records.promises import Support
    from threatgate.register import Due, Entry, Register

    Digest = Callable[[str], str | None]
    Revisited = Callable[[Record, str], bool]


def promise_reasons(register: Register, digest: Digest, revisited: Revisited) -> Iterable[Reason]:
    """A reason for each record of which something is not kept.

    `digest` gives the digest of a file of the release, None where there is none. `revisited` says whether somebody
    looked at a record again after a file changed.
    """
    for item in due(register):
        if item.weight is Attention.FAIL or _lapsed_decision(item, register):
            yield _late(item)
    for entry in register.entries:
        record = entry.record
        if isinstance(record, BrokenRecord) or entry.unused or entry.state in ENDED:
            continue
        if isinstance(record.outcome, RiskException) and not approved(record):
            yield _unapproved(record, record.outcome)
        if entry.state not in LATE:
            yield from _unsupported(entry, record, register, digest, revisited)


def _late(item: Due) -> Reason:
    record = item.entry.record
    if isinstance(record, BrokenRecord):
        mend = f"threatgate register show {record.id}"
        words = f"what it promises cannot be told: {record.message}"
        return Reason(Ground.RECORD, Weight.FAIL, record.id, words, (), "", mend, record.path, record.line)
    faults = item.entry.faults
    line = faults[0].line if faults else record.line("id")
    since = _since(item.entry, record)
    words = f"{record.block.replace('_', ' ')} {item.entry.state.value}: {item.words}"
    return Reason(Ground.RECORD, Weight.FAIL, record.id, words, item.people, since, item.mend, record.path, line)


def _since(entry: Entry, record: Record) -> str:
    """The day from which it is late."""
    outcome = record.outcome
    if entry.state is State.REVIEW_OVERDUE and isinstance(outcome, RiskException):
        return outcome.review_date.isoformat()
    end = ends(record)
    late = entry.state in (State.EXPIRED, State.OVERDUE)
    return end.isoformat() if late and end is not None else record.created.isoformat()


def _lapsed_decision(item: Due, register: Register) -> bool:
    """A decision that nothing had to change, past its day, on what is still as it was decided on."""
    record = item.entry.record
    return (
        isinstance(record, Record)
        and isinstance(record.outcome, NoChange)
        and item.entry.state in LATE
        and not _replaced(item.entry, record, register)
    )


def _unapproved(record: Record, outcome: RiskException) -> Reason:
    words = f"an emergency that {outcome.approver} has not approved yet"
    mend = f"let {outcome.approver} look at it and: threatgate register review {record.id}"
    line = record.line("exception", "approver")
    who = (outcome.approver, record.owner)
    since = record.created.isoformat()
    return Reason(Ground.RECORD, Weight.FAIL, record.id, words, who, since, mend, record.path, line)


def _unsupported(
    entry: Entry, record: Record, register: Register, digest: Digest, revisited: Revisited
) -> Iterable[Reason]:
    """What a record leans on and what is gone or says something else now, unless somebody looked again since."""
    if isinstance(record.outcome, NoChange) and _replaced(entry, record, register):
        return
    for one in supports(record):
        now = digest(one.path)
        if now is not None and (one.digest in (None, now) or revisited(record, one.path)):
            continue
        yield _to_be_revisited(record, one, gone=now is None)


def _to_be_revisited(record: Record, one: Support, *, gone: bool) -> Reason:
    what = "is gone" if gone else "is no longer what was decided on"
    words = f"to be revisited: {one.ref}, {'a control' if one.control else one.claim}, {what}"
    mend = f"look again and: threatgate register review {record.id}"
    if gone:
        mend = f"put {one.path} back, or answer anew: threatgate decide … --supersedes {record.id}"
    owners = [record.outcome.approver] if isinstance(record.outcome, RiskException) else []
    line = record.line(*one.pointer)
    who = (record.owner, *owners)
    since = record.created.isoformat()
    return Reason(Ground.EVIDENCE, Weight.FAIL, record.id, words, who, since, mend, record.path, line)


def _replaced(entry: Entry, record: Record, register: Register) -> bool:
    """Whether all that a record decided on has changed since, or is answered by another one that holds."""
    return all(
        binding.to_digest is None
        or register.digests.get(here) != binding.to_digest
        or any(_holds(other, here, binding.to_digest) for other in register.entries if other is not entry)
        for binding in record.bindings
        for here in [record.current(binding.element)]
    )


def _holds(entry: Entry, element: str, digest: str) -> bool:
    """Whether a record, nothing of which is late or missing, answers an element as it is."""
    record = entry.record
    if isinstance(record, BrokenRecord) or entry.state in ENDED | LATE or entry.unproven:
        return False
    return any(one.to_digest == digest and record.current(one.element) == element for one in record.bindings)
