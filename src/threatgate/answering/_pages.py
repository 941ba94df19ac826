"""Records that stand in pages of threat models, where a change rewrites or deletes one that has landed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from threatgate.records.model import BrokenRecord, Record
    from threatgate.repository._api import ChangedFile
    from threatgate.settings import Settings


class Block(NamedTuple):
    """A fenced record: its id, where it stands, its text and what it is read as."""

    id: str
    path: str
    line: int
    text: str
    record: Record | BrokenRecord


def page_edits(
    files: Sequence[ChangedFile],
    contents: Mapping[str, object],
    settings: Settings,
    illegal: Callable[[Record, Record | BrokenRecord], object],
) -> Iterator[tuple[Block, Block | None]]:
    """Each landed record of a page that is no longer what it was beyond what may grow, and what stands there now.

    A page may be renamed, and a record may go to another page. `illegal` gives what else is wrong with an edit.
    """
    pages = [file for file in files if settings.is_threat_model(file.path)]
    before = _blocks((file.path, contents.get(file.before.oid)) for file in pages if file.before is not None)
    if not before:
        return
    from threatgate.records.model import BrokenRecord

    after = _blocks((file.path, contents.get(file.after.oid)) for file in pages if file.after is not None)
    for ref, old in before.items():
        new = after.get(ref)
        if new is None:
            yield old, None
        elif isinstance(old.record, BrokenRecord):
            if " ".join(old.text.split()) != " ".join(new.text.split()):
                yield old, new
        elif illegal(old.record, new.record):
            yield old, new


def _blocks(files: Iterable[tuple[str, object]]) -> dict[str, Block]:
    """The records of pages by id; of two with one id the first, which `check` refuses."""
    from threatgate.records.deriving import from_block
    from threatgate.threat_models import records_in

    found: dict[str, Block] = {}
    for path, data in files:
        for text, line in records_in(path, data) if isinstance(data, bytes) else ():
            record = from_block(path, text, line)
            found.setdefault(record.id, Block(record.id, path, line, text, record))
    return found
