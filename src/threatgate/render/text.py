"""For people at a terminal or in a log: the verdict, what must be answered, the commands that answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Problem
from threatgate.render._api import Format, Look
from threatgate.render._escape import cut_middle, visible
from threatgate.render._ink import Ink
from threatgate.render._verdict_line import verdict_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Report, Trigger

INDENT = "    "
LISTED = 50


def render(report: Report, look: Look) -> str:
    """The whole text, with a line end after each line."""
    ink = Ink(look.colour, look.width)
    parts = [list(_verdict(report, ink))]
    answers: list[str] = []
    if report.triggers:
        # A change that touches nothing, which is most changes, does not pay for the import.
        from threatgate.render._body import how_to_answer, trigger_parts

        parts += trigger_parts(report, look, ink)
        answers = how_to_answer(report, ink)
    notes = [f"note: {visible(notice)}" for notice in report.notices]
    parts += [list(_problems(report, ink)), notes, answers, [ink.paint(_cost(report), "dim")]]
    return "\n".join(_lines(part) for part in parts if part)


def one(trigger: Trigger, look: Look) -> str:
    """One trigger with its answer, as it stands in the whole text."""
    from threatgate.render._body import lines_of

    return _lines(lines_of(trigger, Ink(look.colour, look.width)))


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{_no_command(line)}\n" for line in lines)


def _no_command(line: str) -> str:
    """The runners of GitHub obey a line that begins with `::`, spaces before it or not."""
    words = line.lstrip()
    return f"{line[: len(line) - len(words)]}\\{words}" if words.startswith("::") else line


def _verdict(report: Report, ink: Ink) -> Iterator[str]:
    word, rest = verdict_line(report)
    yield f"{ink.paint(word, word)}: {rest}"


def _problems(report: Report, ink: Ink) -> Iterator[str]:
    problems = sorted(_unsaid(report), key=lambda it: (it.severity, it.path, it.line or 0))
    told = {problem.path for problem in report.problems}
    for record in report.records:
        problems += [Problem(record.path, None, it, "", "note") for it in record.problems if record.path not in told]
    if problems:
        yield "Could not be read or trusted:"
    for problem in problems[:LISTED]:
        yield from _problem(problem, ink)
    if len(problems) > LISTED:
        yield f"  and {len(problems) - LISTED} more"


def _unsaid(report: Report) -> Iterable[Problem]:
    if not report.triggers:
        return report.problems
    from threatgate.render._grouping import unsaid

    return unsaid(report)


def _problem(problem: Problem, ink: Ink) -> Iterator[str]:
    path = cut_middle(visible(problem.path), ink.width // 2)
    place = f"{path}:{problem.line}: " if problem.line else f"{path}: " if path else ""
    if not problem.line and problem.message.startswith(problem.path):
        place = ""
    mark = ink.paint("error", "bad") if problem.severity == "error" else "note"
    yield from ink.wrapped(f"{mark}  {place}{visible(problem.message)}", "  ", INDENT)
    if problem.hint:
        yield from ink.wrapped(visible(problem.hint), INDENT, INDENT)


def _cost(report: Report) -> str:
    stats = report.stats
    files = "file" if stats.files_changed == 1 else "files"
    return (
        f"{stats.files_changed} changed {files}, {stats.files_read} read; "
        f"{stats.elements_before} → {stats.elements_after} elements; {stats.seconds:.2f} s"
    )


FORMAT = Format("text", render)
