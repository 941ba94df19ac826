"""Records that take the place of open ones count, or do not land: nothing else in a change would ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._promises import WORDS
from threatgate.answering._raised import RECOGNISER, between, raised
from threatgate.model import Direction, Element, Kind, Scope, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.answering._case import Case
    from threatgate.model import RecordView, Trigger
    from threatgate.records.model import BrokenRecord, Record

RULE = "promise-replaced"


def replaced(
    case: Case,
    brought: Iterable[Record | BrokenRecord],
    old: Iterable[Record | BrokenRecord],
    judged: tuple[Iterable[Trigger], Iterable[RecordView]],
) -> Iterator[Trigger]:
    """A trigger for each new record that supersedes an open one and does not count.

    `judged` are the triggers and the records as they were judged: what is asked for as an answer anyway is not asked
    for twice.
    """
    from threatgate.records.model import Record
    from threatgate.records.states import OPEN, binds, state, superseded

    triggers, views = judged
    asked = {trigger.record for trigger in triggers}
    wrong = {view.id: view.problems[0] for view in views if view.problems}
    brought = tuple(brought)
    landed = [record for record in old if isinstance(record, Record)]
    gone = superseded(landed, case.day, case.settings)
    standing = {
        record.id: record for record in landed if binds(record) and state(record, case.day, case.settings, gone) in OPEN
    }
    away = {file.path for one in case.comparisons for file in one.files if file.after is None}
    for record in brought:
        twin = standing.get(record.id)
        # That the landed file is gone, if it is, is a change of its own.
        if twin is None or twin.path in away or not case.settings.is_record(record.path):
            continue
        if isinstance(record, Record):
            yield _trigger(case, record, twin, f"{record.path}: the id {record.id} is taken by {twin.path}")
    # One that comes in the same change would be born with its end.
    standing |= {record.id: record for record in brought if isinstance(record, Record) and binds(record)}
    for record in brought:
        before = standing.get(record.supersedes or "")
        if isinstance(record, Record) and before is not None and record.id in wrong and record.id not in asked:
            yield _trigger(case, record, before, wrong[record.id])


def _trigger(case: Case, record: Record, before: Record, wrong: str) -> Trigger:
    line = record.line("supersedes")
    value = {"supersedes": before.id}
    element = Element(
        Kind.APPROVAL, record.id, record.path, value, Span(line, line), Scope.PRODUCT, (), "promise", RECOGNISER
    )
    return raised(case, RULE, record, between(None, element), direction=Direction.WIDENS)._replace(
        severity=before.severity,
        summary=f"{record.id} replaces {WORDS[before.block]}, {before.id} of {before.owner}, and does not count",
        reason=f"mend it, or take it out of this change: {wrong}",
        obligations=(before.id,),
        remedy=(f"threatgate register show {before.id}",),
    )
