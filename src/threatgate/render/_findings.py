"""What a list of findings holds, whatever format lists it: triggers without an answer, and what could not be read.

A finding has the place that a reader can open on head: an element that was removed stands at the first line of its
file, because the line it stood at is another one now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.model import Edit, Level, Severity
from threatgate.render._grouping import ordered
from threatgate.render._promises import promises, views_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.model import Problem, RecordView, Report, Trigger

UNREAD = "not-read"
UNREAD_TITLE = "Something could not be read or trusted."
UNREAD_WHY = "What could not be read could hold any change, so it is never taken for no change."


class Finding(NamedTuple):
    """One line of a list. `holds` says that it keeps the change from landing; `identity` tells it from all others."""

    rule: str
    path: str
    line: int
    end_line: int
    holds: bool
    severity: Severity
    message: str
    identity: str
    trigger: Trigger | None = None


def findings(report: Report) -> list[Finding]:
    """All findings: those that hold the change back first, then by severity and place."""
    open_triggers = [it for it in report.triggers if it.level is not Level.OFF and not it.answered]
    views = views_of(report)
    found = [_of_trigger(trigger, views) for trigger in ordered(open_triggers)]
    found += [_of_problem(problem) for problem in sorted(report.problems, key=lambda it: (it.path, it.line or 0))]
    return sorted(found, key=lambda it: not it.holds)


def _of_trigger(trigger: Trigger, views: Mapping[str, RecordView]) -> Finding:
    element = trigger.change.element
    removed = trigger.change.edit is Edit.REMOVED
    line, end = (1, 1) if removed else trigger.span
    words = trigger.summary if trigger.summary.endswith((".", "!", "?", "”")) else f"{trigger.summary}."
    if trigger.is_open:
        words += f" It is {trigger.answer}"
        words += f": {trigger.reason}." if trigger.reason else "."
        words += " A second person has to agree." if trigger.second else ""
    elif trigger.remedy and trigger.reason:
        words += f" {trigger.reason[:1].upper()}{trigger.reason[1:]}."
    words += "".join(f" It is {promise.rstrip('.')}." for promise in promises([trigger], views))
    return Finding(
        trigger.rule, element.path, max(1, line), max(line, end, 1), trigger.is_open, trigger.severity, words,
        trigger.fingerprint or trigger.id, trigger,
    )  # fmt: skip


def _of_problem(problem: Problem) -> Finding:
    line = problem.line or 1
    error = problem.severity == "error"
    words = f"{problem.message}: {problem.hint}" if problem.hint else problem.message
    severity = Severity.HIGH if error else Severity.LOW
    return Finding(UNREAD, problem.path, line, line, error, severity, words, f"{problem.path}:{problem.message}")
