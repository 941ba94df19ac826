"""Promises follow the element: what a change moves or deletes and a record of the base side still binds where it was.

Such a record is to be bound to the new place or closed in the same change. A move alone is no change of meaning and
fires nothing else, so it is looked for here, among the elements that records bind in changed files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._raised import between, raised
from threatgate.identity import element_digest, paths_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.answering._case import Case
    from threatgate.answering._standing import Standing
    from threatgate.model import Element, RecordView, Trigger
    from threatgate.records.model import BrokenRecord, Record

RULE = "promise-unbound"
# How what a threat model promised before a change goes by, where it promises something else now.
BEFORE = " (before this change)"
WORDS = {"backlog": "a backlog item", "blocker": "a blocker", "exception": "an exception", "no_change": "no_change"}


class Kept(NamedTuple):
    """An open record of the base side, as it is there and as this change leaves it, or what takes its place here."""

    record: Record
    now: Record

    @property
    def replaced(self) -> bool:
        """Whether it is another record that promises from now on."""
        return self.now.id != self.record.id


def kept(
    case: Case,
    brought: Iterable[Record | BrokenRecord],
    old: Iterable[Record | BrokenRecord],
    views: Iterable[RecordView],
) -> tuple[Kept, ...]:
    """The open records among those of the base side that this change does not close.

    `views` are the records as they were judged: a new one takes another's place only if nothing speaks against it.
    """
    from threatgate.records.model import Record
    from threatgate.records.states import OPEN, state, superseded

    landed = [record for record in old if isinstance(record, Record)]
    brought = tuple(brought)
    replaced = superseded(landed, case.day, case.settings)
    here = _replaced_here(brought, views)
    found = []
    for record in landed:
        if state(record, case.day, case.settings, replaced) in OPEN:
            now = here.get(record.id) or _grown(case, record, brought)
            if state(now, case.day, case.settings) in OPEN:
                found.append(Kept(record, now))
    return tuple(found)


def unbound(case: Case, promises: Iterable[Kept], standing: Standing) -> Iterator[Trigger]:
    """A trigger for each element that is no longer where an open record binds it."""
    from threatgate.records.states import binds

    edited = case.edited
    bound = [
        (promise, element)
        for promise in promises
        if binds(promise.record)
        for element in promise.record.elements
        if promise.replaced or not edited.isdisjoint(paths_of(element))
    ]
    if not bound:
        return
    from threatgate.compare import moved

    before = {one.id: one for one in case.before}
    went = moved(case.before, case.after)
    lost: list[tuple[Record, Element, Element | None]] = []
    for promise, element in bound:
        was = before.get(element) or (standing.find(element) if edited.isdisjoint(paths_of(element)) else None)
        if was is None:
            continue
        now = went.get(element) or standing.find(element) or _twin(was, case.after, before)
        if not _found_again(promise, was, now, standing) and not _opaque(was, case.after):
            lost.append((promise.record, was, now))
    # Where several elements of one record moved away, `rebind` finds them all without being told.
    away = Counter(record.id for record, was, now in lost if now is not None and standing.find(was.id) is None)
    for record, was, now in lost:
        yield _trigger(case, record, was, now, together=away[record.id] > 1 and standing.find(was.id) is None)


def _found_again(promise: Kept, was: Element, now: Element | None, standing: Standing) -> bool:
    """Whether the record as it is now finds what it bound: where that went, or where it says that what is gone went."""
    if now is not None and promise.record.id.endswith(BEFORE) and now.id in promise.now.elements:
        return True
    names = [promise.now.names(binding.element) for binding in promise.now.bindings]
    places = {name[-1] for name in names if was.id in name}
    if now is not None:
        twins = {place for place in places if standing.digest(place) == element_digest(was)}
        return now.id in places or (now.id != was.id and bool(twins))
    decided = promise.replaced and any(one.element == was.id and not one.to_digest for one in promise.now.bindings)
    there = (found for place in places if (found := standing.find(place)) is not None)
    return decided or any(found.kind is was.kind for found in there)


def _replaced_here(brought: Iterable[Record | BrokenRecord], views: Iterable[RecordView]) -> dict[str, Record]:
    """The new records that count, by the id of the one whose place they take."""
    from threatgate.records.model import Record

    good = {view.id for view in views if not view.problems and view.state in ("active", "expiring")}
    return {
        record.supersedes: record
        for record in brought
        if isinstance(record, Record) and record.id in good and record.supersedes is not None
    }


def _grown(case: Case, record: Record, brought: Iterable[Record | BrokenRecord]) -> Record:
    """A landed record as this change leaves it, with what may grow; as it was where anything else is done to it.

    What stands in a threat model is no record of its own: it is what the model says now.
    """
    from threatgate.records.model import Record as Known

    if record.path not in case.edited:
        return record
    if not case.settings.is_record(record.path):
        ref = record.id.removesuffix(BEFORE)
        return next((one for one in brought if one.id == ref and isinstance(one, Known)), record)
    from threatgate.records.immutability import illegal_edits
    from threatgate.records.reading import read

    old, new = case.judged.base_file(record.path), case.judged.head_file(record.path)
    if old is None or new is None or illegal_edits(record.path, old, new, None, case.day):
        return record
    found = read(record.path, new)
    return found if isinstance(found, Known) else record


def _twin(was: Element, after: Iterable[Element], before: Mapping[str, Element]) -> Element | None:
    """The new element of another name that has the same meaning, if there is just one."""
    digest = element_digest(was)
    found = [one for one in after if one.kind is was.kind and one.id not in before and element_digest(one) == digest]
    return found[0] if len(found) == 1 else None


def _opaque(was: Element, after: Iterable[Element]) -> bool:
    """Whether nobody can tell what became of it: its file cannot be parsed any more, which is a change of its own."""
    return any(one.path == was.path and isinstance(one.value, Mapping) and "opaque" in one.value for one in after)


def _trigger(case: Case, record: Record, was: Element, now: Element | None, *, together: bool) -> Trigger:
    """The trigger; `together` says that the record is bound anew with one command for all that moved."""
    from threatgate.records.promises import promise

    gone = f"{was.kind} {was.name} is gone" if now is None else f"{was.kind} {was.name} is {now.id} now"
    ref = record.id.removesuffix(BEFORE)
    close = f"threatgate register close {record.id}"
    remedy: tuple[str, ...]
    if now is None:
        remedy = (close, f"threatgate register rebind {record.id} {_quoted(was.id)} NEW-ID")
    else:
        places = "" if together else f" {_quoted(was.id)} {_quoted(now.id)}"
        remedy = (f"threatgate register rebind {record.id}{places}", close)
    mend = f"run {' or '.join(f'`{one}`' for one in remedy)}"
    if not case.settings.is_record(record.path):
        remedy = ()
        mend = (
            f"write `Element: {now.id}` there, or what became of it"
            if now is not None
            else "write there what became of it"
        )
    return raised(case, RULE, record, between(was, now))._replace(
        summary=f"{gone}, and {WORDS[record.block]} still binds it: {promise(record)}",
        reason=f"{ref} of {record.owner} names the old place: {mend}",
        obligations=(record.id,),
        remedy=remedy,
    )


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
