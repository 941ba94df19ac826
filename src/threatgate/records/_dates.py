"""Days: how long an outcome may live, in which order its days stand, and where today is among them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from threatgate.model import Severity
from threatgate.records.model import Backlog, Blocker, Code, Cover, Fault, NoChange, RiskException

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from threatgate.model import Pointer
    from threatgate.records.model import Record
    from threatgate.settings import Settings

MOST_DAYS = 365
CLASS_DAYS = 14
EMERGENCY_DAYS = 7
PRE_ANSWER_DAYS = 30


class Awaited(NamedTuple):
    """A day on which somebody has to act, and what then is."""

    day: date
    words: str


class _Finding(NamedTuple):
    """A fault before it has a place."""

    pointer: Pointer
    message: str
    hint: str
    code: Code = Code.INVALID


def standing(record: Record, settings: Settings) -> tuple[Fault, ...]:
    """What is wrong with a record's days whatever the day."""
    found: list[_Finding] = []
    match record.outcome:
        case RiskException():
            found += _exception(record, record.outcome, settings)
        case Backlog():
            found += _backlog(record, record.outcome, settings)
        case NoChange(valid_until=until):
            if until is not None and until < record.created:
                found.append(
                    _Finding(
                        ("no_change", "valid_until"), f"valid_until {until} lies before {record.created}", "mend it"
                    )
                )
        case Blocker():
            pass
    until = record.pre_answer
    if until is not None and (until - record.created).days > PRE_ANSWER_DAYS:
        latest = later(record.created, PRE_ANSWER_DAYS)
        found.append(
            _Finding(
                ("pre_answer", "until"), f"answers changes until {until}, more than {PRE_ANSWER_DAYS} days", latest
            )
        )
    return tuple(_placed(record, finding) for finding in found)


def running(record: Record, as_of: date) -> tuple[Fault, ...]:
    """What today makes of a record: not yet, overdue, expired."""
    found: list[_Finding] = []
    if (record.created - as_of).days > 1:
        found.append(_Finding(("created",), f"created {record.created} lies in the future", f"today is {as_of} in UTC"))
    match record.outcome:
        case RiskException():
            found += _exception_today(record, record.outcome, as_of)
        case Backlog(due=due) if as_of > due:
            message = f"was due by the end of {due} UTC by {record.owner}"
            found.append(
                _Finding(("backlog", "due"), message, "finish it and close the record, or renew it", Code.OVERDUE)
            )
        case NoChange(valid_until=until) if until is not None and as_of > until:
            message = f"held until the end of {until} UTC, as {record.outcome.decided_by} decided"
            found.append(_Finding(("no_change", "valid_until"), message, "look again and decide anew", Code.EXPIRED))
        case _:
            pass
    found = found or _reviews_today(record, as_of)
    return tuple(_placed(record, finding) for finding in found)


def ends(record: Record) -> date | None:
    """The last day on which a record holds, None for one without an end."""
    match record.outcome:
        case RiskException(expires=expires):
            return expires
        case Backlog(due=due):
            return due
        case NoChange(valid_until=until):
            return until
        case Blocker():
            return None


def begins(record: Record) -> date:
    """The day from which an exception's life is counted: its approval, and in an emergency no later than its making."""
    outcome = record.outcome
    if not isinstance(outcome, RiskException) or outcome.approved is None:
        return record.created
    return min(outcome.approved, record.created) if outcome.emergency else outcome.approved


def longest(severity: Severity, mode: Cover, settings: Settings, *, emergency: bool = False) -> tuple[int, str]:
    """How many days an exception may live, and why no longer."""
    most = min(settings.exceptions.max_days.get(severity, MOST_DAYS), MOST_DAYS)
    why = f"a {severity} exception lives at most {most} days"
    if mode is Cover.CLASS and most > CLASS_DAYS:
        most, why = CLASS_DAYS, f"an exception for a class of changes lives at most {CLASS_DAYS} days"
    if emergency and most > EMERGENCY_DAYS:
        most, why = EMERGENCY_DAYS, f"an emergency lives at most {EMERGENCY_DAYS} days"
    return most, why


