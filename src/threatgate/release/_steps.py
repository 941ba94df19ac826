"""What landed since the last release, step by step: each judged as it was, by the settings it met.

A step is answered by the records that it brought, as `check` judges them, or by one that landed later for that very
change: catching up is allowed. A record that had landed before a step does not answer it, unless it says so
(`pre_answer`). Whether a record has run out since is not asked here; its promise is looked at where it binds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering import Case, answered
from threatgate.answering._case import digest_on_head, lives_on_either_side
from threatgate.errors import ThreatgateError
from threatgate.gate import ANSWERED, SETTINGS, base_settings, found_in
from threatgate.model import AnswerState, Level
from threatgate.records._covering import Fit, fit
from threatgate.records._dates import begins
from threatgate.records.matching import judge
from threatgate.records.model import Cover, Record, RiskException
from threatgate.records.reading import read
from threatgate.records.validity import Context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from threatgate.model import Problem, Trigger
    from threatgate.records.model import Review
    from threatgate.repository._api import Comparison
    from threatgate.repository.judged import Judged
    from threatgate.repository.mainline import Mainline, Step
    from threatgate.settings import Settings

VOID = ("invalid", "revoked")


class Judgement(NamedTuple):
    """A step with what it changed of the surface, what of it nobody answered for, and what could not be read."""

    number: int
    step: Step
    authors: tuple[str, ...] = ()
    fired: tuple[Trigger, ...] = ()
    open: tuple[Trigger, ...] = ()
    problems: tuple[str, ...] = ()


class History(NamedTuple):
    """Which step last edited each file, which one brought it, and which one last added a review to a record.

    A file of none of the steps has no number.
    """

    edited: dict[str, int]
    brought: dict[str, int]
    reviewed: dict[str, int]


class Circumstances(NamedTuple):
    """What holds for all steps: the register of the head by id, the files of the head, the day, the environment."""

    register: Mapping[str, Record]
    settings: Settings
    day: date
    environ: Mapping[str, str]


class _Landing(NamedTuple):
    """A step being judged."""

    number: int
    judged: Judged
    comparisons: tuple[Comparison, ...]
    settings: Settings
    case: Case


def walk(mainline: Mainline, now: Circumstances) -> tuple[tuple[Judgement, ...], History]:
    """The judgement of each step, oldest first."""
    history = History({}, {}, {})
    reviewed = {record.path: record for record in now.register.values() if record.reviews}
    for number, step in enumerate(mainline.steps):
        judged = mainline.judged(step)
        for comparison in judged.comparisons():
            for file in comparison.files:
                history.edited[file.path] = number
                if file.before is None:
                    history.brought.setdefault(file.path, number)
                elif file.after is not None and file.path in reviewed:
                    contents = judged.read({file.before.oid, file.after.oid})
                    old, new = contents[file.before.oid], contents[file.after.oid]
                    if _looked(reviewed[file.path], old) < _looked(reviewed[file.path], new):
                        history.reviewed[file.path] = number
    found = [_judgement(mainline, number, step, history, now) for number, step in enumerate(mainline.steps)]
    return tuple(found), history


def _looked(record: Record, content: object) -> int:
    """How many reviews that count a record had as its file stood then; of an exception only its approver's count."""
    then = read(record.path, content) if isinstance(content, bytes) else None
    return len(reviews_that_count(then)) if isinstance(then, Record) else 0


def reviews_that_count(record: Record) -> tuple[Review, ...]:
    """The reviews by somebody who may say that a record still holds."""
    outcome = record.outcome
    if not isinstance(outcome, RiskException):
        return record.reviews
    return tuple(review for review in record.reviews if review.by == outcome.approver)


def _judgement(mainline: Mainline, number: int, step: Step, history: History, now: Circumstances) -> Judgement:
    judged = mainline.judged(step)
    comparisons = judged.comparisons()
    try:
        settings, _ = base_settings(judged, comparisons)
        found = found_in(judged, comparisons, settings, first=judged.base_file(SETTINGS) is None)
        blind = tuple(_words(problem) for problem in found.problems if problem.severity == "error")
        waiting = tuple(trigger for trigger in found.triggers if trigger.level is Level.BLOCK)
        if not waiting:
            return Judgement(number, step, fired=found.triggers, problems=blind)
        day = _day(judged, comparisons, settings, now)
        case = Case(judged, comparisons, settings, day, found.before, found.after, now.environ)
        landing = _Landing(number, judged, comparisons, settings, case)
        told = _as_checked(landing, waiting, now)
        left = tuple(_caught_up(mainline, landing, told, history, now))
        return Judgement(number, step, tuple(sorted(judged.authors())), found.triggers, left, blind)
    except ThreatgateError as error:
        return Judgement(number, step, problems=(error.message,))


