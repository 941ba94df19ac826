"""`require` of the settings: controls that must stand on head before a change may land.

An approval concerns an element that it names, whose agent it hangs on, or if it speaks of all tools of the same system.
Evals, audit logs and everything else concern all elements of their system. A control that is switched off, or that
only stands in tests, documents and examples, is none; and one that this change removes is not on head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._in_force import is_general, off, speaks_of, states
from threatgate.model import AnswerState, Kind, Level, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.answering._case import Case
    from threatgate.answering._standing import Standing
    from threatgate.model import Element, Trigger

WORKS = frozenset({Scope.PRODUCT, Scope.AGENT_CONFIG, Scope.CI})
SHOWN_BY = {
    Kind.APPROVAL: "an approval that asks for it, such as require_approval: always",
    Kind.EVAL: "an eval of this system that blocks",
    Kind.LOGGING: "an audit log of this system that is on",
}


def required(case: Case, triggers: tuple[Trigger, ...], standing: Standing) -> tuple[Trigger, ...]:
    """The triggers, those held back whose required controls do not stand on head."""
    if not case.settings.require:
        return triggers
    return tuple(_held(case, trigger, standing) for trigger in triggers)


def demanded(case: Case, trigger: Trigger) -> tuple[Kind, ...]:
    """The kinds of control that the settings require for a change, by its rule and by its kind."""
    require = case.settings.require
    return tuple(dict.fromkeys((*require.get(trigger.rule, ()), *require.get(trigger.change.element.kind, ()))))


def _held(case: Case, trigger: Trigger, standing: Standing) -> Trigger:
    wanted = demanded(case, trigger)
    if not wanted:
        return trigger
    found = _controls(case, trigger.change.element, wanted, standing)
    missing = [kind for kind in wanted if kind not in found]
    if not missing:
        there = ", ".join(found[kind].id for kind in wanted)
        return trigger._replace(reason=_joined(trigger.reason, f"required controls: {there}"))
    what = " and ".join(missing)
    name = trigger.change.element.name
    shown = "; ".join(SHOWN_BY.get(kind, f"an element of kind {kind} of this system") for kind in missing)
    said = f"the settings require {what} for {trigger.rule}, and head has none in force for {name}: add {shown}"
    if trigger.answered:
        said = f"{trigger.record} answers this, but {said}"
        remedy = (f"threatgate explain {trigger.rule}",)
        return trigger._replace(answer=AnswerState.UNANSWERED, level=Level.BLOCK, reason=said, remedy=remedy)
    return trigger._replace(level=Level.BLOCK, reason=_joined(trigger.reason, said))


def _joined(reason: str, more: str) -> str:
    return f"{reason}; {more}" if reason else more


def _controls(case: Case, element: Element, wanted: Iterable[Kind], standing: Standing) -> dict[Kind, Element]:
    """One control in force for each kind that has one, the nearest; nothing more is read once all are found."""
    found: dict[Kind, Element] = {}
    general: dict[Kind, Element] = {}
    refused: set[Kind] = set()
    left = set(wanted)
    for one in standing.whole(element.path):
        for kind in tuple(left):
            if one.scope not in WORKS or one.subject == "gate" or not states(one, kind):
                continue
            if kind is Kind.APPROVAL and speaks_of(one, element):
                if off(one, kind, (element,)) is None:
                    found[kind] = one
                    left.discard(kind)
                else:
                    refused.add(kind)
            elif (
                off(one, kind) is None
                and _of_system(case, one, element)
                and (kind is not Kind.APPROVAL or is_general(one))
            ):
                general.setdefault(kind, one)
                if kind is not Kind.APPROVAL:
                    found[kind] = one
                    left.discard(kind)
        if not left:
            break
    return {kind: one for kind, one in general.items() if kind not in refused} | found


def _of_system(case: Case, control: Element, element: Element) -> bool:
    """Whether a control belongs to the system of an element; what no system claims holds for all of them."""
    system = case.settings.system_for(control.path).name
    return system in ("default", case.settings.system_for(element.path).name)
