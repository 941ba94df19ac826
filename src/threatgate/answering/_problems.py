"""What is wrong with the records of a change, and what could not be known of them, as problems of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.answering._case import Case
    from threatgate.model import RecordView, Trigger
    from threatgate.records.model import BrokenRecord, Record

SECOND = "whether the second person is one of them cannot be told"
FETCH = "fetch it: git fetch --unshallow --filter=blob:none (in CI: fetch-depth: 0)"


def faulty(records: Iterable[RecordView]) -> tuple[Problem, ...]:
    """What is wrong with records, as notes: a broken record is no answer and freezes nothing."""
    found = []
    for record in records:
        for said in record.problems:
            line, _, rest = said.removeprefix(f"{record.path}:").partition(":")
            message, _, hint = rest.strip().rpartition(" (") if rest.endswith(")") else (rest.strip(), "", "")
            number = int(line) if line.isdecimal() else None
            found.append(Problem(record.path, number, message or rest.strip(), hint.removesuffix(")"), "note"))
    return tuple(found)


def authors_unknown(
    case: Case, triggers: Iterable[Trigger], brought: tuple[Record | BrokenRecord, ...]
) -> tuple[Problem, ...]:
    """That nobody can tell whether a second person is asked for who wrote the change: its history is not all here."""
    asked = any(trigger.second for trigger in triggers) or any(one.supersedes for one in brought)
    if not brought or not asked or case.judged.authors_known():
        return ()
    said = f"part of the history of this change is not here, so its authors are not all known: {SECOND}"
    return (Problem("", None, said, FETCH),)
