"""The triggers of a report as text: what must be answered, what is to note, what is answered, and how to answer."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from threatgate.model import Level
from threatgate.render._escape import visible
from threatgate.render._grouping import grouped, ordered
from threatgate.render._pages import WHY, first_sentence
from threatgate.render._promises import promises, views_of
from threatgate.render._trigger_lines import INDENT, answer_line, brief, named, trigger_lines
from threatgate.render._ways import MENDING, finishing, remedies, ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.model import RecordView, Report, Trigger
    from threatgate.render._api import Look
    from threatgate.render._ink import Ink

WHOLE = 30
BRIEF = 100
LISTED = 50


def trigger_parts(report: Report, look: Look, ink: Ink) -> list[list[str]]:
    """The paragraphs of all triggers: each that must be answered, then the others."""
    unanswered = [trigger for trigger in report.triggers if trigger.is_open]
    return [
        *_unanswered(unanswered, look, ink, views_of(report)),
        list(_noted(report, ink)),
        list(_answered(report, ink)),
    ]


def how_to_answer(report: Report, ink: Ink) -> list[str]:
    """The commands that answer what must be answered."""
    return list(_how_to_answer(report, [trigger for trigger in report.triggers if trigger.is_open], ink))


def lines_of(trigger: Trigger, ink: Ink) -> list[str]:
    """One trigger with its answer."""
    return [*trigger_lines([trigger], ink, {}), *answer_line(trigger, ink)]


def _unanswered(triggers: list[Trigger], look: Look, ink: Ink, views: Mapping[str, RecordView]) -> Iterator[list[str]]:
    said: set[str] = set()
    groups = grouped(triggers)
    for group in groups[:WHOLE]:
        rule = group[0].rule
        why = "" if rule in said else first_sentence(look.page(rule), WHY)
        said.add(rule)
        reason = ink.wrapped(f"why: {why}", INDENT, INDENT + "  ", lines=2) if why else []
        yield [*trigger_lines(group, ink, views), *reason, *answer_line(group[0], ink)]
    rest = [trigger for group in groups[WHOLE:] for trigger in group]
    if rest:
        lines = [brief(trigger, ink, ("!", trigger.severity), trigger.summary) for trigger in rest[:BRIEF]]
        more = len(rest) - BRIEF
        yield lines + ([f"  and {more} more unanswered; --format json lists them all"] if more > 0 else [])


def _noted(report: Report, ink: Ink) -> Iterator[str]:
    triggers = ordered(it for it in report.triggers if it.level is Level.WARN and not it.answered)
    if triggers:
        yield "To note (no answer is asked for):"
    views = views_of(report)
    for trigger in triggers[:LISTED]:
        yield brief(trigger, ink, (f"{trigger.direction:<7}", ""), trigger.summary)
        yield from _bound([trigger], ink, views)
        if trigger.record and trigger.remedy:
            yield from ink.wrapped(visible(trigger.reason), INDENT, INDENT + "  ", lines=3)
    if len(triggers) > LISTED:
        yield f"  and {len(triggers) - LISTED} more"


def _answered(report: Report, ink: Ink) -> Iterator[str]:
    triggers = sorted((it for it in report.triggers if it.answered), key=lambda it: (it.record or "", it.id))
    if not triggers:
        return
    yield "Answered:"
    views = {record.id: record for record in report.records}
    for (record, answer), group in groupby(triggers, key=lambda it: (it.record or "", it.answer)):
        answered = list(group)
        what = _what(views.get(record))
        reasons = "".join(f"; {reason}" for reason in dict.fromkeys(it.reason for it in answered) if reason)
        first, *rest = ink.wrapped(visible(f"{answer} by {record}{what}{reasons}"), INDENT, lines=3)
        yield f"  {ink.paint('✓', 'good')} {first.removeprefix(INDENT)}"
        yield from rest
        places = ", ".join(f"{named(it)} ({it.change.element.path}:{it.span.line})" for it in answered[:LISTED])
        yield from ink.wrapped(visible(places), INDENT, INDENT)
        yield from _bound(answered, ink, views)


def _bound(triggers: list[Trigger], ink: Ink, views: Mapping[str, RecordView]) -> Iterator[str]:
    """What binds the elements of these from earlier on."""
    for promise in promises(triggers, views):
        yield from ink.wrapped(visible(promise), INDENT, INDENT + "  ", lines=3)


def _what(view: RecordView | None) -> str:
    if view is None:
        return ""
    until = f", until {view.expires}" if view.expires else ""
    soon = ", which is soon" if view.state == "expiring" else ""
    return f" ({view.outcome.replace('_', ' ')}{until}{soon})"


def _how_to_answer(report: Report, unanswered: list[Trigger], ink: Ink) -> Iterator[str]:
    if not unanswered:
        return
    mending = remedies(unanswered)
    if mending:
        yield from ink.wrapped(f"{MENDING} run what is true of each and commit it with the change.", "", "")
        yield from (f"  {ink.paint(command, 'bold')}" for command in mending)
    unfinished = finishing(unanswered)
    if unfinished:
        yield from ink.wrapped(unfinished)
    commands = ways(report, unanswered)
    if commands:
        one = "To answer, run this and commit the record:"
        several = "To answer, run one of these and commit the record; on a terminal it asks for what you leave out:"
        yield one if len(commands) == 1 else several
        yield from (f"  {ink.paint(command, 'bold')}" for command in commands)
    first, *others = dict.fromkeys(group[0].rule for group in grouped(unanswered))
    also = f" (or {', '.join(others[:4])}{' …' if len(others) > 4 else ''})" if others else ""
    yield f"More: threatgate explain {first}{also}"
