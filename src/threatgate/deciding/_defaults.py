"""What can be filled in before a person is asked: the rule's words, the settings' days, the changes' severity."""

from __future__ import annotations

import re
from datetime import date, timedelta
from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.model import SEVERITIES, Severity
from threatgate.records._dates import longest
from threatgate.records.model import Cover
from threatgate.triggers import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threatgate.deciding._answer import Answer
    from threatgate.model import Trigger
    from threatgate.records.model import Record
    from threatgate.settings import Settings
    from threatgate.triggers._api import Rule

VALID_DAYS, LONGEST = 180, 365
CRITERIA = 50
NAMED = 3
WHOLE_FILE = ("text", "file")
TITLE = 200
_QUOTED = re.compile("“[^”]*”")


def severity(triggers: Iterable[Trigger]) -> Severity:
    """The highest of the changes."""
    return max((trigger.severity for trigger in triggers), key=SEVERITIES.index)


def no_milder(triggers: Sequence[Trigger], before: Record | None) -> tuple[Trigger, ...]:
    """The changes, none less severe than the record whose place is taken: its days are those of its severity."""
    floor = Severity.LOW if before is None else before.severity
    return tuple(it._replace(severity=max(it.severity, floor, key=SEVERITIES.index)) for it in triggers)


def second_needed(outcome: str, triggers: Iterable[Trigger]) -> bool:
    """Whether a second person has to be named apart from an approver."""
    return outcome != "exception" and any(trigger.second for trigger in triggers)


def due(triggers: Sequence[Trigger], settings: Settings, day: date) -> date:
    """The last day that a backlog item of this severity may have."""
    return day + timedelta(settings.backlog.max_days.get(severity(triggers), LONGEST))


def expires(answer: Answer, triggers: Sequence[Trigger], settings: Settings, day: date) -> date:
    """The last day that an exception of this severity may have."""
    days, _ = longest(severity(triggers), Cover(answer.mode), settings, emergency=answer.emergency)
    return day + timedelta(days)


def valid_until(day: date) -> date:
    """Half a year, after which somebody looks again."""
    return day + timedelta(VALID_DAYS)


def title(triggers: Sequence[Trigger]) -> str:
    """What it is about, by name; no sentence of a prompt stands in it."""
    names = _listed(map(_label, triggers))
    found = _rule(triggers[0])
    same = found is not None and len({trigger.rule for trigger in triggers}) == 1
    return _one_line(f"{found.title}: {names}" if found is not None and same else f"Changes of {names}", TITLE)


def _label(trigger: Trigger) -> str:
    """An element as people know it; what is a whole file goes by the file's name."""
    element = trigger.change.element
    return f"{element.kind} {basename(element.path) if element.name in WHOLE_FILE else element.name}"


def threat(triggers: Sequence[Trigger]) -> str:
    """What the changes do, and why that is a threat, in the words of the rules."""
    gravest = sorted(triggers, key=lambda it: -SEVERITIES.index(it.severity))
    named = len(gravest) if len(gravest) == NAMED + 1 else NAMED
    said = [trigger.summary.rstrip(".") + "." for trigger in gravest[:named]]
    if len(gravest) > named:
        said.append(f"And {len(gravest) - named} more changes.")
    found = (_rule(trigger) for trigger in triggers)
    said += dict.fromkeys(_why(rule) for rule in found if rule is not None)
    return _one_line(" ".join(said), 5000)


def criteria(triggers: Sequence[Trigger]) -> tuple[str, ...]:
    """The acceptance criteria of the rules, filled in for their elements."""
    made: dict[str, None] = {}
    for rule_id in dict.fromkeys(trigger.rule for trigger in triggers):
        group = [trigger for trigger in triggers if trigger.rule == rule_id]
        found = _rule(group[0])
        words = {
            "name": _listed(dict.fromkeys(trigger.change.element.name for trigger in group)),
            "path": _listed(dict.fromkeys(trigger.change.element.path for trigger in group)),
            "summary": _listed(_QUOTED.sub("“…”", trigger.summary) for trigger in group),
        }
        made |= dict.fromkeys(_one_line(each.format(**words), 1000) for each in (found.criteria if found else ()))
    return tuple(made)[:CRITERIA]


def _rule(trigger: Trigger) -> Rule | None:
    return next((rule for rule in rules() if rule.id == trigger.rule), None)


def _why(rule: Rule) -> str:
    _, _, below = rule.doc.partition("## Why it needs an answer\n")
    sentence, stop, _ = " ".join(below.partition("\n## ")[0].split()).partition(". ")
    return sentence + stop.strip()


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    if len(listed) > NAMED + 1:
        listed = [*listed[:NAMED], f"{len(listed) - NAMED} more"]
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def _one_line(text: str, longest: int) -> str:
    """One line without characters that hide."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"
