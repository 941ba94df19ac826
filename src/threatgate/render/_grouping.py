"""Triggers in the order a reader needs them, and those that make one and the same move as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import SEVERITIES, Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Problem, Report, Trigger


def ordered(triggers: Iterable[Trigger]) -> list[Trigger]:
    """The gravest first, then by place."""
    return sorted(
        triggers, key=lambda it: (-SEVERITIES.index(it.severity), it.change.element.path, it.span.line, it.id)
    )


def unsaid(report: Report) -> list[Problem]:
    """The problems, but for notes that stand as the reason of a trigger already."""
    reasons = [trigger.reason for trigger in report.triggers if trigger.is_open]
    return [it for it in report.problems if it.severity == "error" or not any(it.message in each for each in reasons)]


def grouped(triggers: Iterable[Trigger]) -> list[list[Trigger]]:
    """Triggers of one rule whose elements made the same move stand together, in the order of the first of each."""
    groups: dict[tuple[str, ...], list[Trigger]] = {}
    for trigger in ordered(triggers):
        groups.setdefault(_move_of(trigger), []).append(trigger)
    return list(groups.values())


def _move_of(trigger: Trigger) -> tuple[str, ...]:
    from threatgate.identity import canonical

    change = trigger.change
    if change.edit is Edit.MODIFIED and trigger.moves:
        move = canonical([[each.before, each.after] for each in trigger.moves])
    elif change.edit is Edit.MODIFIED:
        move = trigger.id
    elif change.element.subject == "logic":
        # The controls of a file that come or go with it are one thing to read.
        move = f"{change.element.kind} {change.element.path}"
    else:
        move = change.from_digest or change.to_digest or trigger.id
    return (
        trigger.rule,
        trigger.severity,
        trigger.direction,
        trigger.level,
        trigger.answer,
        trigger.record or "",
        trigger.reason,
        move,
    )