def review_before(end: date, day: date) -> date:
    """A while before the end, so that there is time to act; never the day of the decision."""
    days = (end - day).days
    return day + timedelta(max(1, days - max(1, days // 4))) if days > 0 else end


def awaited(record: Record, as_of: date) -> tuple[Awaited, ...]:
    """The days on which somebody has to act and that nobody has acted on by that day, the first one first."""
    end = ends(record)
    over = end is not None and end < as_of
    asked = () if over else _review_days(record)
    found = [Awaited(day, words) for day, words, _ in asked if not _reviewed(record, day, as_of)]
    if end is not None:
        word = {"backlog": "is due", "no_change": "is to be looked at again"}.get(record.block, "ends")
        found.append(Awaited(end, word))
    return tuple(sorted(found))


def ahead(record: Record, as_of: date) -> tuple[Fault, ...]:
    """What a record says to have happened and what is still to come; a zone ahead of UTC has tomorrow's day already."""
    said: list[tuple[Pointer, date]] = [(("reviews", at, "date"), one.date) for at, one in enumerate(record.reviews)]
    said += [(("moves", at, "date"), one.date) for at, one in enumerate(record.moves)]
    said += [(("closed", "date"), record.closed.date)] if record.closed is not None else []
    hint = f"today is {as_of} in UTC: write it when it has happened"
    return tuple(
        Fault(record.path, record.line(*here), f"{here[0]} has {day}, which is still to come", hint)
        for here, day in said
        if (day - as_of).days > 1
    )


def people(record: Record) -> str:
    """Who answers for a record, as messages name them."""
    approver = f", approver {record.outcome.approver}" if isinstance(record.outcome, RiskException) else ""
    return f"owner {record.owner}{approver}"


def _review_days(record: Record) -> Iterator[tuple[date, str, Pointer]]:
    """The days on which somebody is to look again: of an exception, and of what is monitored."""
    if isinstance(record.outcome, RiskException):
        yield record.outcome.review_date, "is to be reviewed", ("exception", "review_date")
    if record.monitoring is not None and record.monitoring.review_date >= record.created:
        here: Pointer = ("monitoring", "review_date")
        yield record.monitoring.review_date, "its monitoring is to be reviewed", here


def _reviewed(record: Record, day: date, as_of: date) -> bool:
    return any(day <= review.date <= as_of for review in record.reviews)


def _reviews_today(record: Record, as_of: date) -> list[_Finding]:
    """The reviews that nobody has made in time."""
    who = people(record)
    mend = f"look again and say so: threatgate register review {record.id}"
    return [
        _Finding(here, f"{words.replace('is to be', 'should have been')} on {day} ({who})", mend, Code.REVIEW_OVERDUE)
        for day, words, here in _review_days(record)
        if as_of > day and not _reviewed(record, day, as_of)
    ]


def _exception(record: Record, outcome: RiskException, settings: Settings) -> list[_Finding]:
    found = []
    start = begins(record)
    most, why = longest(record.severity, record.mode, settings, emergency=outcome.emergency)
    if outcome.expires < start:
        message = f"expires {outcome.expires} lies before {start}"
        found.append(_Finding(("exception", "expires"), message, later(start, most)))
    elif (outcome.expires - start).days > most:
        message = f"expires {outcome.expires}, {(outcome.expires - start).days} days after {start}: {why}"
        found.append(_Finding(("exception", "expires"), message, later(start, most)))
    if outcome.review_date <= start:
        message = f"review_date {outcome.review_date} is not after {start}"
        found.append(_Finding(("exception", "review_date"), message, "choose a day after the approval"))
    if outcome.review_date > outcome.expires:
        message = f"review_date {outcome.review_date} is after the end, {outcome.expires}"
        found.append(_Finding(("exception", "review_date"), message, "choose a day before the end"))
    return found


def _exception_today(record: Record, outcome: RiskException, as_of: date) -> list[_Finding]:
    who = people(record)
    if outcome.approved is not None and outcome.approved > as_of:
        hint = f"it counts from that day on; today is {as_of} in UTC"
        return [_Finding(("exception", "approved"), f"approved on {outcome.approved}, which is still to come", hint)]
    if as_of > outcome.expires:
        message = f"expired at the end of {outcome.expires} UTC ({who})"
        mend = "remove what it excused, or let it be approved anew in a record that supersedes it"
        return [_Finding(("exception", "expires"), message, mend, Code.EXPIRED)]
    return []


def _backlog(record: Record, outcome: Backlog, settings: Settings) -> list[_Finding]:
    most = settings.backlog.max_days.get(record.severity)
    here = ("backlog", "due")
    if record.severity is Severity.CRITICAL or most is None:
        message = f"a {record.severity} change cannot go to the backlog"
        return [_Finding(("outcome",), message, "answer with a blocker or an exception, or do not make the change")]
    if outcome.due < record.created:
        return [_Finding(here, f"due {outcome.due} lies before {record.created}", later(record.created, most))]
    days = (outcome.due - record.created).days
    if days > most:
        message = f"due {outcome.due}, in {days} days: a {record.severity} backlog item has at most {most}"
        return [_Finding(here, message, later(record.created, most))]
    return []


def later(start: date, days: int) -> str:
    """The hint that names the last day that is allowed."""
    try:
        return f"no later than {start + timedelta(days=days)}"
    except OverflowError:
        return "choose an earlier day"


def _placed(record: Record, finding: _Finding) -> Fault:
    return Fault(record.path, record.line(*finding.pointer), finding.message, finding.hint, finding.code)
