"""Whether a closing counts. One that does not leaves the record open, and invalid until it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records._people import complaint_about
from threatgate.records.model import Fault

if TYPE_CHECKING:
    from datetime import date

    from threatgate.records.model import Record


def faults(record: Record) -> tuple[Fault, ...]:
    """Why the closing of a record does not count; that its `by` is nobody is said where people are judged."""
    closed = record.closed
    if closed is None:
        return ()
    found = []
    if closed.how == "fixed" and closed.evidence is None:
        hint = "add evidence: {kind: eval|test|review|diff|log|doc|ticket, ref: …}"
        found.append(Fault(record.path, record.line("closed"), "is closed as fixed, and nothing shows it", hint))
    if closed.date < record.created:
        message = f"is closed on {closed.date}, before {record.created}, when it was made"
        found.append(Fault(record.path, record.line("closed", "date"), message, "write the day it was closed on"))
    return tuple(found)


def ended(record: Record, as_of: date) -> bool:
    """Whether a record is closed on that day, in a way that counts."""
    closed = record.closed
    return closed is not None and closed.date <= as_of and not faults(record) and not complaint_about(closed.by)
