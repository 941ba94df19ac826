"""With `--online`, tickets of backlog answers are looked up: there, open, somebody's, due when the record says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from threatgate.model import AnswerState, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from threatgate.answering._case import Case
    from threatgate.forge import Ticket
    from threatgate.model import Trigger
    from threatgate.records.model import Backlog, BrokenRecord, Record
    from threatgate.settings import Settings


def held(
    case: Case,
    triggers: tuple[Trigger, ...],
    brought: Sequence[Record | BrokenRecord],
    landed: Sequence[Record | BrokenRecord],
) -> tuple[tuple[Trigger, ...], tuple[Problem, ...]]:
    """The triggers, those unproven whose ticket does not hold, and what else is to be said of tickets.

    A ticket that could not be looked up leaves a pipeline undetermined where an answer leans on it. Of a promise that
    landed before and binds an element of this change, all that is wrong is a note: its record is judged elsewhere.
    """
    if not case.online:
        return triggers, ()
    answers = {trigger.record for trigger in triggers if trigger.answer is AnswerState.DECIDED}
    records = (*brought, *landed)
    backlog = [one for record in records if (one := _backlog(record)) is not None]
    replaced = {record.supersedes for record in records}
    still = {record.id for record in landed if record.closed is None} - replaced
    promised = [(record, block) for record, block in backlog if record.id in answers or record.id in still]
    if not promised:
        return triggers, ()
    from threatgate.forge import Absent, Tickets, Unknown

    tickets = Tickets(case.environ, sites(case.settings))
    wrong: dict[str, str] = {}
    problems = []
    for record, block in promised:
        found = tickets.ticket(block.ticket)
        mend = ""
        if isinstance(found, Unknown):
            message, mend = f"the ticket {block.ticket} could not be looked up: {found.why}", found.mend
        else:
            faults = [found.why] if isinstance(found, Absent) else list(ticket_faults(found, block, case.day))
            if not faults:
                continue
            message = f"the ticket {block.ticket} does not hold the promise: {'; '.join(faults)}"
            if record.id in answers:
                wrong[record.id] = message
                continue
        weight = "error" if record.id in answers and case.in_pipeline else "note"
        problems.append(Problem(record.path, record.line("backlog", "ticket"), message, mend, weight))
    told = tuple(
        trigger._replace(answer=AnswerState.UNPROVEN, reason=wrong[trigger.record])
        if trigger.answer is AnswerState.DECIDED and trigger.record in wrong
        else trigger
        for trigger in triggers
    )
    return told, tuple(problems)


def _backlog(record: Record | BrokenRecord) -> tuple[Record, Backlog] | None:
    from threatgate.records.model import Backlog, Record

    return (record, record.outcome) if isinstance(record, Record) and isinstance(record.outcome, Backlog) else None


def sites(settings: Settings) -> frozenset[str]:
    """The hosts that the settings name as places of tickets, without those of patterns that leave the host open."""
    found = set()
    for pattern in settings.own_tickets:
        scheme, _, rest = pattern.partition("://")
        host = rest.partition("/")[0].lower()
        if scheme in ("https", "http") and host and not set(host) & set("*?[{@") and urlsplit(pattern).hostname:
            found.add(f"{scheme}://{host}")
    return frozenset(found)


def ticket_faults(ticket: Ticket, block: Backlog, day: date) -> Iterator[str]:
    """What keeps a ticket from standing for the promise, each with its mend."""
    if not ticket.open:
        yield "it is closed and the record is not: open it again, or close the record with its evidence"
    if not ticket.assignees:
        yield "nobody is assigned: assign its owner"
    if ticket.due is None:
        where = "in its field" if ticket.dated else f"as a line `Due: {block.due}` of its text, or by its milestone"
        yield f"it has no due date: give it {block.due} {where}"
    elif ticket.due > block.due:
        yield f"it is due on {ticket.due}, after the record's {block.due}"
    elif ticket.due < day:
        yield f"it was due on {ticket.due}"
