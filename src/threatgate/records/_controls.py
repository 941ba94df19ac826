"""The backlog test: what a record changes outside itself, and whether what it leans on is there.

A threat model has not changed risk until it changes a backlog, a launch gate, a runtime policy, an approval flow, the
logging schema or the exception register. A control is a ticket, or a file of head that this change edits or that the
record binds by digest; a record is no control, but an exception is an entry of the register. What is to hold beyond the
change (evidence, launch gates, compensating controls) is bound by digest, and what head says against it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate import globs
from threatgate.identity import sha256
from threatgate.model import Kind
from threatgate.records.conditions import Unreadable, parse
from threatgate.records.model import Backlog, Blocker, Fault, NoChange, RiskException
from threatgate.records.promises import file_of, supports

if TYPE_CHECKING:
    from threatgate.model import Pointer
    from threatgate.records._context import Context
    from threatgate.records.model import Control, Evidence, Record

_RECHECKED = frozenset({"eval", "test", "doc"})
EMPTY = f"sha256:{sha256(b'')}"


def faults(record: Record, context: Context) -> tuple[Fault, ...]:
    """Why a record changes nothing, or leans on what is not there."""
    found: list[Fault] = []
    for index, control in enumerate(record.controls):
        lasting = control.control == "launch_gate"
        found += _control(record, control, ("controls", index), context, lasting=lasting)
    match record.outcome:
        case Backlog(ticket=ticket):
            if not _is_ticket(ticket, context):
                message = f"ticket {ticket[:120]} is no address of a known tracker"
                found.append(_fault(record, ("backlog", "ticket"), message, _tracker(context)))
        case Blocker(definition=definition, pass_condition=condition):
            found += _blocker(record, definition, context)
            said = parse(condition)
            if isinstance(said, Unreadable):
                message = f"pass_condition cannot be read at {said.words}"
                found.append(_fault(record, ("blocker", "pass_condition"), message, said.hint))
        case RiskException(compensating_controls=controls):
            for index, control in enumerate(controls):
                found += _control(record, control, ("exception", "compensating_controls", index), context, lasting=True)
        case NoChange(evidence=evidence):
            for index, one in enumerate(evidence):
                found += _evidence(record, one, ("no_change", "evidence", index), context)
    return tuple(found)


def doubts(record: Record, context: Context) -> tuple[str, ...]:
    """What could not be seen of the controls that a record claims, though nothing speaks against them."""
    claimed = ((one.claim if one.control else f"evidence:{one.claim}", one.ref) for one in supports(record))
    found = (context.unshown(claim, ref) for claim, ref in claimed)
    return tuple(dict.fromkeys(one.message for one in found if one is not None and not one.holds))


def _blocker(record: Record, definition: str, context: Context) -> list[Fault]:
    found = []
    if definition and context.head(file_of(definition)) is None and "://" not in definition:
        message = f"definition {definition} is no file of head"
        found.append(_fault(record, ("blocker", "definition"), message, "name the file that defines the gate"))
    edited = bool(definition) and file_of(definition) in context.edited and not _in_register(definition, context)
    if not record.controls and not edited:
        hint = "add controls: [{control: launch_gate, ref: <file of the gate>, digest: sha256:…}] or a ticket"
        found.append(_fault(record, ("blocker",), "names nothing that changes: no control, no edited definition", hint))
    return found


def _control(record: Record, control: Control, here: Pointer, context: Context, *, lasting: bool) -> list[Fault]:
    """One control: a ticket, or a file that is edited here or bound by digest, which a lasting one always is."""
    if control.control == "exception_register":
        own = isinstance(record.outcome, RiskException) and control.ref in (record.id, record.path)
        if own:
            return []
        message = "only an exception is an entry of the exception register"
        return [_fault(record, here, message, "name the control that this outcome changes")]
    if "://" in control.ref:
        if _is_ticket(control.ref, context):
            return []
        message = f"{control.ref[:120]} is neither a ticket nor a file"
        return [_fault(record, (*here, "ref"), message, _tracker(context))]
    found = _bound(record, control.ref, control.digest, here, context, lasting=lasting)
    return found or _claimed(record, control.control, control.ref, here, context)


def _evidence(record: Record, one: Evidence, here: Pointer, context: Context) -> list[Fault]:
    """One piece of evidence: what can be looked at again. A file must be there as it was."""
    if one.kind == "ticket" and not _is_ticket(one.ref, context):
        message = f"{one.ref[:120]} is no address of a known tracker"
        return [_fault(record, (*here, "ref"), message, _tracker(context))]
    if "://" in one.ref or (one.kind not in _RECHECKED and context.head(file_of(one.ref)) is None):
        return []
    own = {it.change.element.path for it in context.covered if it.change.element.kind is not Kind.EVAL}
    if one.kind != "diff" and file_of(one.ref) in own:
        message = f"{one.ref} is what is answered for, and no change shows by itself that it is harmless"
        return [_fault(record, (*here, "ref"), message, "name a test, an eval or a review of it")]
    found = _bound(record, one.ref, one.digest, here, context, lasting=True)
    return found or _claimed(record, f"evidence:{one.kind}", one.ref, here, context)


def _claimed(record: Record, claim: str, ref: str, here: Pointer, context: Context) -> list[Fault]:
    """What the elements of head say against a control or piece of evidence."""
    found = context.unshown(claim, ref)
    return [_fault(record, (*here, "ref"), found.message, found.hint)] if found is not None and found.holds else []


def _bound(
    record: Record, ref: str, digest: str | None, here: Pointer, context: Context, *, lasting: bool
) -> list[Fault]:
    """A file: of head, no record, and bound by its digest, or where it need not last, edited by this change."""
    path = file_of(ref)
    place = (*here, "ref")
    if _in_register(path, context):
        return [_fault(record, place, f"{ref} is a record, and a record is no control", "name what the record changes")]
    actual = context.head(path)
    if actual is None:
        return [_fault(record, place, f"{ref} is no file of head", "name a file by its path from the root")]
    if actual == EMPTY:
        return [_fault(record, place, f"{ref} is empty, so it shows nothing", "name a file that says what holds")]
    if digest is not None and digest != actual:
        message = f"{ref} is no longer what the record binds (it binds {digest[:19]}…, now {actual[:19]}…)"
        return [_fault(record, (*here, "digest"), message, f"look at it again, then write digest: {actual}")]
    if digest is None and (lasting or path not in context.edited):
        message = f"{ref} is not {'' if lasting else 'edited by this change and not '}bound by a digest"
        return [_fault(record, place, message, f"add digest: {actual}")]
    return []


def _in_register(path: str, context: Context) -> bool:
    return any(path.startswith(f"{register}/records/") for register in context.settings.registers)


def _is_ticket(address: str, context: Context) -> bool:
    return globs.matches_any(address, context.settings.tickets)


def _tracker(context: Context) -> str:
    known = context.settings.tickets
    more = " …" if len(known) > 3 else ""
    return f"known are {', '.join(known[:3])}{more}; add patterns under tickets in {context.settings.path}"


def _fault(record: Record, pointer: Pointer, message: str, hint: str) -> Fault:
    return Fault(record.path, record.line(*pointer), message, hint)