def _words(problem: Problem) -> str:
    return problem.message if problem.path in problem.message else f"{problem.path}: {problem.message}"


def _day(judged: Judged, comparisons: tuple[Comparison, ...], settings: Settings, now: Circumstances) -> date:
    """A day on which the records that a step brings were in force: that on which the latest of them begins."""
    brought = {
        file.path: file.after.oid
        for comparison in comparisons
        for file in comparison.files
        if file.before is None and file.after is not None and settings.is_record(file.path)
    }
    contents = judged.read(set(brought.values()))
    read_ = [read(path, data) for path, oid in brought.items() if isinstance(data := contents.get(oid), bytes)]
    days = [_begins(record) for record in read_ if isinstance(record, Record)]
    return min(max(days, default=now.day), now.day)


def _begins(record: Record) -> date:
    return max(record.created, begins(record))


def _as_checked(landing: _Landing, waiting: tuple[Trigger, ...], now: Circumstances) -> tuple[Trigger, ...]:
    """The triggers with the answers that the step brought, those that the register has taken back left out."""
    told = answered(landing.case, waiting)
    places = {view.id: view.path for view in told.records}
    found = []
    for trigger in told.triggers:
        why = ""
        if trigger.answer in ANSWERED and trigger.record is not None:
            record = now.register.get(trigger.record)
            drawn = not now.settings.is_record(places.get(trigger.record, ""))
            if record is None and not drawn:
                why = f"{trigger.record}, which answered it, is no longer in the register"
            elif record is not None and record.closed is not None and record.closed.how in VOID:
                why = f"{trigger.record}, which answered it, was closed as {record.closed.how}"
        found.append(trigger._replace(answer=AnswerState.UNANSWERED, reason=why) if why else trigger)
    return tuple(found)


def _caught_up(
    mainline: Mainline, landing: _Landing, told: tuple[Trigger, ...], history: History, now: Circumstances
) -> Iterator[Trigger]:
    """What no record answers, neither one that the step brought nor one of the head's register."""
    waiting = [trigger for trigger in told if trigger.answer not in ANSWERED]
    if not waiting:
        return
    lives = lives_on_either_side(landing.case)
    closed: set[str] = set()
    why: dict[str, str] = {}
    for record in now.register.values():
        fitting = [one for one in waiting if fit(record, one, lives) is Fit.ANSWERS]
        if not fitting or not _in_time(record, landing.number, history, now):
            continue
        context = _context(mainline, landing, record, history, now)
        for trigger, answer in zip(told, judge(told, [record], (), context).answers, strict=True):
            if answer.state in ANSWERED:
                closed.add(trigger.fingerprint)
            elif answer.record == record.id:
                why[trigger.fingerprint] = answer.reason
    for trigger in waiting:
        if trigger.fingerprint not in closed:
            yield trigger._replace(reason=trigger.reason or why.get(trigger.fingerprint, ""))


def _in_time(record: Record, number: int, history: History, now: Circumstances) -> bool:
    """Whether a record may answer a step: it landed with it or later, or it says that it answers what is to come.

    A record of a whole class answers a later step only while it is in force, for nobody can tell when the step was.
    """
    if record.closed is not None and record.closed.how in VOID:
        return False
    landed = history.brought.get(record.path, -1)
    if landed >= number:
        return record.mode is not Cover.CLASS or landed == number
    return record.pre_answer is not None and (record.mode is not Cover.CLASS or now.day <= record.pre_answer)


def _context(mainline: Mainline, landing: _Landing, record: Record, history: History, now: Circumstances) -> Context:
    """A later record is judged where it landed: by the settings that it met and the files that were there."""
    at = history.brought.get(record.path, -1)
    judged, settings = landing.judged, landing.settings
    if at > landing.number:
        judged = mainline.judged(mainline.steps[at])
        settings, _ = base_settings(judged, judged.comparisons())
    edited = frozenset(file.path for comparison in judged.comparisons() for file in comparison.files)
    return Context(
        as_of=min(_begins(record), now.day),
        settings=settings,
        authors=landing.judged.authors(),
        head=digest_on_head(judged),
        edited=edited,
        lives=lives_on_either_side(landing.case),
    )
