"""The list of what was there before the gate: what adds to it is a change of the gate, what takes away is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._raised import gate_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.model import Element
    from threatgate.repository._api import ChangedFile
    from threatgate.settings import Settings


def baseline_elements(
    files: Iterable[ChangedFile], contents: Mapping[str, object], settings: Settings
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """The lists that a change lets grow, before and after."""
    from threatgate.records.baseline import grew

    before: list[Element] = []
    after: list[Element] = []
    for file in files:
        if not settings.is_baseline(file.path):
            continue
        old, new = (None if side is None else contents.get(side.oid) for side in (file.before, file.after))
        # A link, or what is too large to be read, holds nothing that can be compared: all of it is new.
        data = new if isinstance(new, bytes) else b"" if file.after is not None else None
        line = grew(old if isinstance(old, bytes) else None, data)
        if line is None:
            continue
        if isinstance(old, bytes):
            before.append(gate_element("baseline", file.path, old, 1))
        after.append(gate_element("baseline", file.path, data or b"", line))
    return tuple(before), tuple(after)


def guarded(element: Element, settings: Settings) -> bool:
    """Whether to add an element would block: only such elements need a place in the list."""
    from threatgate.model import Direction, Edit, Level
    from threatgate.triggers import rule_id

    rule = rule_id(element, Edit.ADDED, Direction.WIDENS)
    level = settings.level(element.kind, rule, Direction.WIDENS, element.scope, element.subject)
    return element.subject != "gate" and level is Level.BLOCK
