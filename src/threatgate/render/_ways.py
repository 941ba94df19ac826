"""How to answer: the shortest commands that write the record, one for each outcome that is open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.model import AnswerState, Severity
from threatgate.render._escape import visible
from threatgate.render._trigger_lines import WHOLE_FILE

if TYPE_CHECKING:
    from threatgate.model import Report, Trigger

MENDING = "No decision answers these:"
LANDED = "it has landed"  # in the reason of what is stale: such a record cannot be bound anew
NAMED = 5
FINGERPRINT = len("sha256:") + 12
_PLAIN = r"(?a:[\w@%+=:,./-]+)"
# What a person has to say for each outcome; all else `decide` fills in or takes from the rule.
_FLAGS = {
    "backlog": "--owner @you --ticket URL",
    "blocker": "--owner @you --gate NAME --definition PATH --pass-condition 'pass_rate >= 0.95'",
    "exception": "--owner @you --approver @other --reason TEXT --compensating CONTROL=PATH --exit-plan TEXT",
    "no-change": "--owner @you --rationale TEXT --evidence test=PATH",
}


def ways(report: Report, unanswered: list[Trigger]) -> list[str]:
    """The commands, ready to be completed and run; none where no decision answers anything."""
    unanswered = [trigger for trigger in unanswered if not trigger.remedy and not trigger.unfinished]
    if not unanswered:
        return []
    stale = [it for it in unanswered if it.answer is AnswerState.STALE and it.record and LANDED not in it.reason]
    commands = [_command(report, "", "--refresh", "")] if stale else []
    if len(stale) < len(unanswered):
        chosen = "--all" if len(unanswered) > 1 else _element(unanswered[0], report)
        critical = any(trigger.severity is Severity.CRITICAL for trigger in unanswered)
        second = any(trigger.second for trigger in unanswered)
        commands += [
            _command(report, outcome, chosen, flags + (" --second @other" if second and outcome != "exception" else ""))
            for outcome, flags in _FLAGS.items()
            if not (critical and outcome == "backlog")
        ]
    return commands


def finishing(unanswered: list[Trigger]) -> str:
    """What to do about records that are there and do not count yet; "" where there are none."""
    found = list(dict.fromkeys(visible(trigger.unfinished) for trigger in unanswered if trigger.unfinished))
    if not found:
        return ""
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"To answer, finish {', '.join(found[:NAMED])}{more}: what is missing stands with each change."


def remedies(unanswered: list[Trigger]) -> list[str]:
    """The commands for what no decision answers."""
    return [visible(command) for command in dict.fromkeys(each for trigger in unanswered for each in trigger.remedy)]


def _command(report: Report, outcome: str, chosen: str, flags: str) -> str:
    words = ("threatgate decide", outcome, report.range_arguments, chosen, flags)
    return visible(" ".join(word for word in words if word))


def _element(trigger: Trigger, report: Report) -> str:
    element = trigger.change.element
    alone = sum(it.change.element.path == element.path for it in report.triggers) == 1
    name = element.path if element.name in WHOLE_FILE and alone else element.name
    if re.fullmatch(_PLAIN, name) and not name.startswith("-"):
        return name
    import shlex

    quoted = shlex.quote(trigger.id)
    return quoted if trigger.id.isprintable() else trigger.fingerprint[:FINGERPRINT]
