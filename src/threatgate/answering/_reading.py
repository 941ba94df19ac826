"""The records that have to do with a change: those it brings, and those of the base side that speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.answering._case import Case
    from threatgate.model import Trigger
    from threatgate.records.model import BrokenRecord, Record


def fresh(case: Case) -> Iterable[Record | BrokenRecord]:
    """Records that this change brings."""
    blobs = {
        file.path: file.after.oid
        for comparison in case.comparisons
        for file in comparison.files
        if file.before is None and file.after is not None and case.settings.is_record(file.path)
    }
    if not blobs:
        return
    from threatgate.records.reading import read

    contents = case.judged.read(set(blobs.values()))
    for path, oid in sorted(blobs.items()):
        content = contents.get(oid)
        yield read(path, content if isinstance(content, bytes) else b"")


def landed(case: Case) -> dict[str, str]:
    """Every record of the base side: path and object id."""
    return {
        path: blob.oid
        for register in case.settings.registers
        for path, blob in case.judged.base_folder(f"{register}/records")
        if case.settings.is_record(path)
    }


def concerned(
    case: Case,
    triggers: tuple[Trigger, ...],
    brought: tuple[Record | BrokenRecord, ...],
    landed_: Mapping[str, str],
) -> Iterable[Record | BrokenRecord]:
    """The landed records that speak of an element of this change, or that a new record supersedes."""
    ids = {one for trigger in triggers for one in (trigger.id, trigger.change.moved_from) if one}
    gone = {one for record in brought if (one := getattr(record, "supersedes", None))}
    if not landed_:
        return
    from threatgate.records.reading import concerns, read

    contents = case.judged.read(set(landed_.values()))
    for path, oid in landed_.items():
        content = contents.get(oid)
        if not isinstance(content, bytes):
            yield read(path, b"")
        elif stem(path) in gone or concerns(content, ids):
            yield read(path, content)


def stem(path: str) -> str:
    """The id that a record's file is named after."""
    return path.rpartition("/")[2].rpartition(".")[0]
