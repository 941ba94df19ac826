"""Trailers link a change to its threat model: `Threat-Model: ID`, or a path with a fragment.

They are words of whoever proposes the change, so they answer nothing alone. Where something is unanswered, what a
trailer names is looked up and said: the record that does not answer and why, or that nothing of that name is here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from threatgate.answering._reading import landed
from threatgate.errors import UndeterminedError
from threatgate.identity import record_id
from threatgate.model import Problem

if TYPE_CHECKING:
    from threatgate.answering._case import Case
    from threatgate.model import RecordView, Trigger
    from threatgate.records.model import Record

MOST = 10
SHOWN = 120
RECORD = re.compile(r"TM-\d{8}-[0-9a-f]{6}")
MEND = "a trailer links and answers nothing: answer with a record, run `threatgate decide`"


class Linked(NamedTuple):
    """The triggers with the records that trailers name for them, and what trailers name in vain."""

    triggers: tuple[Trigger, ...]
    problems: tuple[Problem, ...] = ()


def linked(case: Case, triggers: tuple[Trigger, ...], records: tuple[RecordView, ...]) -> Linked:
    """What the trailers of the change say to the triggers that nothing answers yet; `records` are those that spoke."""
    open_ = [one for one in triggers if one.is_open]
    if not open_:
        return Linked(triggers)
    named = case.judged.trailers()
    there = landed(case) if named else {}
    register = _read(case, there) if any(_record_id(value, there) for value in named) else {}
    problems: list[Problem] = []
    links: dict[str, str] = {}
    for value, place in list(named.items())[:MOST]:
        identifier = _record_id(value, there)
        if identifier is None:
            problems.append(_file(case, value, place))
            continue
        found = register.get(identifier)
        if found is None and any(one.id == identifier for one in records):
            continue
        why = "names no record that is here" if found is None else _why_not(found, register, case, open_)
        if found is None or why:
            problems.append(_note(value, place, why))
        else:
            links |= dict.fromkeys(_bound(found, open_), identifier)
    if len(named) > MOST:
        problems.append(Problem("", None, f"{len(named) - MOST} more trailers were not looked at", "", "note"))
    told = tuple(_with_link(one, links.get(one.fingerprint)) for one in triggers)
    return Linked(told, tuple(problems))


def _record_id(value: str, there: dict[str, str]) -> str | None:
    """The record that a trailer means by its id or by its file, None for anything else."""
    if RECORD.fullmatch(value):
        return value
    return record_id(value) if value in there else None


def _read(case: Case, there: dict[str, str]) -> dict[str, Record]:
    """The records of the base side that can be read, by id."""
    from threatgate.records.model import Record
    from threatgate.records.reading import read

    contents = case.judged.read(set(there.values()))
    found = (read(path, data) for path, oid in there.items() if isinstance(data := contents[oid], bytes))
    return {record.id: record for record in found if isinstance(record, Record)}


def _why_not(record: Record, register: dict[str, Record], case: Case, open_: list[Trigger]) -> str:
    """Why a landed record has nothing to say here; empty where it speaks of one of the elements."""
    from threatgate.records.states import OPEN, state, superseded

    replaced = superseded(register.values(), case.day, case.settings)
    found = state(record, case.day, case.settings, replaced, register)
    if found not in OPEN:
        return f"names a record that is {found}"
    return "" if _bound(record, open_) else "names a record that speaks of no unanswered element of this change"


def _bound(record: Record, open_: list[Trigger]) -> tuple[str, ...]:
    """The unanswered changes whose element a record names, by their fingerprints."""
    names = {record.current(each.element) for each in record.bindings}
    return tuple(one.fingerprint for one in open_ if names & {one.id, one.change.moved_from})


def _with_link(trigger: Trigger, record: str | None) -> Trigger:
    """The trigger with the record that a trailer names for it, unless a record speaks already."""
    if record is None or trigger.record is not None:
        return trigger
    reason = trigger.reason or f"{record} answered an earlier change of this element"
    return trigger._replace(record=record, reason=f"{reason} (a trailer links {record}; it answers nothing alone)")


def _file(case: Case, value: str, place: str) -> Problem:
    """What a trailer that names a file, or a part of one, leads to."""
    path, _, fragment = value.partition("#")
    path, fragment = unquote(path), unquote(fragment)
    try:
        data = case.judged.head_file(path)
    except UndeterminedError:
        data = None
    if data is None:
        return _note(value, place, "names neither a record nor a file that is here")
    if fragment and not _has_part(data.decode("utf-8", "replace"), fragment):
        return _note(value, place, f"names a part that {path[:SHOWN]} does not have")
    return _note(value, place, "links it")


def _has_part(text: str, fragment: str) -> bool:
    """Whether a document has a heading or an entry of that name."""
    if re.search(rf"(?<![\w-]){re.escape(fragment)}(?![\w-])", text):
        return True
    headings = (line.lstrip("#").strip().lower() for line in text.splitlines() if line.startswith("#"))
    return any(re.sub(r"[^\w\- ]", "", line).replace(" ", "-") == fragment.lower() for line in headings)


def _note(value: str, place: str, said: str) -> Problem:
    where = place if place.startswith("the ") else f"commit {place[:10]}"
    shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
    return Problem("", None, f"the trailer `Threat-Model: {shown}` in {where} {said}", MEND, "note")
