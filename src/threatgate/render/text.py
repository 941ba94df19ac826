"""For people at a terminal or in a log: the verdict, what must be answered, the commands that answer it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from threatgate.model import Level, Problem
from threatgate.render._api import Format, Look
from threatgate.render._escape import cut, cut_middle, visible
from threatgate.render._grouping import ANSWERED, grouped, is_open, ordered
from threatgate.render._ink import Ink
from threatgate.render._trigger_lines import INDENT, answer_line, brief, named, trigger_lines
from threatgate.render._verdict_line import verdict_line
from threatgate.render._ways import ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Report, Trigger

WHOLE = 30
BRIEF = 100
LISTED = 50


def render(report: Report, look: Look) -> str:
    """The whole text, with a line end after each line."""
    ink = Ink(look.colour, look.width)
    unanswered = [trigger for trigger in report.triggers if is_open(trigger)]
    parts = [
        list(_verdict(report, ink)),
        *_unanswered(unanswered, look, ink),
        list(_noted(report, ink)),
        list(_answered(report, ink)),
        list(_problems(report, ink)),
        [f"note: {visible(notice)}" for notice in report.notices],
        list(_how_to_answer(report, unanswered, ink)),
        [ink.paint(_cost(report), "dim")],
    ]
    return "\n".join("".join(f"{_no_command(line)}\n" for line in part) for part in parts if part)


def one(trigger: Trigger, look: Look) -> str:
    """One trigger with its answer, as it stands in the whole text."""
    ink = Ink(look.colour, look.width)
    return "".join(f"{_no_command(line)}\n" for line in (*trigger_lines([trigger], ink), *answer_line(trigger, ink)))


def _no_command(line: str) -> str:
    """The runners of GitHub obey a line that begins with `::`, spaces before it or not."""
    words = line.lstrip()
    return f"{line[: len(line) - len(words)]}\\{words}" if words.startswith("::") else line


def _verdict(report: Report, ink: Ink) -> Iterator[str]:
    word, rest = verdict_line(report)
    yield f"{ink.paint(word, word)}: {rest}"


def _unanswered(triggers: list[Trigger], look: Look, ink: Ink) -> Iterator[list[str]]:
    said: set[str] = set()
    groups = grouped(triggers)
    for group in groups[:WHOLE]:
        rule = group[0].rule
        why = "" if rule in said else first_sentence(look.page(rule), "Why it needs an answer")
        said.add(rule)
        reason = ink.wrapped(f"why: {why}", INDENT, INDENT + "  ", lines=2) if why else []
        yield [*trigger_lines(group, ink), *reason, *answer_line(group[0], ink)]
    rest = [trigger for group in groups[WHOLE:] for trigger in group]
    if rest:
        lines = [brief(trigger, ink, ("!", trigger.severity), trigger.summary) for trigger in rest[:BRIEF]]
        more = len(rest) - BRIEF
        yield lines + ([f"  and {more} more unanswered; --format json lists them all"] if more > 0 else [])


def _noted(report: Report, ink: Ink) -> Iterator[str]:
    triggers = ordered(it for it in report.triggers if it.level is Level.WARN and it.answer not in ANSWERED)
    if triggers:
        yield "To note (no answer is asked for):"
    for trigger in triggers[:LISTED]:
        yield brief(trigger, ink, (f"{trigger.direction:<7}", ""), trigger.summary)
    if len(triggers) > LISTED:
        yield f"  and {len(triggers) - LISTED} more"


def _answered(report: Report, ink: Ink) -> Iterator[str]:
    triggers = sorted((it for it in report.triggers if it.answer in ANSWERED), key=lambda it: (it.record or "", it.id))
    if not triggers:
        return
    yield "Answered:"
    views = {record.id: record for record in report.records}
    for (record, answer), group in groupby(triggers, key=lambda it: (it.record or "", it.answer)):
        answered = list(group)
        view = views.get(record)
        what = f" ({view.outcome.replace('_', ' ')}{f', until {view.expires}' if view.expires else ''})" if view else ""
        reasons = "".join(f"; {reason}" for reason in dict.fromkeys(it.reason for it in answered) if reason)
        first, *rest = ink.wrapped(visible(f"{answer} by {record}{what}{reasons}"), "", INDENT, lines=3)
        yield f"  {ink.paint('✓', 'good')} {cut(first, ink.width - 4)}"
        yield from rest
        places = ", ".join(f"{named(it)} ({it.change.element.path}:{it.span.line})" for it in answered[:LISTED])
        yield from ink.wrapped(visible(places), INDENT, INDENT)


def _problems(report: Report, ink: Ink) -> Iterator[str]:
    problems = sorted(report.problems, key=lambda it: (it.severity, it.path, it.line or 0))
    told = {problem.path for problem in problems}
    for record in report.records:
        problems += [Problem(record.path, None, it, "", "note") for it in record.problems if record.path not in told]
    if problems:
        yield "Could not be read or trusted:"
    for problem in problems[:LISTED]:
        yield from _problem(problem, ink)
    if len(problems) > LISTED:
        yield f"  and {len(problems) - LISTED} more"


def _problem(problem: Problem, ink: Ink) -> Iterator[str]:
    path = cut_middle(visible(problem.path), ink.width // 2)
    place = f"{path}:{problem.line}: " if problem.line else f"{path}: " if path else ""
    mark = ink.paint("error", "bad") if problem.severity == "error" else "note"
    yield from ink.wrapped(f"{mark}  {place}{visible(problem.message)}", "  ", INDENT)
    if problem.hint:
        yield from ink.wrapped(visible(problem.hint), INDENT, INDENT)


def _how_to_answer(report: Report, unanswered: list[Trigger], ink: Ink) -> Iterator[str]:
    if not unanswered:
        return
    yield "To answer, run one of these and commit the record; on a terminal it asks for what you leave out:"
    yield from (f"  {ink.paint(command, 'bold')}" for command in ways(report, unanswered))
    first, *others = dict.fromkeys(group[0].rule for group in grouped(unanswered))
    also = f" (or {', '.join(others[:4])}{' …' if len(others) > 4 else ''})" if others else ""
    yield f"More: threatgate explain {first}{also}"


def _cost(report: Report) -> str:
    stats = report.stats
    files = "file" if stats.files_changed == 1 else "files"
    return (
        f"{stats.files_changed} changed {files}, {stats.files_read} read; "
        f"{stats.elements_before} → {stats.elements_after} elements; {stats.seconds:.2f} s"
    )


def first_sentence(page: str, heading: str) -> str:
    """The first sentence under a heading of a rule's page."""
    _, _, below = page.partition(f"## {heading}\n")
    words = " ".join(below.partition("\n## ")[0].split())
    sentence, stop, _ = words.partition(". ")
    return sentence + stop.rstrip()


FORMAT = Format("text", render)
