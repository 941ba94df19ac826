"""The second person: that somebody else agreed, who may, and how far that is proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.identity import paths_of
from threatgate.model import GRAVE, SEVERITIES
from threatgate.records._people import identities, is_bot, is_known, is_team, may_be_one, members
from threatgate.records.model import Code, Cover, Fault, RiskException
from threatgate.records.proof import Declared, InPipeline, Proven, Unknown, Unproven

if TYPE_CHECKING:
    from threatgate.model import Pointer
    from threatgate.records._context import Context
    from threatgate.records.model import Record
    from threatgate.settings import Settings

_MEND = "name somebody who neither owns this nor wrote the change"


def standing(record: Record, settings: Settings) -> tuple[Fault, ...]:
    """Why the one who agreed can be no second person, whatever the change: a team, the owner, or not agreed yet."""
    who, pointer = asked(record)
    if who is None:
        return ()
    if isinstance(record.outcome, RiskException) and not record.outcome.emergency and not approved(record):
        message = "exception.approved is missing: nobody approved it yet"
        return (Fault(record.path, record.line("exception"), message, "let the approver add approved: <day>"),)
    complaint = ""
    if is_team(who):
        complaint = "a team, and a team does not agree, a person does"
    elif any(is_bot(one) for one in (who, *members(who, settings.people))):
        complaint = "a bot, and a bot does not agree, a person does"
    elif not is_team(record.owner) and may_be_one(who, record.owner, settings.people):
        complaint = "who is also the owner" + ("" if who == record.owner else f" {record.owner}")
    if not complaint:
        return ()
    return (Fault(record.path, record.line(*pointer), f"{pointer[-1]} is {who}, {complaint}", _MEND),)


def faults(record: Record, context: Context) -> tuple[Fault, ...]:
    """Why the second person that this record needs is missing, is no second person, or is not proven."""
    why = _needed(record, context)
    if not why:
        return ()
    who, pointer = asked(record)
    line = record.line(*pointer)
    name = pointer[-1]
    if who is None:
        hint = 'add second: "@…", somebody who neither owns this nor wrote the change'
        return (Fault(record.path, record.line("owner"), f"{why} needs a second person", hint),)
    if standing(record, context.settings):
        return ()
    complaint = author_of(who, context)
    if complaint:
        return (Fault(record.path, line, f"{name} is {who}, {complaint}", _MEND),)
    complaint, mend = _unlisted(record, who, context)
    if complaint:
        return (Fault(record.path, line, f"{name} is {who}, {complaint}", mend),)
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
    who, _ = asked(record)
    if who is None or not _needed(record, context):
        return ""
    if not approved(record):
        return f"approval by {who} still to come; the release stays closed until then"
    match context.proof(record, who, context):
        case Proven(how=how):
            return f"approved by {who}: {how}"
        case InPipeline():
            return f"approved by {who}: the approval is proven in CI"
        case Declared() | Unproven() | Unknown():
            return f"approved by {who}: declared" + ("" if _lists(record, context) != ((),) else ", not proven")


def _needed(record: Record, context: Context) -> str:
    """What asks for a second person, in words; "" where nothing does.

    What somebody agreed to does not end without anybody: whoever takes its place alone would carry the risk for good.
    """
    if isinstance(record.outcome, RiskException):
        return "an exception"
    before = context.register.get(record.supersedes or "")
    if before is not None and (isinstance(before.outcome, RiskException) or before.severity in GRAVE):
        return f"what takes the place of {before.id}"
    if record.mode is Cover.CLASS:
        return "an answer to a class of changes"
    for trigger in context.covered:
        if trigger.change.element.subject == "gate":
            return "a change of the gate"
        if trigger.second:
            return f"a change of {trigger.severity} severity ({trigger.id})"
    return ""


def asked(record: Record) -> tuple[str | None, Pointer]:
    """Who agrees to a record, and where it says so; None where nobody is named."""
    if isinstance(record.outcome, RiskException):
        return record.outcome.approver, ("exception", "approver")
    return record.second, ("second",)


def author_of(who: str, context: Context) -> str:
    """How somebody comes to be an author of the change; "" where they did not write it."""
    for author in sorted(context.authors):
        if may_be_one(who, author, context.settings.people):
            return "who also wrote this change" if who == author else f"who also wrote this change, as {author}"
    return ""


def _lists(record: Record, context: Context) -> tuple[tuple[str, ...], ...]:
    """Who may agree, one list for each system that is concerned."""
    severity = max((record.severity, *(one.severity for one in context.covered)), key=SEVERITIES.index)
    systems = {one.system for one in context.covered}
    if not systems:
        paths = (path for one in record.elements for path in paths_of(one))
        systems = {context.settings.system_for(one).name for one in paths} or {"default"}
    return tuple(dict.fromkeys(context.settings.approvers_for(severity, system) for system in sorted(systems)))


def _unlisted(record: Record, who: str, context: Context) -> tuple[str, str]:
    """Why somebody may not agree to this, and the mend. Of a role each member must be allowed to."""
    people = context.settings.people
    persons = [identities(one, people) for one in members(who, people)]
    for listed in _lists(record, context):
        allowed = frozenset().union(*(identities(one, people) for one in listed))
        if not listed or all(names & allowed for names in persons):
            continue
        known = {handle.casefold() for handle in people}
        empty = [one for one in listed if is_team(one) and one.casefold() not in known]
        mend = (
            f"list the members of {empty[0]} under people in {context.settings.path} on the base side" if empty else ""
        )
        said = f"who is not among those who may approve this on the base side: {', '.join(listed[:10])}"
        return said, mend or "name one of these who neither owns this nor wrote the change"
    return "", ""


def _outstanding(record: Record, context: Context) -> tuple[Fault, ...]:
    """An emergency may go ahead of its approval, but never for a change of the gate."""
    if not any(trigger.change.element.subject == "gate" for trigger in context.covered):
        return ()
    message = "a change of the gate cannot wait for its approval"
    return (Fault(record.path, record.line("exception"), message, "let the approver add approved: <day>"),)


def _doubt(record: Record, who: str, context: Context) -> tuple[str, str]:
    """What stays unproven, and what would prove it."""
    settings = context.settings
    proof = context.proof(record, who, context)
    if isinstance(proof, (Unproven, Unknown)):
        return proof.why, proof.mend
    authors = sorted(context.authors - (proof.known if isinstance(proof, Proven) else frozenset()))
    odd = next((author for author in authors if not author.isascii()), None)
    if odd is not None:
        mend = "write that commit anew with the author's own address"
        return f"the author {odd} is written with letters that can look like others", mend
    if isinstance(proof, Declared) and not settings.people and _lists(record, context) == ((),):
        return "", ""
    if not context.authors:
        return (
            f"it is not known who wrote this change, so nobody can tell that {who} is somebody else",
            "commit it first",
        )
    unsure = next((author for author in authors if not is_known(author, settings.people)), None)
    mend = f"add the address to people in {settings.path} on the base side"
    if unsure is not None:
        said = f"the author {unsure or '(no address)'} is in no entry of people"
        return f"{said}, so nobody can tell that {who} is somebody else", mend
    if not is_known(who, settings.people) and authors:
        return f"{who} is in no entry of people, so nobody can tell that the author is somebody else", mend
    return "", ""
