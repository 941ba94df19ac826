"""What landed since the last release, step by step: each judged as it was, by the settings it met.

A step is answered by the records that it brought, as `check` judges them, or by one that landed later for that very
change. Whether a record has run out since is not asked here; its promise is looked at where it binds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering import Case, answered
from threatgate.answering._evidence import RULE as REVISITED
from threatgate.answering._promises import RULE as UNBOUND
from threatgate.answering._reading import fresh
from threatgate.errors import ThreatgateError
from threatgate.gate import SETTINGS, base_settings, found_in
from threatgate.model import AnswerState, Level
from threatgate.records.model import Record
from threatgate.release._catching_up import Landing, begun, caught_up
from threatgate.release._history import History, Judgement, history_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.model import Problem, Trigger
    from threatgate.release._history import Circumstances
    from threatgate.repository.mainline import Mainline, Step


def walk(mainline: Mainline, now: Circumstances) -> tuple[tuple[Judgement, ...], History]:
    """The judgement of each step, oldest first."""
    history = history_of(mainline, now)
    found = [_judgement(mainline, number, step, history, now) for number, step in enumerate(mainline.steps)]
    return tuple(found), history


def _judgement(mainline: Mainline, number: int, step: Step, history: History, now: Circumstances) -> Judgement:
    judged = mainline.judged(step)
    comparisons = judged.comparisons()
    try:
        settings, _ = base_settings(judged, comparisons)
        found = found_in(judged, comparisons, settings, first=judged.base_file(SETTINGS) is None, day=now.day)
        blind = [_words(problem) for problem in found.problems if problem.severity == "error"]
        case = Case(judged, comparisons, settings, now.day, found.before, found.after, now.environ, now.online)
        takes_over = any(record.supersedes for record in _brought(case))
        if not found.triggers and not takes_over and case.edited.isdisjoint(now.bound):
            return Judgement(number, step, problems=tuple(blind))
        # A day on which the records that the step brings were in force: that on which the latest of them begins.
        day = max((begun(record) for record in _brought(case)), default=now.day)
        case = case._replace(day=min(day, now.day))
        told = answered(case, found.triggers)
        waiting = tuple(one for one in _held(told.triggers, now) if one.level is Level.BLOCK)
        waiting = _taken_back(waiting, {view.id: view.path for view in told.records}, now)
        left = tuple(caught_up(mainline, Landing(number, case), waiting, history, now))
        if left:
            # What could not be told of approvals matters where an answer is still missing.
            blind += [_words(problem) for problem in told.problems if problem.severity == "error"]
        who = tuple(sorted(judged.authors()))
        return Judgement(number, step, who, found.triggers, left, tuple(dict.fromkeys(blind)))
    except ThreatgateError as error:
        return Judgement(number, step, problems=(error.message,))


def _words(problem: Problem) -> str:
    return problem.message if problem.path in problem.message else f"{problem.path}: {problem.message}"


def _brought(case: Case) -> Iterator[Record]:
    """The records that a step brings."""
    return (record for record in fresh(case) if isinstance(record, Record))


def _held(triggers: tuple[Trigger, ...], now: Circumstances) -> Iterator[Trigger]:
    """The triggers that are a matter of this step: promises, and what they lean on, are looked at as they are now."""
    for trigger in triggers:
        before = trigger.change.before
        lost = before is not None and (trigger.record or "", before.id) in now.lost
        if trigger.rule != REVISITED and (trigger.rule != UNBOUND or lost):
            yield trigger


def _taken_back(triggers: tuple[Trigger, ...], places: Mapping[str, str], now: Circumstances) -> tuple[Trigger, ...]:
    """The triggers, unanswered those whose record is gone or was closed as one that never counted."""
    found = []
    for trigger in triggers:
        why = ""
        if trigger.answered and trigger.record is not None:
            record = now.register.get(trigger.record)
            if record is None and now.settings.is_record(places.get(trigger.record, "")):
                why = f"{trigger.record}, which answered it, is no longer in the register"
            elif record is not None and record.closed is not None and record.closed.void:
                why = f"{trigger.record}, which answered it, was closed as {record.closed.how}"
        found.append(trigger._replace(answer=AnswerState.UNANSWERED, reason=why) if why else trigger)
    return tuple(found)
