"""Changes to triggers: rule, direction, severity, level, words, and the line to look at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from threatgate.frameworks import ids_for
from threatgate.identity import fingerprint
from threatgate.model import (
    SEVERITIES,
    Change,
    Direction,
    Edit,
    Element,
    Level,
    Move,
    Pointer,
    Scope,
    Severity,
    Span,
    Trigger,
)  # fmt: skip
from threatgate.triggers import rule_id
from threatgate.triggers._directions import direction
from threatgate.triggers._hidden import brought
from threatgate.triggers._moves import moves
from threatgate.triggers._providers import Providers
from threatgate.triggers._severity import severity
from threatgate.triggers._summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.settings import Settings


SEEN = 40


def fire(
    changes: Iterable[Change], settings: Settings, before: Iterable[Element] = (), after: Iterable[Element] = ()
) -> tuple[Trigger, ...]:
    """The triggers of the changes whose level is not `off`; `before` and `after` are all elements around them."""
    return tuple(firing(changes, settings, before, after))


def firing(
    changes: Iterable[Change], settings: Settings, before: Iterable[Element], after: Iterable[Element]
) -> Iterator[Trigger]:
    """The same one after the other, for whoever may have to stop."""
    providers = Providers(before, after)
    for change in changes:
        trigger = _trigger(change, settings, providers)
        if trigger.level is not Level.OFF:
            yield trigger


def _trigger(change: Change, settings: Settings, providers: Providers) -> Trigger:
    element = change.element
    found = moves(change)
    towards = direction(change, found, providers)
    rule = rule_id(element, change.edit, towards)
    at_stake = severity(change, towards, found)
    return Trigger(
        change=change,
        rule=rule,
        direction=towards,
        severity=at_stake,
        level=_level(change, settings.level(element.kind, rule, towards, element.scope, element.subject)),
        summary=summary(change, towards, found),
        span=_span(change, found, towards),
        frameworks=ids_for(element.kind, element.subject, change.edit, settings.owasp_llm, towards),
        second=element.subject == "gate" or (towards is Direction.WIDENS and _grave(at_stake)),
        moves=found if change.edit is Edit.MODIFIED else (),
        system=settings.system_for(element.path).name,
        fingerprint=fingerprint(element.id, change.from_digest, change.to_digest),
    )


def _level(change: Change, level: Level) -> Level:
    """Nobody hides from readers what a model is told by mistake: it is never only noted where it works."""
    works = change.element.scope in {Scope.PRODUCT, Scope.AGENT_CONFIG}
    return Level.BLOCK if level is Level.WARN and works and brought(change) else level


def _grave(severity: Severity) -> bool:
    return SEVERITIES.index(severity) >= SEVERITIES.index(Severity.HIGH)


def _span(change: Change, found: tuple[Move, ...], towards: Direction) -> Span:
    """Where to look: the field that moves the way the change does, on head where it is still there."""
    element = change.element
    if change.edit is not Edit.MODIFIED or not found:
        return element.span
    move = min(found, key=lambda move: (move.direction is not towards, move.after is None))
    if move.after is None and isinstance(move.before, str):
        # A sentence that went is shown where another came in its place.
        move = next((other for other in found if other.pointer == move.pointer and other.after is not None), move)
    span = _mark(element, move.pointer)
    if isinstance(move.after, str) and isinstance(move.before, (str, type(None))):
        return _sentence_span(element, move, span)
    return span


def _mark(element: Element, pointer: Pointer) -> Span:
    marks = dict(element.marks)
    for length in range(len(pointer), -1, -1):
        if pointer[:length] in marks:
            return marks[pointer[:length]]
    return element.span


def _place(text: str, sentence: str) -> int:
    """Where a sentence begins in a text, across the ends of lines."""
    at = text.find(sentence[:SEEN])
    if at >= 0:
        return at
    found = re.search(r"\s+".join(map(re.escape, sentence[:SEEN].split())), text)
    return -1 if found is None else found.start()


def _sentence_span(element: Element, move: Move, span: Span) -> Span:
    """The line of a changed sentence inside a text of several lines."""
    text: Any = element.value
    for part in move.pointer:
        text = text if isinstance(text, str) else text[part]
    at = _place(text, str(move.after)) if isinstance(text, str) else -1
    if at < 0 or not isinstance(text, str) or "\n" not in text:
        return span
    # A block scalar or triple-quoted text may begin on the line after its key.
    first = max(span.end_line - text.count("\n"), span.line)
    line = min(first + text.count("\n", 0, at), span.end_line)
    return Span(line, min(line + str(move.after).count("\n"), span.end_line))
