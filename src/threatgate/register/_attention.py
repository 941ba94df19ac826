"""What of the register asks for attention on the day: what is late, what comes due, what nobody needs any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.records import _dates
from threatgate.records.model import BrokenRecord, Code, NoChange, RiskException
from threatgate.records.promises import still
from threatgate.records.states import State, binds, superseded
from threatgate.register._api import ENDED, LATE, Due, Role, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threatgate.records.model import Record
    from threatgate.register._api import Entry, Register

_MENDS = {
    State.EXPIRED: {
        "exception": "remove what it excuses and: threatgate register close {id}; or: threatgate register renew {id}",
        "no_change": "look again and decide anew",
    },
    State.OVERDUE: {"backlog": "finish it and: threatgate register close {id}"},
    State.REVIEW_OVERDUE: dict.fromkeys(
        ("exception", "backlog", "blocker", "no_change"), "look again and: threatgate register review {id}"
    ),
}


class _Said(NamedTuple):
    """How grave, in words, and what to do."""

    weight: Weight
    words: str
    mend: str


def due(register: Register) -> tuple[Due, ...]:
    """What asks for attention on the day, the gravest first."""
    found = []
    around = _around(register)
    for entry in register.entries:
        record = entry.record
        if isinstance(record, BrokenRecord):
            found.append(Due(entry, Weight.FAIL, f"is no record: {record.message}", (), record.hint))
            continue
        roles = _roles(entry, record, register)
        people = tuple(dict.fromkeys(one.who for one in roles))
        elsewhere = not register.settings.is_record(record.path)
        found += [
            Due(entry, weight, words, people, _in_model(record, mend) if elsewhere else mend, roles)
            for weight, words, mend in _said(entry, record, around)
        ]
    return tuple(sorted(found, key=lambda item: (-item.weight, str(item.entry.next_day or ""), item.entry.record.id)))


class _Around(NamedTuple):
    """The register, the ids that records of it take the place of, and those that bind an element by its id."""

    register: Register
    replaced: frozenset[str]
    binding: Mapping[str, Sequence[Record]]


def _in_model(record: Record, mend: str) -> str:
    """What stands in a threat model is changed there; no command of the register writes it."""
    return f"say in {record.path} what became of it" if "threatgate register" in mend else mend


def _around(register: Register) -> _Around:
    records = register.records.values()
    binding: dict[str, list[Record]] = {}
    for record in records:
        for element in record.elements:
            binding.setdefault(element, []).append(record)
    return _Around(register, superseded(records, register.day, register.settings), binding)


def _said(entry: Entry, record: Record, around: _Around) -> Iterable[_Said]:
    register = around.register
    if entry.state in ENDED:
        yield from _not_reverted(record, around)
        return
    if entry.state in LATE:
        yield _late(entry, record)
        return
    if entry.unused:
        words = "excuses nothing" if isinstance(record.outcome, RiskException) else "binds nothing"
        mend = f"close it: threatgate register close {record.id}"
        yield _Said(Weight.NOTE, f"{words} that is still there", mend)
        return
    within = register.settings.exceptions.warning(record.severity)
    coming = [one for one in entry.days if 0 <= (one.day - register.day).days <= within]
    if coming:
        words = "; ".join(_coming(one) for one in coming)
        reviewed = coming[0].day != _dates.ends(record)
        mend = f"threatgate register {'review' if reviewed else _ending(record)} {record.id}"
        yield _Said(Weight.WARN, words, mend)
    for mend in dict.fromkeys(gap.mend for gap in entry.unproven):
        words = "; ".join(gap.words for gap in entry.unproven if gap.mend == mend)
        yield _Said(Weight.WARN, f"cannot be proved: {words}", mend)
    if entry.promising and entry.gone:
        words = f"{len(entry.gone)} of its elements {'is' if len(entry.gone) == 1 else 'are'} gone"
        mend = f"threatgate register rebind {record.id}, or close it"
        yield _Said(Weight.NOTE, words, mend)


def _late(entry: Entry, record: Record) -> _Said:
    """A record past its day fails, unless nothing that is there needs it or it promises nothing."""
    words = "; ".join(entry.reasons) or entry.state.value
    weight = Weight.NOTE if entry.unused else Weight.FAIL
    if isinstance(record.outcome, NoChange) and entry.state is not State.INVALID:
        weight = min(weight, Weight.WARN)
    mend = _MENDS.get(entry.state, {}).get(record.block, "").format(id=record.id)
    if entry.unused:
        mend = f"close it: threatgate register close {record.id}"
    return _Said(weight, words, mend or (entry.faults[0].hint if entry.faults else ""))


def _not_reverted(record: Record, around: _Around) -> Iterable[_Said]:
    """What a record leaves that was closed without a mend: a change that is there, and nobody answers for it."""
    if record.closed is not None and record.closed.void and binds(record):
        yield from _taken_away(record, around)
    if record.closed is None or record.closed.how != "change_reverted":
        return
    for binding in record.bindings:
        here = record.current(binding.element)
        stands = binding.to_digest is not None and around.register.digests.get(here) == binding.to_digest
        later = (
            one.id != record.id and (one.created >= record.closed.date or one.supersedes == record.id)
            for one in around.binding.get(here, ())
        )
        if stands and not any(later):
            words = f"was closed on {record.closed.date} because its change was taken back, and {here} is still changed"
            mend = "take the change back, or answer for it in a new record"
            yield _Said(Weight.FAIL, words, mend)


def _coming(awaited: _dates.Awaited) -> str:
    if awaited.words.endswith("reviewed"):
        return f"{awaited.words} on {awaited.day}, no earlier"
    return f"{awaited.words} at the end of {awaited.day} UTC"


def _taken_away(record: Record, around: _Around) -> Iterable[_Said]:
    """What a revoked record leaves: it takes a new one that supersedes it, or the change goes."""
    if record.id in around.replaced:
        return
    others = [one for element in record.elements for one in around.binding.get(element, ()) if one.id != record.id]
    here = still(record, others, around.register.digests.get)
    if here and record.closed is not None:
        words = f"was closed on {record.closed.date} as {record.closed.how}, and {here} is still what it answered for"
        mend = f"take the change back, or answer anew with a record that supersedes {record.id}"
        yield _Said(Weight.FAIL, words, mend)


def _ending(record: Record) -> str:
    return "renew" if isinstance(record.outcome, RiskException) else "close"


def _roles(entry: Entry, record: Record, register: Register) -> tuple[Role, ...]:
    """Everybody who must hear of it: owner, approver, whom the settings name for the severity; each once."""
    named = [Role("owner", record.owner)]
    match record.outcome:
        case RiskException(approver=approver):
            named.append(Role("approver", approver))
        case NoChange(decided_by=decided_by):
            named.append(Role("decided by", decided_by))
        case _:
            pass
    monitored = any("monitoring" in one.words for one in entry.days) or any(
        fault.code is Code.REVIEW_OVERDUE and "monitoring" in fault.message for fault in entry.faults
    )
    if record.monitoring is not None and monitored:
        named.append(Role("monitoring", record.monitoring.owner))
    escalated = register.settings.hears(record.severity)
    if escalated is not None:
        named.append(Role("escalation", escalated))
    return tuple({one.who: one for one in reversed(named)}.values())[::-1]
