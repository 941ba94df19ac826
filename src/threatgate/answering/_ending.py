"""Whether a landed record that a change closes has come to its end as it says: on head, and not by its word alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.identity import content_digest, paths_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.answering._standing import Standing
    from threatgate.records.model import BrokenRecord, Fault, Record
    from threatgate.settings import Settings


def untrue_ending(
    old: Record | BrokenRecord, new: Record | BrokenRecord, standing: Standing, settings: Settings
) -> tuple[Fault, ...]:
    """Why what a change says of the end of a record is not so; () where it says nothing of it."""
    from threatgate.records._closing import alone, untrue
    from threatgate.records.model import Record
    from threatgate.records.reading import read

    if not isinstance(old, Record) or not isinstance(new, Record) or old.closed is not None:
        return ()

    def file(path: str) -> str | None:
        data = standing.text(path)
        return None if data is None else content_digest(data)

    def naming(word: str) -> Iterator[Record]:
        for register in settings.registers:
            for path in standing.files(f"{register}/records"):
                data = standing.text(path) if settings.is_record(path) else None
                found = read(path, data) if data is not None and word.encode() in data else None
                if isinstance(found, Record):
                    yield found

    def followed(name: str) -> bool:
        return any(one.supersedes == name for one in naming(name))

    def others(element: str) -> Iterator[Record]:
        return (one for one in naming(paths_of(element)[0]) if one.id != new.id)

    return untrue(new, standing.digest, file, followed) or alone(new, standing.digest, others)
