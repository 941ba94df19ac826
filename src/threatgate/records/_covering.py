"""Whether a record speaks of a change, and whether it was written for this content."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from threatgate import globs
from threatgate.records.model import Binding, Cover, NoChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.model import Change, Trigger
    from threatgate.records.model import Family, Record


class Fit(Enum):
    """How a record fits a change: it answers it, it was written for other content, or it speaks of something else."""

    ANSWERS = 2
    OTHER_CONTENT = 1
    NOT = 0


def fit(record: Record, trigger: Trigger, lives: Callable[[str], bool]) -> Fit:
    """How a record fits the change behind a trigger."""
    if record.family is not None:
        return Fit.ANSWERS if _in_family(record.family, trigger) else Fit.NOT
    best = Fit.NOT
    for binding in record.bindings:
        here = record.current(binding.element)
        if here in names(trigger.change):
            same = _same_content(record.mode, binding, trigger.change)
        elif _moved(record, binding, trigger.change, lives):
            same = True
        else:
            continue
        # What is promised has to be found again: a promise for a place where nothing is would bind nothing.
        if same and (isinstance(record.outcome, NoChange) or here == trigger.change.element.id):
            return Fit.ANSWERS
        best = Fit.OTHER_CONTENT
    return best


def bound(record: Record, change: Change) -> Binding | None:
    """The binding that names the element of a change."""
    return next((one for one in record.bindings if record.current(one.element) in names(change)), None)


def follows(record: Record, change: Change, lives: Callable[[str], bool]) -> bool:
    """Whether what a landed record promised binds the element of a change.

    It does so by name, and where the file was renamed without being recorded, by the content that it was written for.
    A file that cannot be parsed hides what it holds, and is bound as a whole.
    """
    if bound(record, change) is not None or _hidden(record, change):
        return True
    for binding in record.bindings:
        renamed = _same_name(record.current(binding.element), change) and not lives(record.current(binding.element))
        if renamed and binding.to_digest is not None and binding.to_digest == change.from_digest:
            return True
    return False


def _hidden(record: Record, change: Change) -> bool:
    """Whether a change is one of a file that cannot be parsed, in which the record binds something."""
    values = [side.value for side in (change.before, change.after) if side is not None]
    if not any(isinstance(value, Mapping) and "opaque" in value for value in values):
        return False
    inside = f":{change.element.path}#"
    return any(inside in element for element in record.elements)


def names(change: Change) -> frozenset[str]:
    """The ids an element of a change goes by: today's, and the one on base where it was moved."""
    return frozenset({change.element.id} if change.moved_from is None else {change.element.id, change.moved_from})


def _same_content(mode: Cover, binding: Binding, change: Change) -> bool:
    if binding.to_digest != change.to_digest:
        return False
    return mode is Cover.TARGET or binding.from_digest == change.from_digest


def _moved(record: Record, binding: Binding, change: Change, lives: Callable[[str], bool]) -> bool:
    """Whether the record was written for this very change before its file or folder was renamed.

    Kind, name and both sides are the same, only the path differs, and nothing goes by the recorded id any more: a file
    that was copied has its own changes to answer for.
    """
    recorded = record.current(binding.element)
    sides = (binding.from_digest, binding.to_digest) == (change.from_digest, change.to_digest)
    return sides and _same_name(recorded, change) and not lives(recorded)


def _same_name(recorded: str, change: Change) -> bool:
    """Whether an id has the kind and the name of a change's element, at whatever path."""
    element = change.element
    return recorded.startswith(f"{element.kind}:") and recorded.endswith(f"#{element.name}")


def _in_family(family: Family, trigger: Trigger) -> bool:
    """Whether a change belongs to a class. A change of the gate belongs to none."""
    element = trigger.change.element
    return (
        element.subject != "gate"
        and element.kind == family.kind
        and trigger.direction in family.directions
        and globs.matches_any(element.path, family.paths)
    )
