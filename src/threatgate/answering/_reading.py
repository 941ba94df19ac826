"""What has to do with a change: records that it brings, those of the base side that speak of it, threat models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate import globs
from threatgate.errors import UndeterminedError
from threatgate.identity import record_id

MOST_RECORDS = 500

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.answering._case import Case
    from threatgate.model import Trigger
    from threatgate.records.model import BrokenRecord, Record


def fresh(case: Case) -> Iterable[Record | BrokenRecord]:
    """Records that this change brings; what stands on the base side is not brought, wherever the branch began."""
    blobs = {
        file.path: file.after.oid
        for comparison in case.comparisons
        for file in comparison.files
        if file.before is None and file.after is not None and case.settings.is_record(file.path)
    }
    blobs = {path: oid for path, oid in blobs.items() if case.judged.base_blob(path) is None}
    if not blobs:
        return
    if len(blobs) > MOST_RECORDS:
        raise UndeterminedError(
            f"this change brings {len(blobs):,} records, more than {MOST_RECORDS:,}",
            "let one record cover several changes, or split the change",
        )
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
    """The landed records that speak of an element or a file of this change, and those that these are about.

    A record that a new one supersedes is among them, and a landed one that superseded another.
    """
    ids = set(case.edited) | {one for trigger in triggers for one in (trigger.id, trigger.change.moved_from) if one}
    gone = {one for record in brought for one in (record.id, record.supersedes) if one}
    if not landed_:
        return
    from threatgate.records.reading import read, speaking_of

    contents = case.judged.read(set(landed_.values()))
    left = {path: content if isinstance(content, bytes) else b"" for path, content in _by_path(landed_, contents)}
    asked = ids
    while asked and left:
        speaks = speaking_of(asked)
        found = {path for path, content in left.items() if not content or record_id(path) in gone or speaks(content)}
        for path in sorted(found):
            record = read(path, left.pop(path))
            # The limits of renewals are those of the whole chain.
            gone |= {record.supersedes} if record.supersedes else set()
            yield record
        # A record that takes the place of one of these names it, and maybe nothing else of this change.
        asked = {record_id(path) for path in found}


def _by_path(landed_: Mapping[str, str], contents: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    return ((path, contents.get(oid)) for path, oid in landed_.items())


def models_edited(case: Case) -> dict[str, tuple[tuple[str, ...], str]]:
    """The models that the change edits: their blobs on the base sides, and the one that would land ("" for none)."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for index, comparison in enumerate(case.comparisons):
        for file in comparison.files:
            if not case.settings.is_threat_model(file.path):
                continue
            before, after = found.get(file.path, ((), ""))
            if file.before is not None and file.before.is_file:
                before = (*before, file.before.oid)
            if not index and file.after is not None and file.after.is_file:
                after = file.after.oid
            found[file.path] = (before, after)
    return found


def models_standing(case: Case) -> dict[str, str]:
    """The models of the base side that the settings name or that stand in the usual places, by path."""
    judged, settings = case.judged, case.settings
    blobs = ((path, judged.base_blob(path)) for path in settings.threat_model_paths)
    found = {path: blob.oid for path, blob in blobs if blob is not None and blob.is_file}
    for pattern in filter(globs.is_wild, settings.threat_models):
        for path, blob in judged.base_folder(globs.folder(pattern)):
            if blob.is_file and globs.matches(path, pattern):
                found[path] = blob.oid
    return found
