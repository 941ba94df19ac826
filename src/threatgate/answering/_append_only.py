"""Edits of landed records that go beyond what may grow, as elements of the gate on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._raised import gate_element
from threatgate.errors import UndeterminedError
from threatgate.identity import element_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from threatgate.answering._case import Case
    from threatgate.answering._standing import Standing
    from threatgate.model import Element, Trigger
    from threatgate.records.model import BrokenRecord, Fault, Record
    from threatgate.repository._api import Blob, ChangedFile
    from threatgate.settings import Settings


def register_elements(
    files: Sequence[ChangedFile],
    contents: Mapping[str, object],
    settings: Settings,
    sides: tuple[Iterable[Element], Standing],
    day: date | None = None,
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """The landed records that a change rewrites or deletes and the baselines that it lets grow, before and after.

    `sides` are the elements of the changed files on base, and those of head; nothing may be of a later day than `day`.
    """
    from threatgate.answering._baseline import baseline_elements
    from threatgate.answering._ending import untrue_ending
    from threatgate.records.immutability import illegal_edits, illegal_signature
    from threatgate.records.reading import read

    was, standing = sides
    grown = baseline_elements(files, contents, settings)
    before, after = list(grown[0]), list(grown[1])
    for file in files:
        signature = settings.is_signature(file.path)
        if not (signature or settings.is_record(file.path)) or file.before is None:
            continue
        old, new = _content(file.before, contents), _content(file.after, contents)
        if old is None:
            continue
        if signature:
            faults = illegal_signature(file.path, new)
        else:
            faults = illegal_edits(file.path, old, new, standing.has, day, swapped=_swapped(was, standing))
            if not faults and new is not None and b"closed" in new:
                faults = untrue_ending(read(file.path, old), read(file.path, new), standing, settings)
        if not faults:
            continue
        name = "signature" if signature else "record"
        before.append(gate_element(name, file.path, old, 1))
        if new is not None:
            after.append(gate_element(name, file.path, new, faults[0].line))

    for side, elements in zip((before, after), _of_pages(files, contents, settings, sides, day), strict=True):
        side.extend(elements)
    return tuple(before), tuple(after)


def explained(case: Case, triggers: Iterable[Trigger], standing: Standing) -> tuple[Trigger, ...]:
    """The triggers; those of landed records that are rewritten say in which words, and what to do instead."""
    return tuple(
        trigger._replace(reason=_rewriting(case, trigger, standing))
        if trigger.change.element.subject == "gate" and not trigger.reason
        else trigger
        for trigger in triggers
    )


def _rewriting(case: Case, trigger: Trigger, standing: Standing) -> str:
    from threatgate.answering._ending import untrue_ending
    from threatgate.records.immutability import illegal_edits
    from threatgate.records.reading import read

    path = trigger.change.element.path
    old = case.judged.base_file(path) if case.settings.is_record(path) else None
    if old is None:
        return ""
    try:
        new = case.judged.head_file(path)
    except UndeterminedError as error:
        return f"{error.message}: {error.hint}"
    faults = illegal_edits(path, old, new, standing.has, case.day)
    if not faults and new is not None:
        faults = untrue_ending(read(path, old), read(path, new), standing, case.settings)
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"{faults[0].message}{more}: {faults[0].hint}" if faults else ""


def _of_pages(
    files: Sequence[ChangedFile],
    contents: Mapping[str, object],
    settings: Settings,
    sides: tuple[Iterable[Element], Standing],
    day: date | None,
) -> tuple[list[Element], list[Element]]:
    """The same of records that stand in pages of threat models, and of what entries promise."""
    from threatgate.answering._ending import untrue_ending
    from threatgate.answering._model_promises import taken_back
    from threatgate.answering._pages import page_edits
    from threatgate.records.immutability import illegal_changes

    was, standing = sides
    swapped = _swapped(was, standing)

    def illegal(old: Record, new: Record | BrokenRecord) -> tuple[Fault, ...]:
        return illegal_changes(old, new, standing.has, day, swapped) or untrue_ending(old, new, standing, settings)

    before: list[Element] = []
    after: list[Element] = []
    for edit in page_edits(files, contents, settings, illegal):
        for side, block in zip((before, after), edit, strict=True):
            if block is not None:
                side.append(gate_element(block.id, block.path, block.text.encode(), block.line))
    for promise in () if day is None else taken_back(files, contents, settings, standing.has, day):
        for side, said in zip((before, after), promise, strict=True):
            if said is not None:
                entry = said.entry
                side.append(gate_element(entry.ref, said.model.path, said.text.encode(), entry.span.line))
    return before, after


def _content(blob: Blob | None, contents: Mapping[str, object]) -> bytes | None:
    """What a file holds; one that cannot be read is a record that says nothing, and none that may come to say it."""
    if blob is None or blob.is_submodule:
        return None
    content = contents.get(blob.oid)
    return content if isinstance(content, bytes) else f"cannot be read: {blob.oid}".encode()


def _swapped(was: Iterable[Element], standing: Standing) -> Callable[[str, str], bool]:
    """Whether an element that is still there gave what it was to another one that goes by its own name."""
    digests = {element.id: element_digest(element) for element in was}

    def swapped(one: str, other: str) -> bool:
        before, now = digests.get(one), standing.digest(one)
        return before is not None and before != now and before == standing.digest(other)

    return swapped
