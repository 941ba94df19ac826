"""What the register brings up in a change: its own files as elements of the gate, and triggers about its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.frameworks import ids_for
from threatgate.identity import content_digest, element_digest, fingerprint
from threatgate.model import Change, Direction, Edit, Element, Kind, Level, Scope, Span, Trigger

if TYPE_CHECKING:
    from threatgate.answering._case import Case
    from threatgate.records.model import Record

RECOGNISER = "register"


def gate_element(name: str, path: str, data: bytes, line: int) -> Element:
    """A file of the register, or a part of one, of which an edit is a change of the gate."""
    value = {name: content_digest(data)}
    return Element(Kind.APPROVAL, name, path, value, Span(line, line), Scope.PRODUCT, (), "gate", RECOGNISER)


def between(before: Element | None, after: Element | None) -> Change:
    """The change from one side to the other, None where it is not there."""
    edit = Edit.ADDED if before is None else Edit.REMOVED if after is None else Edit.MODIFIED
    digests = (None if one is None else element_digest(one) for one in (before, after))
    return Change(edit, before, after, *digests)


def raised(
    case: Case, rule: str, record: Record, change: Change, *, direction: Direction = Direction.UNCLEAR
) -> Trigger:
    """A trigger about a record, as grave as that; what it says is left to whoever raises it."""
    element = change.element
    return Trigger(
        change=change,
        rule=rule,
        direction=direction,
        severity=record.severity,
        level=Level.BLOCK,
        summary="",
        span=element.span,
        frameworks=ids_for(element.kind, element.subject, change.edit, case.settings.owasp_llm, direction),
        second=False,
        system=case.settings.system_for(element.path).name,
        fingerprint=fingerprint(element.id, change.from_digest, change.to_digest),
        record=record.id,
    )
