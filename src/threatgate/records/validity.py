"""Whether a record counts: everything that must hold of it on a day, in a change, under the base side's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import SEVERITIES, Severity
from threatgate.records import _controls, _dates, _people, _second, _texts
from threatgate.records._context import Context
from threatgate.records.model import BrokenRecord, Cover, Fault, NoChange, RiskException

if TYPE_CHECKING:
    from threatgate.records.model import Record
    from threatgate.settings import Settings

__all__ = ["Context", "faults", "standing"]


def faults(record: Record | BrokenRecord, context: Context) -> tuple[Fault, ...]:
    """Every reason why a record does not count in this context, in the order of the file."""
    if isinstance(record, BrokenRecord):
        return record.faults
    found = (
        *standing(record, context.settings),
        *_dates.running(record, context.as_of),
        *_floor(record, context),
        *_class(record, context),
        *_second.faults(record, context),
        *_controls.faults(record, context),
        *_renewal(record, context),
    )
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: fault.line))


def standing(record: Record, settings: Settings) -> tuple[Fault, ...]:
    """The reasons that lie in the record itself, whatever the day and the change."""
    return (
        *_people.faults(record),
        *_second.standing(record, settings),
        *_texts.faults(record),
        *_dates.standing(record, settings),
        *_mode(record),
    )


def uncovered(record: Record, before: Record) -> tuple[str, ...]:
    """The elements that one record binds and its successor leaves out."""
    return tuple(element for element in before.elements if element not in record.elements)


def _mode(record: Record) -> tuple[Fault, ...]:
    """Which outcomes may be bound how."""
    line = record.line("covers", "mode")
    if isinstance(record.outcome, NoChange) and record.mode is not Cover.EXACT:
        return (Fault(record.path, line, "no_change answers one exact change", "write mode: exact"),)
    if record.mode is Cover.CLASS and not isinstance(record.outcome, RiskException):
        return (Fault(record.path, line, "only an exception may answer a class of changes", "write mode: exact"),)
    if record.mode is Cover.CLASS and record.severity is Severity.CRITICAL:
        message = "a class of changes is never answered at critical severity"
        return (Fault(record.path, line, message, "answer each change by a record of its own"),)
    return ()


def _floor(record: Record, context: Context) -> tuple[Fault, ...]:
    """A record's severity is never lower than what the rules compute for what it covers."""
    rank = SEVERITIES.index
    highest = max(context.covered, key=lambda trigger: rank(trigger.severity), default=None)
    if highest is None or rank(record.severity) >= rank(highest.severity):
        return ()
    message = f"severity is {record.severity}, and {highest.rule} computes {highest.severity} for {highest.id}"
    return (Fault(record.path, record.line("severity"), message, f"write severity: {highest.severity}"),)


def _class(record: Record, context: Context) -> tuple[Fault, ...]:
    """What a class of changes must not take in."""
    if record.mode is not Cover.CLASS:
        return ()
    line = record.line("covers", "class")
    hint = "answer this change by a record of its own"
    return tuple(
        Fault(record.path, line, f"a class of changes cannot answer {trigger.id}, which is critical", hint)
        for trigger in context.covered
        if trigger.severity is Severity.CRITICAL
    )


def _renewal(record: Record, context: Context) -> tuple[Fault, ...]:
    """A renewal counts on, says what happened, and does not make the risk larger."""
    line = record.line("renewal")
    limit = context.settings.exceptions.renewals
    renewal = record.renewal
    if record.supersedes == record.id:
        return (Fault(record.path, record.line("supersedes"), "supersedes itself", "name the record that it replaces"),)
    if renewal is not None:
        if not isinstance(record.outcome, RiskException) or record.supersedes is None:
            hint = "remove renewal, or name the exception that is renewed under supersedes"
            return (Fault(record.path, line, "only an exception that supersedes another is a renewal", hint),)
        if renewal.number > limit:
            message = f"this is renewal {renewal.number}, and {limit} are allowed"
            return (Fault(record.path, line, message, "remove what it excuses, or build the control"),)
    before = context.register.get(record.supersedes or "")
    if record.supersedes is not None and context.landed is not None and record.supersedes not in context.landed:
        message = f"supersedes {record.supersedes}, which is no record of the base side"
        return (Fault(record.path, record.line("supersedes"), message, "name a record of the register"),)
    if before is not None and uncovered(record, before):
        message = f"supersedes {before.id} and does not cover its {uncovered(record, before)[0]}"
        return (Fault(record.path, record.line("supersedes"), message, "cover all that it binds, or close it"),)
    if before is None or not isinstance(record.outcome, RiskException) or not isinstance(before.outcome, RiskException):
        return ()
    return _after(record, before, record.outcome, before.outcome)


def _after(record: Record, before: Record, now: RiskException, then: RiskException) -> tuple[Fault, ...]:
    """An exception that takes the place of an exception."""
    count = (before.renewal.number if before.renewal else 0) + 1
    if record.renewal is None or record.renewal.number != count:
        hint = f"add renewal: {{count: {count}, progress: <what happened since {before.id}>}}"
        where = record.line("renewal" if record.renewal else "supersedes")
        return (Fault(record.path, where, f"this is renewal {count} of {before.id}", hint),)
    if before.renewal is not None and record.renewal.progress.casefold() == before.renewal.progress.casefold():
        line = record.line("renewal", "progress")
        return (Fault(record.path, line, f"progress says the same as in {before.id}", "say what happened since"),)
    if SEVERITIES.index(now.residual_risk) > SEVERITIES.index(then.residual_risk):
        line = record.line("exception", "residual_risk")
        message = f"residual_risk rose from {then.residual_risk} to {now.residual_risk}"
        return (Fault(record.path, line, message, "a renewal must not carry more risk; answer anew"),)
    return ()
