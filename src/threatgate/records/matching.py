"""Which record answers which change, and in words why one that seems to does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from threatgate.model import ANSWERED, AnswerState, RecordView
from threatgate.records import _controls, _second
from threatgate.records._covering import Fit, bound, fit, follows, names
from threatgate.records._dates import ends, running
from threatgate.records.model import BrokenRecord, Code, Fault, Record, RiskException
from threatgate.records.promises import promise
from threatgate.records.states import OPEN, State, binds, state, superseded
from threatgate.records.validity import Context, faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from threatgate.model import Trigger

AnyRecord = Record | BrokenRecord


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records say to one trigger; `obligations` are the open records on base that bind its element."""

    state: AnswerState
    record: str | None = None
    reason: str = ""
    obligations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answers, one for each trigger, and the records that took part."""

    answers: tuple[Answer, ...]
    records: tuple[RecordView, ...]


class _Judged(NamedTuple):
    """A record with its fits and its faults."""

    record: AnyRecord
    fits: Mapping[int, Fit]
    faults: tuple[Fault, ...]
    context: Context


class _Candidate(NamedTuple):
    """What one record says to one trigger; the lowest rank is heard."""

    rank: int
    id: str
    answer: Answer


def answer(
    triggers: Sequence[Trigger], new_records: Iterable[AnyRecord], old_records: Iterable[AnyRecord], context: Context
) -> tuple[Answer, ...]:
    """The answer to each trigger, in their order."""
    return judge(triggers, new_records, old_records, context).answers


def judge(
    triggers: Sequence[Trigger], new_records: Iterable[AnyRecord], old_records: Iterable[AnyRecord], context: Context
) -> Judgement:
    """The answer to each trigger and the state of every record that took part.

    New records stand on head and not on base; they answer by what they cover. Old ones stand on base: they answer only
    with a living `pre_answer`, but what they promised still binds their elements.
    """
    old = tuple(old_records)
    register = {record.id: record for record in old if isinstance(record, Record)}
    context = replace(context, register={**context.register, **register})
    fresh = [_judged(record, triggers, context) for record in _distinct(new_records, old, context.landed)]
    replaced = superseded(old, context.as_of, context.settings)
    there = (record for record in old if isinstance(record, Record))
    alive = [record for record in there if state(record, context.as_of, context.settings, replaced) in OPEN]
    ahead = [_judged(record, triggers, context) for record in alive if _pre_answers(record, context)]
    answers = tuple(_answer(index, trigger, [*fresh, *ahead], alive, context) for index, trigger in enumerate(triggers))
    bound_here = [
        record for record in alive if any(follows(record, trigger.change, context.lives) for trigger in triggers)
    ]
    others = [
        _Judged(record, {}, (), context) for record in bound_here if all(record is not one.record for one in ahead)
    ]
    broken = [_Judged(record, {}, record.faults, context) for record in old if isinstance(record, BrokenRecord)]
    views = [_view(one, context, replaced, new=True) for one in fresh]
    views += [_view(one, context, replaced, new=False) for one in (*ahead, *others, *broken)]
    return Judgement(answers, tuple(views))


def _distinct(new: Iterable[AnyRecord], old: tuple[AnyRecord, ...], landed: frozenset[str] | None) -> list[AnyRecord]:
    """The new records; one whose id is taken, on base, by a second file or as one that is replaced, is broken."""
    records = tuple(new)
    taken = dict.fromkeys(landed or (), "a record that has landed") | {record.id: record.path for record in old}
    ended = {record.supersedes: record.path for record in old if isinstance(record, Record) and record.supersedes}
    taken |= {id_: f"{path}, which has its place already" for id_, path in ended.items() if id_ not in taken}
    count = Counter(record.id for record in records)
    found: list[AnyRecord] = []
    for record in records:
        if isinstance(record, BrokenRecord) or (count[record.id] == 1 and record.id not in taken):
            found.append(record)
            continue
        other = taken.get(record.id) or next(one.path for one in records if one.id == record.id and one is not record)
        message = f"the id {record.id} is taken by {other}"
        hint = "give one of them another id and file name"
        found.append(BrokenRecord(record.path, record.line("id"), message, hint, record.id, (), record.elements))
    return found


def _judged(record: AnyRecord, triggers: Sequence[Trigger], context: Context) -> _Judged:
    if isinstance(record, BrokenRecord):
        spoken = {
            index: Fit.OTHER_CONTENT
            for index, trigger in enumerate(triggers)
            if names(trigger.change) & set(record.elements)
        }
        return _Judged(record, spoken, record.faults, context)
    fits = {index: fit(record, trigger, context.lives) for index, trigger in enumerate(triggers)}
    fits = {index: found for index, found in fits.items() if found is not Fit.NOT}
    covered = tuple(triggers[index] for index, found in fits.items() if found is Fit.ANSWERS)
    context = replace(context, covered=covered)
    return _Judged(record, fits, faults(record, context), context)


def _pre_answers(record: Record, context: Context) -> bool:
    return record.pre_answer is not None and context.as_of <= record.pre_answer


def _answer(index: int, trigger: Trigger, candidates: list[_Judged], alive: list[Record], context: Context) -> Answer:
    """The best that any record says to a trigger, with what still binds its element."""
    heard = [_candidate(one, trigger, context) for one in candidates if index in one.fits]
    best = min(heard, default=None, key=lambda one: (one.rank, one.id))
    chosen = best.answer if best is not None else _unanswered(trigger, alive)
    successor = next((one.record for one in candidates if best is not None and one.record.id == best.id), None)
    answered = chosen.state in ANSWERED
    gone = successor.supersedes if answered and isinstance(successor, Record) else None
    binding = [
        record
        for record in alive
        if record.id != gone and binds(record) and follows(record, trigger.change, context.lives)
    ]
    obligations = tuple(sorted(record.id for record in binding))
    if chosen.state is not AnswerState.EXPIRED:
        for record in sorted(binding, key=lambda record: record.id):
            chosen = _lapse(record, context) or chosen
    return replace(chosen, obligations=obligations)


def _candidate(one: _Judged, trigger: Trigger, context: Context) -> _Candidate:
    record = one.record
    if isinstance(record, BrokenRecord):
        return _Candidate(5, record.id, Answer(AnswerState.UNANSWERED, record.id, _why(one)))
    found = fit(record, trigger, context.lives)
    if found is Fit.OTHER_CONTENT:
        return _Candidate(3, record.id, Answer(AnswerState.STALE, record.id, _stale(record, trigger, context)))
    codes = {fault.code: fault for fault in reversed(one.faults)}
    lapse = codes.get(Code.EXPIRED) or codes.get(Code.REVIEW_OVERDUE)
    if not codes:
        excepted = isinstance(record.outcome, RiskException)
        said = AnswerState.EXCEPTED if excepted else AnswerState.DECIDED
        words = (_second.assurance(record, one.context), *_controls.doubts(record, one.context))
        return _Candidate(0, record.id, Answer(said, record.id, "; ".join(filter(None, words))))
    if Code.INVALID in codes or Code.OVERDUE in codes:
        return _Candidate(4, record.id, Answer(AnswerState.UNANSWERED, record.id, _why(one)))
    if lapse is not None:
        return _Candidate(2, record.id, Answer(AnswerState.EXPIRED, record.id, _said(record, lapse)))
    reason = f"{record.id} answers this, but {_words(codes[Code.UNPROVEN])}"
    return _Candidate(1, record.id, Answer(AnswerState.UNPROVEN, record.id, reason))


def _words(fault: Fault) -> str:
    return f"{fault.message}: {fault.hint}"


def _said(record: Record, fault: Fault) -> str:
    return f"{record.id} {_words(fault)}"


def _why(one: _Judged) -> str:
    """That a record exists, and why it does not count."""
    others = f" and {len(one.faults) - 1} more" if len(one.faults) > 1 else ""
    return f"{one.record.id} is there but does not count: {one.faults[0].words}{others}"


def _stale(record: Record, trigger: Trigger, context: Context) -> str:
    binding = bound(record, trigger.change)
    change = trigger.change
    here = None if binding is None else record.current(binding.element)
    if binding is not None and binding.to_digest != change.to_digest:
        told = f"answers {_short(binding.to_digest)}, now {_short(change.to_digest)}"
    elif binding is not None and here == change.element.id:
        then, now = _short(binding.from_digest, "its absence"), _short(change.from_digest, "none")
        told = f"answers a change from {then}, base now has {now}"
    else:
        told = f"it names another place, where nothing is, and not {change.element.id[:120]}"
    mend = "run `threatgate decide --refresh`"
    if record.id in context.register:
        mend = "it has landed, so answer with a new record: run `threatgate decide`"
    return f"{record.id} was written for other content of this element ({told}): {mend}"


def _short(digest: str | None, absent: str = "its removal") -> str:
    return absent if digest is None else f"{digest[:11]}…"


def _unanswered(trigger: Trigger, alive: list[Record]) -> Answer:
    """Nothing speaks of the change; a landed record that spoke of an earlier one is named."""
    for record in alive:
        if record.family is None and bound(record, trigger.change) is not None:
            reason = f"{record.id} answered an earlier change of this element and still binds it"
            return Answer(AnswerState.UNANSWERED, None, reason if binds(record) else "")
    return Answer(AnswerState.UNANSWERED)


def _lapse(record: Record, context: Context) -> Answer | None:
    """What a binding exception of the base side says that is past its end or its review: leave alone what I excuse."""
    if not isinstance(record.outcome, RiskException):
        return None
    for fault in running(record, context.as_of):
        if fault.code is Code.EXPIRED:
            mend = f"answer with a record that supersedes {record.id}, or close it in a change of its own first"
            return Answer(AnswerState.EXPIRED, record.id, f"{record.id} {fault.message}: {mend}")
        if fault.code is Code.REVIEW_OVERDUE:
            return Answer(AnswerState.EXPIRED, record.id, _said(record, fault))
    return None


def _view(one: _Judged, context: Context, replaced: frozenset[str], *, new: bool) -> RecordView:
    """A record as a report shows it."""
    record = one.record
    problems = tuple(fault.words for fault in one.faults)
    if isinstance(record, BrokenRecord):
        return RecordView(record.id, "", record.path, State.INVALID, None, problems)
    found = state(record, context.as_of, context.settings, replaced)
    if any(fault.code is Code.INVALID for fault in one.faults):
        found = State.INVALID
    idle = record.pre_answer is None and record.supersedes is None and Fit.ANSWERS not in one.fits.values()
    if new and idle and not one.faults:
        problems = (f"{record.path}:{record.line('covers')}: answers no change of this range",)
    end = ends(record)
    return RecordView(
        id=record.id,
        outcome=record.block,
        path=record.path,
        state=found,
        expires=end.isoformat() if end else None,
        problems=problems,
        owner=record.owner,
        promise=promise(record) if binds(record) else "",
    )


def seen(record: Record, context: Context) -> RecordView:
    """A landed record as a report shows it, whether or not it took part in an answer."""
    return _view(_Judged(record, {}, (), context), context, frozenset(), new=False)
