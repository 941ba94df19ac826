"""`require` of the settings: controls that must stand on head before a change may land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Problem

if TYPE_CHECKING:
    from threatgate.answering._case import Case
    from threatgate.model import Trigger


def unmet(case: Case, triggers: tuple[Trigger, ...]) -> tuple[Problem, ...]:
    """Demands of the settings that no answer can be held against yet: said, and not passed over."""
    found = []
    for trigger in triggers:
        if trigger.rule in case.settings.require:
            kinds = ", ".join(case.settings.require[trigger.rule])
            said = f"the settings require {kinds} for {trigger.rule}; whether {trigger.id} has them cannot be told here"
            found.append(
                Problem(trigger.change.element.path, trigger.span.line, said, "take `require` out of the settings")
            )
    return tuple(found)
