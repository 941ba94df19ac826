"""The first line: the verdict, what it rests on, and what was compared on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Level, Mode, Verdict
from threatgate.render._escape import cut, visible

if TYPE_CHECKING:
    from threatgate.model import Report

SHORT = 10


def verdict_line(report: Report) -> tuple[str, str]:
    """The word of the verdict, and the rest of the line."""
    rest = f"{_facts(report)} ({_compared(report)}, {_day(report)})"
    if report.verdict is Verdict.BLOCKED and report.mode is Mode.OBSERVE:
        rest += "; mode observe: the exit code is 0"
    return report.verdict.value, rest


def _facts(report: Report) -> str:
    triggers = [trigger for trigger in report.triggers if trigger.level is not Level.OFF]
    unanswered = sum(trigger.is_open for trigger in triggers)
    total = len(triggers)
    facts = []
    errors = sum(problem.severity == "error" for problem in report.problems)
    if report.verdict is Verdict.UNDETERMINED:
        facts.append(f"{_count(errors, 'thing')} could not be read" if errors else "the change could not be read whole")
    if unanswered:
        facts.append(f"{_part(unanswered, total)} of the AI threat surface {_are(unanswered)} unanswered")
    elif not total and not facts:
        facts.append("no change of the AI threat surface")
    elif total:
        answered = sum(trigger.answered for trigger in triggers)
        facts.append(_let_through(total, answered))
    return "; ".join(facts)


def _part(number: int, total: int) -> str:
    if number < total:
        return f"{number} of {total} changes"
    return "1 change" if total == 1 else f"all {total} changes"


def _let_through(total: int, answered: int) -> str:
    what = f"{_count(total, 'change')} of the AI threat surface"
    if answered == total:
        return f"{what}, answered" if total == 1 else f"{what}, all answered"
    if answered:
        return f"{what}, {answered} answered, {total - answered} to note"
    return f"{what} to note, none that needs an answer"


def _compared(report: Report) -> str:
    base, head = report.base[:SHORT], report.head[:SHORT]
    words = _words(report.range_arguments)
    for option, value in zip(words, [*words[1:], ""], strict=False):
        match option:
            case "--base":
                base = value
            case "--head":
                head = value
            case "--staged":
                head = "what is staged"
            case "--worktree":
                head = "the working tree"
            case "--patch":
                return cut(visible(f"patch {value}"), 80)
    return f"{cut(visible(base), 40)} → {cut(visible(head), 40)}"


def _words(arguments: str) -> list[str]:
    if "'" not in arguments and '"' not in arguments and "\\" not in arguments:
        return arguments.split()
    import shlex

    try:
        return shlex.split(arguments)
    except ValueError:
        return []


def _day(report: Report) -> str:
    return f"as of {report.as_of}, not today" if report.dated else report.as_of


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
