"""With `--online`, the tickets of backlog items are looked up: there, open, somebody's, due when the record says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from threatgate.answering._tickets import sites, ticket_faults
from threatgate.forge import Absent, Ticket, Tickets, Unknown
from threatgate.records.model import Backlog, Record
from threatgate.register import LATE
from threatgate.release._api import Ground, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from threatgate.register import Register

    Ask: TypeAlias = "Callable[[str], Ticket | Absent | Unknown]"


def tickets_of(register: Register, environ: Mapping[str, str]) -> Ask:
    """Who can be asked for tickets."""
    return Tickets(environ, sites(register.settings)).ticket


def ticket_reasons(register: Register, ask: Ask) -> Iterator[Reason]:
    """A reason for each backlog item in force whose ticket does not hold the promise, or could not be looked up."""
    for entry in register.entries:
        record = entry.record
        if not isinstance(record, Record) or not isinstance(record.outcome, Backlog):
            continue
        if not entry.promising or entry.unused or entry.state in LATE:
            continue
        block = record.outcome
        found = ask(block.ticket)
        weight, mend = Weight.FAIL, f"mend the ticket, or: threatgate register close {record.id}"
        match found:
            case Unknown(why=why, mend=do):
                weight, mend = Weight.UNDETERMINED, do
                words = f"the ticket {block.ticket} could not be looked up: {why}"
            case Absent(why=why):
                words = f"the ticket {block.ticket} does not hold the promise: {why}"
            case Ticket():
                faults = tuple(ticket_faults(found, block, register.day))
                words = f"the ticket {block.ticket} does not hold the promise: {'; '.join(faults)}" if faults else ""
        if words:
            line = record.line("backlog", "ticket")
            since = record.created.isoformat()
            yield Reason(Ground.RECORD, weight, record.id, words, (record.owner,), since, mend, record.path, line)
