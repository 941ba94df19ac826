"""Answers that came after the change: a record of the register that was written for that very change.

A record that had landed before a step does not answer it, unless it says so (`pre_answer`): otherwise a change that was
taken back and made again would find its old answer waiting.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._approvals import Approvals
from threatgate.answering._case import digest_on_head, lives_on_either_side
from threatgate.answering._claims import claims
from threatgate.answering._models import references
from threatgate.answering._promises import RULE as UNBOUND
from threatgate.answering._required import demanded, required
from threatgate.answering._standing import Standing
from threatgate.gate import base_settings
from threatgate.model import ANSWERED, AnswerState
from threatgate.records._covering import Fit, fit
from threatgate.records._dates import begins
from threatgate.records.matching import judge
from threatgate.records.model import Cover
from threatgate.records.validity import Context
from threatgate.signatures._api import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from threatgate.answering import Case
    from threatgate.model import Trigger
    from threatgate.records.model import Record
    from threatgate.release._history import Circumstances, History
    from threatgate.repository.mainline import Mainline


class Landing(NamedTuple):
    """A step being judged: its number and what it is to the answers."""

    number: int
    case: Case


def caught_up(
    mainline: Mainline, landing: Landing, triggers: tuple[Trigger, ...], history: History, now: Circumstances
) -> Iterator[Trigger]:
    """Those of the triggers that no record of the register answers either."""
    waiting = [trigger for trigger in triggers if not trigger.answered]
    if not waiting:
        return
    lives = lives_on_either_side(landing.case)
    found: dict[str, Trigger] = {}
    why: dict[str, str] = {}
    for record in now.register.values():
        # What grew since (reviews, moves, an end) is of later days, and is looked at where the promise binds.
        written = replace(record, reviews=(), moves=(), closed=None)
        fitting = [one for one in waiting if one.rule != UNBOUND and fit(written, one, lives) is Fit.ANSWERS]
        if not fitting or not in_time(record, landing.number, history, now):
            continue
        context = _context(mainline, landing, record, history, now)
        for trigger, answer in zip(triggers, judge(triggers, [written], (), context).answers, strict=True):
            if answer.state in ANSWERED:
                found[trigger.fingerprint] = trigger._replace(answer=answer.state, record=answer.record)
            elif answer.record == record.id:
                why[trigger.fingerprint] = answer.reason
    for trigger in waiting:
        answer_ = found.get(trigger.fingerprint)
        if answer_ is None:
            yield trigger._replace(reason=trigger.reason or why.get(trigger.fingerprint, ""))
        elif demanded(landing.case, trigger):
            yield from _unguarded(mainline, landing, answer_)


def begun(record: Record) -> date:
    """The first day on which a record could count."""
    return max(record.created, begins(record))


def in_time(record: Record, number: int, history: History, now: Circumstances) -> bool:
    """Whether a record may answer a step: it landed with it or later, or it says that it answers what is to come.

    A record of a whole class answers a later step only while it is in force, for nobody can tell when the step was.
    """
    if record.closed is not None and record.closed.void:
        return False
    landed = history.brought.get(record.path, -1)
    if landed >= number:
        return record.mode is not Cover.CLASS or landed == number
    return record.pre_answer is not None and (record.mode is not Cover.CLASS or now.day <= record.pre_answer)


def _context(mainline: Mainline, landing: Landing, record: Record, history: History, now: Circumstances) -> Context:
    """A later record is judged where it landed: by the settings that it met and the files that were there."""
    at = history.brought.get(record.path, -1)
    case = landing.case
    if at > landing.number:
        judged = mainline.judged(mainline.steps[at])
        comparisons = judged.comparisons()
        settings, _ = base_settings(judged, comparisons)
        case = case._replace(judged=judged, comparisons=comparisons, settings=settings, before=(), after=())
    case = case._replace(day=min(begun(record), now.day))
    read = frozenset() if case.after == () else case.edited
    standing = Standing(case.judged, case.settings, case.after, read, case.edited)
    return Context(
        as_of=case.day,
        settings=case.settings,
        authors=landing.case.judged.authors(),
        head=digest_on_head(case.judged),
        edited=case.edited,
        lives=lives_on_either_side(landing.case),
        claims=claims(standing),
        register=now.register,
        proof=Approvals(_where_signed(mainline, case, max(at, landing.number), record, history)),
        references=references(case),
    )


def _where_signed(mainline: Mainline, case: Case, at: int, record: Record, history: History) -> Case:
    """A signature that came after its record is judged where it landed, by the signers that it met."""
    signed = history.edited.get(f"{record.path}{SUFFIX}", -1)
    if signed <= at:
        return case
    judged = mainline.judged(mainline.steps[signed])
    comparisons = judged.comparisons()
    settings, _ = base_settings(judged, comparisons)
    return case._replace(judged=judged, comparisons=comparisons, settings=settings)


def _unguarded(mainline: Mainline, landing: Landing, trigger: Trigger) -> Iterator[Trigger]:
    """An answered trigger whose required controls do not stand on what is released either."""
    last = mainline.judged(mainline.steps[-1])
    standing = Standing(last, landing.case.settings, (), frozenset())
    for one in required(landing.case, (trigger,), standing):
        if one.answer is AnswerState.UNANSWERED:
            yield one
