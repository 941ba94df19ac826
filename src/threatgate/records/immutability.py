"""Records are append-only: what an edit of a record that has landed may add, and what is a change of the gate itself.

`closed` may be added, `reviews` and `moves` may grow at their end, by what counts: nobody looks again, and nothing is
shown to be fixed, on a day that is still to come. Layout, comments and the order of keys are no edit. Everything else,
deletion included, is a change of the gate: a promise that was made is not rewritten afterwards. A signature belongs to
its record: one may be added, none replaced. And an id that was used once means what it meant then, for good.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from threatgate.identity import record_id
from threatgate.records import _closing, _dates
from threatgate.records._people import complaint_about
from threatgate.records.model import BrokenRecord, Fault
from threatgate.records.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from threatgate.records.model import Record

_GROWING = ("reviews", "moves")
_NO_CONTENT = frozenset({"lines", "path", "closed", *_GROWING})
_MEND = "write a new record that supersedes it, or add closed"


def illegal_edits(
    path: str,
    before: bytes,
    after: bytes | None,
    on_head: Callable[[str], bool] | None = None,
    as_of: date | None = None,
    *,
    swapped: Callable[[str, str], bool] | None = None,
) -> tuple[Fault, ...]:
    """Every part of an edit that an existing record does not allow; () for what may happen to it.

    `on_head` says whether an element of an id exists on head; given, a move must leave no element behind and find one.
    `as_of` is the day; given, nothing that is added may be of a later one. `swapped` says whether one element took the
    name of another, which is then still there and something else.
    """
    old = read(path, before)
    if after is None:
        hint = "keep the file and add closed: {date: …, by: …, how: …}"
        return (Fault(path, 1, f"the record {old.id} is deleted", hint),)
    new = read(path, after)
    if isinstance(old, BrokenRecord):
        edited = before.replace(b"\r\n", b"\n") != after.replace(b"\r\n", b"\n")
        message = "a broken record is edited, so what it said cannot be compared"
        return (Fault(path, 1, message, "let a second person look at it"),) if edited else ()
    return illegal_changes(old, new, on_head, as_of, swapped)


def illegal_changes(
    old: Record,
    new: Record | BrokenRecord,
    on_head: Callable[[str], bool] | None,
    as_of: date | None,
    swapped: Callable[[str, str], bool] | None,
) -> tuple[Fault, ...]:
    """The same of a record that was read on both sides."""
    if isinstance(new, BrokenRecord):
        return (Fault(new.path, new.line, f"the record {old.id} is broken by this edit: {new.message}", new.hint),)
    return (
        *_rewritten(old, new),
        *_shortened(old, new),
        *_reopened(old, new),
        *_unbound(old, new, on_head, swapped),
        *_hollow(old, new),
        *(() if as_of is None else _dates.ahead(_grown(old, new), as_of)),
    )


def illegal_signature(path: str, after: bytes | None) -> tuple[Fault, ...]:
    """Why the signature of a record that has landed may not be what it is now: it is gone, or another."""
    what = "deleted" if after is None else "replaced"
    hint = "put it back; who signs anew signs a record that supersedes this one"
    return (Fault(path, 1, f"the signature of {path.rpartition('/')[2].partition('.')[0]} is {what}", hint),)


def unused(records: Iterable[Record | BrokenRecord], used: Iterable[str]) -> tuple[Record | BrokenRecord, ...]:
    """New records; one whose id a record had that is no more is broken. `used` names all files that there were."""
    gone = {record_id(name).casefold(): name for name in used}
    found: list[Record | BrokenRecord] = []
    for record in records:
        name = gone.get(record.id.casefold())
        if name is None or isinstance(record, BrokenRecord):
            found.append(record)
            continue
        message = f"the id {record.id} was used before, by {name}, which is no more"
        hint = "an id is never used again: remove this file and decide anew"
        found.append(BrokenRecord(record.path, record.line("id"), message, hint, record.id, (), record.elements))
    return tuple(found)


def _rewritten(old: Record, new: Record) -> tuple[Fault, ...]:
    """Fields that say something else than before."""
    names = [one.name for one in fields(old) if one.name not in _NO_CONTENT]
    keys = {_key(new, name): None for name in names if getattr(old, name) != getattr(new, name)}
    return tuple(Fault(new.path, new.line(key), f"{key} of {old.id} is rewritten", _MEND) for key in keys)


def _shortened(old: Record, new: Record) -> tuple[Fault, ...]:
    """Lists that lost or changed what they held."""
    found = []
    for name in _GROWING:
        before: tuple[Any, ...] = getattr(old, name)
        if getattr(new, name)[: len(before)] != before:
            message = f"{name} of {old.id} may only grow at the end"
            found.append(Fault(new.path, new.line(name), message, "put back what stood there"))
    return tuple(found)


def _reopened(old: Record, new: Record) -> tuple[Fault, ...]:
    if old.closed is None or new.closed == old.closed:
        return ()
    message = f"{old.id} was closed on {old.closed.date}, and that is rewritten"
    return (Fault(new.path, new.line("closed"), message, "write a new record instead"),)


def _hollow(old: Record, new: Record) -> tuple[Fault, ...]:
    """What was added and does not count: a closing that nothing shows, or what nobody did."""
    added: list[tuple[str, int | None, str]] = [
        ("reviews", at, review.by) for at, review in enumerate(new.reviews) if at >= len(old.reviews)
    ]
    found: list[Fault] = []
    if new.closed is not None and old.closed is None:
        added.append(("closed", None, new.closed.by))
        found += _closing.faults(new)
    for key, at, who in added:
        complaint = complaint_about(who)
        if complaint:
            line = new.line(key, "by") if at is None else new.line(key, at, "by")
            hint = 'name a person: "@lea" or an e-mail address'
            found.append(Fault(new.path, line, f'{key} is by "{who[:60]}", {complaint}', hint))
    return tuple(found)


def _grown(old: Record, new: Record) -> Record:
    """The new record without what stood there already."""
    lines = {
        (pointer[0], pointer[1] - len(getattr(old, str(pointer[0]))), *pointer[2:])
        if len(pointer) > 1 and pointer[0] in _GROWING and isinstance(pointer[1], int)
        else pointer: line
        for pointer, line in new.lines.items()
    }
    return replace(
        new,
        reviews=new.reviews[len(old.reviews) :],
        moves=new.moves[len(old.moves) :],
        closed=None if old.closed is not None else new.closed,
        lines=lines,
    )


def _unbound(
    old: Record,
    new: Record,
    on_head: Callable[[str], bool] | None,
    swapped: Callable[[str, str], bool] | None,
) -> tuple[Fault, ...]:
    """New moves that begin at no element that the record binds, leave it where it was, or lead nowhere."""
    found = []
    here = set(old.elements)
    for index, move in enumerate(new.moves[len(old.moves) :], start=len(old.moves)):
        complaint = ""
        if move.from_id not in here:
            complaint = f"moves {move.from_id[:120]}, which {old.id} does not bind"
        elif on_head is not None and on_head(move.from_id) and not (swapped and swapped(move.from_id, move.to_id)):
            complaint = f"moves {move.from_id[:120]}, which is still where it was"
        elif on_head is not None and not on_head(move.to_id):
            complaint = f"moves {move.from_id[:120]} to {move.to_id[:120]}, which is not there"
        if complaint:
            hint = "name an element that it binds, and where that is now"
            found.append(Fault(new.path, new.line("moves", index), complaint, hint))
        here = {move.to_id if element == move.from_id else element for element in here}
    return tuple(found)


def _key(record: Record, name: str) -> str:
    """A field as the file calls it."""
    return {"outcome": record.block, "mode": "covers", "bindings": "covers", "family": "covers"}.get(name, name)
