"""Whether a closing counts. One that does not leaves the record open, and invalid until it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import GRAVE
from threatgate.records._people import complaint_about
from threatgate.records.model import Blocker, Fault, RiskException
from threatgate.records.promises import file_of, still

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
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


def alone(
    record: Record, element: Callable[[str], str | None], others: Callable[[str], Iterable[Record]]
) -> tuple[Fault, ...]:
    """Why nobody ends a grave exception or blocker alone: it says fixed, and what it is about stands as it did.

    `element` gives the digests of elements of head, `others` the records of head that speak of an element. What holds a
    risk back does not go by a word of those whom it binds; whoever only revokes it leaves the risk unanswered.
    """
    closed = record.closed
    lasting = isinstance(record.outcome, (RiskException, Blocker)) and record.severity in GRAVE
    if closed is None or closed.how != "fixed" or not lasting:
        return ()
    beside = [one for binding in record.bindings for one in others(record.current(binding.element))]
    here = still(record, beside, element)
    if not here:
        return ()
    message = f"is closed as fixed, and {here[:120]} is still what it was: that takes a second person"
    hint = "mend the element itself, or answer for the end of it: threatgate decide"
    return (Fault(record.path, record.line("closed", "how"), message, hint),)


def untrue(
    record: Record,
    element: Callable[[str], str | None],
    file: Callable[[str], str | None],
    followed: Callable[[str], bool],
) -> tuple[Fault, ...]:
    """Why what a closing says is not so on head.

    `element` and `file` give the digests of an element by its id and of a file, None where there is none; `followed`
    says whether a record supersedes that of an id.
    """
    closed = record.closed
    if closed is None:
        return ()
    line = record.line("closed", "how")
    if closed.how == "superseded" and not followed(record.id):
        hint = "write the record that supersedes it, or say how it ended"
        return (Fault(record.path, line, f"is closed as superseded, and no record supersedes {record.id}", hint),)
    if closed.how == "change_reverted":
        for binding in record.bindings:
            here = record.current(binding.element)
            if element(here) != binding.from_digest:
                message = f"is closed as change_reverted, and {here[:120]} is not what it was before"
                return (Fault(record.path, line, message, "take the change back, or say how it ended"),)
    if closed.evidence is None or "://" in closed.evidence.ref:
        return ()
    path, bound = file_of(closed.evidence.ref), closed.evidence.digest
    now = file(path)
    place = record.line("closed", "evidence")
    if now is None and (bound is not None or closed.evidence.kind in ("eval", "test", "doc")):
        return (Fault(record.path, place, f"{path[:120]} is no file of head", "name what shows it"),)
    if bound is not None and bound != now:
        message = f"{path[:120]} is not what the closing binds (it binds {bound[:19]}…, now {str(now)[:19]}…)"
        return (Fault(record.path, place, message, f"look at it again, then write digest: {now}"),)
    return ()
