"""The second person: that somebody else agreed, who may, and how far that is proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import SEVERITIES
from threatgate.records._people import author_identities, identities, is_known, is_team
from threatgate.records.model import Code, Cover, Fault, RiskException

if TYPE_CHECKING:
    from threatgate.model import Pointer
    from threatgate.records._context import Context
    from threatgate.records.model import Record
    from threatgate.settings import Settings

_MEND = "name somebody who neither owns this nor wrote the change"


_DECLARED = "no proof is looked up by this version: approval declared counts what the record says"


def standing(record: Record, settings: Settings) -> tuple[Fault, ...]:
    """Why the one who agreed can be no second person, whatever the change: a team, the owner, or not agreed yet."""
    who, pointer = _asked(record)
    if who is None:
        return ()
    if isinstance(record.outcome, RiskException) and not record.outcome.emergency and not approved(record):
        message = "exception.approved is missing: nobody approved it yet"
        return (Fault(record.path, record.line("exception"), message, "let the approver add approved: <day>"),)
    owner = {record.owner.casefold()} if is_team(record.owner) else identities(record.owner, settings.people)
    complaint = ""
    if is_team(who):
        complaint = "a team, and a team does not agree, a person does"
    elif identities(who, settings.people) & owner:
        complaint = "who is also the owner" + ("" if who == record.owner else f" {record.owner}")
    if not complaint:
        return ()
    return (Fault(record.path, record.line(*pointer), f"{pointer[-1]} is {who}, {complaint}", _MEND),)


def faults(record: Record, context: Context) -> tuple[Fault, ...]:
    """Why the second person that this record needs is missing, is no second person, or is not proven."""
    why = _needed(record, context)
    if not why:
        return ()
    who, pointer = _asked(record)
    line = record.line(*pointer)
    name = pointer[-1]
    if who is None:
        hint = 'add second: "@…", somebody who neither owns this nor wrote the change'
        return (Fault(record.path, record.line("owner"), f"{why} needs a second person", hint),)
    if standing(record, context.settings):
        return ()
    complaint = _author(who, context) or _unlisted(record, who, context)
    if complaint:
        return (Fault(record.path, line, f"{name} is {who}, {complaint}", _MEND),)
    if not approved(record):
        return _outstanding(record, context)
    doubt, mend = _doubt(record, who, context)
    return (Fault(record.path, line, doubt, mend, Code.UNPROVEN),) if doubt else ()


def approved(record: Record) -> bool:
    """Whether an exception is approved: by its date, or, in an emergency, by a later review of the approver's."""
    outcome = record.outcome
    if not isinstance(outcome, RiskException) or outcome.approved is not None:
        return True
    return outcome.emergency and any(review.by == outcome.approver for review in record.reviews)


def assurance(record: Record, context: Context) -> str:
    """How far the second person is proven, for the reader of a report; "" where none is needed."""
    if not _needed(record, context):
        return ""
    who, _ = _asked(record)
    if not approved(record):
        return f"approval by {who} still to come; the release stays closed until then"
    if record.id in context.proven:
        return f"approved by {who}: {context.settings.approval}"
    listed = _lists(record, context) != ((),)
    return f"approved by {who}: declared" + ("" if listed else ", not proven")


def _needed(record: Record, context: Context) -> str:
    """What asks for a second person, in words; "" where nothing does."""
    if isinstance(record.outcome, RiskException):
        return "an exception"
    if record.mode is Cover.CLASS:
        return "an answer to a class of changes"
    for trigger in context.covered:
        if trigger.change.element.subject == "gate":
            return "a change of the gate"
        if trigger.second:
            return f"a change of {trigger.severity} severity ({trigger.id})"
    return ""


def _asked(record: Record) -> tuple[str | None, Pointer]:
    if isinstance(record.outcome, RiskException):
        return record.outcome.approver, ("exception", "approver")
    return record.second, ("second",)


def _author(who: str, context: Context) -> str:
    """How somebody comes to be an author of the change; "" where they did not write it."""
    people = context.settings.people
    names = identities(who, people)
    for author in sorted(context.authors):
        if names & author_identities(author, people):
            return "who also wrote this change" if who == author else f"who also wrote this change, as {author}"
    return ""


def _lists(record: Record, context: Context) -> tuple[tuple[str, ...], ...]:
    """Who may agree, one list for each system that is concerned."""
    severity = max((record.severity, *(one.severity for one in context.covered)), key=SEVERITIES.index)
    systems = sorted({one.system for one in context.covered}) or ["default"]
    return tuple(dict.fromkeys(context.settings.approvers_for(severity, system) for system in systems))


def _unlisted(record: Record, who: str, context: Context) -> str:
    people = context.settings.people
    names = identities(who, people)
    for listed in _lists(record, context):
        allowed = frozenset().union(*(identities(one, people) for one in listed))
        if listed and not names & allowed:
            return f"who is not among those who may approve this on the base side: {', '.join(listed[:10])}"
    return ""


def _outstanding(record: Record, context: Context) -> tuple[Fault, ...]:
    """An emergency may go ahead of its approval, but never for a change of the gate."""
    if not any(trigger.change.element.subject == "gate" for trigger in context.covered):
        return ()
    message = "a change of the gate cannot wait for its approval"
    return (Fault(record.path, record.line("exception"), message, "let the approver add approved: <day>"),)


def _doubt(record: Record, who: str, context: Context) -> tuple[str, str]:
    """What stays unproven, and what would prove it."""
    settings = context.settings
    if record.id in context.proven:
        return "", ""
    if settings.approval == "signed":
        return f"no signature by {who} is known for {record.id}", _DECLARED
    if settings.approval == "reviewed":
        return f"no approving review by {who} is known", _DECLARED
    if not settings.people and _lists(record, context) == ((),):
        return "", ""
    mend = f"add the address to people in {settings.path} on the base side"
    if not context.authors:
        return (
            f"it is not known who wrote this change, so nobody can tell that {who} is somebody else",
            "commit it first",
        )
    for author in sorted(context.authors):
        if not is_known(author, settings.people):
            return f"the author {author} is in no entry of people, so nobody can tell that {who} is somebody else", mend
    return "", ""
