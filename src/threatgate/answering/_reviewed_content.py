"""Whether a record and what it answers were, at the commit that was reviewed, what they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.forge import Absent, Unknown
from threatgate.identity import element_digest
from threatgate.records.reading import stated
from threatgate.repository._api import Blob, ChangedFile
from threatgate.signatures.statement import GROWING
from threatgate.surface import read_surface

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.answering._case import Case
    from threatgate.forge import Forge
    from threatgate.model import Trigger
    from threatgate.records.model import Record

_FILE = "100644"
_REVIEWED = "reviewed"


def changed_since(commit: str, case: Case, forge: Forge, record: Record, covered: tuple[Trigger, ...]) -> str | Unknown:
    """What is not as it was at that commit: the record, or an element by its id; "" where all is."""
    paths = {trigger.change.element.path for trigger in covered} | {record.path}
    then = _contents(commit, sorted(paths), case, forge)
    if isinstance(then, Unknown):
        return then
    if not _same_record(record, case, then[record.path]):
        return record.id
    for path in sorted(paths - {record.path}):
        if then[path] == case.judged.head_file(path):
            continue
        digests = _digests(path, then[path], case)
        for trigger in covered:
            if trigger.change.element.path == path and digests.get(trigger.id) != trigger.change.to_digest:
                return trigger.id
    return ""


def _contents(commit: str, paths: list[str], case: Case, forge: Forge) -> Mapping[str, bytes | None] | Unknown:
    """The files at a commit: from the clone, or else from the forge. None where nothing stood."""
    blobs = case.judged.blobs_at(commit, paths)
    known = case.judged.read({blob.oid for blob in blobs.values() if blob is not None}) if blobs is not None else {}
    found: dict[str, bytes | None] = {}
    for path in paths:
        blob = blobs[path] if blobs is not None else None
        content = known.get(blob.oid) if blob is not None else None
        if isinstance(content, bytes) or (blobs is not None and blob is None):
            found[path] = content if isinstance(content, bytes) else None
            continue
        told = forge.content(path, commit)
        if isinstance(told, Unknown):
            mend = f"fetch it: git fetch origin {commit}"
            return Unknown(f"what stood there cannot be read: {told.why}", mend)
        found[path] = None if isinstance(told, Absent) else told
    return found


def _same_record(record: Record, case: Case, then: bytes | None) -> bool:
    """Whether the record said then what it says now; what may grow does not count."""
    now = case.judged.head_file(record.path)
    if then is None or now is None:
        return False
    if then == now:
        return True
    sides = [stated(record.path, data) for data in (then, now)]
    said = [({key: value for key, value in side[0].items() if key not in GROWING}, side[1]) for side in sides if side]
    return len(said) == len(sides) and said[0] == said[1]


def _digests(path: str, content: bytes | None, case: Case) -> dict[str, str]:
    """The elements of a file as it was, read beside the base side as they are now."""
    if content is None:
        return {}
    before = case.judged.base_blob(path)
    file = ChangedFile(path, before, Blob(_REVIEWED, _FILE))
    contents = {**(case.judged.read({before.oid}) if before is not None else {}), _REVIEWED: content}
    surface = read_surface([file], contents, case.settings)
    return {element.id: element_digest(element) for element in surface.after}
