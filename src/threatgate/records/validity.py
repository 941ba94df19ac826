"""Whether a record counts: everything that must hold of it on a day, in a change, under the base side's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import SEVERITIES, Severity
from threatgate.records import _closing, _controls, _dates, _people, _second, _succession, _texts
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
        *_succession.faults(record, context.settings, context.register, context.landed),
        *_dates.ahead(record, context.as_of),
        *context.references(record),
        *_stillborn(record),
    )
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: fault.line))


def _stillborn(record: Record) -> tuple[Fault, ...]:
    """What answers a change is open when it lands: a promise that comes with its end binds nothing."""
    if record.closed is None:
        return ()
    hint = "remove closed; close it in a later change, when what it promises is kept"
    return (Fault(record.path, record.line("closed"), "is closed before it has landed", hint),)


def standing(record: Record, settings: Settings) -> tuple[Fault, ...]:
    """The reasons that lie in the record itself, whatever the day and the change."""
    return (
        *_people.faults(record),
        *_second.standing(record, settings),
        *_texts.faults(record),
        *_dates.standing(record, settings),
        *_closing.faults(record),
        *_mode(record),
    )


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
