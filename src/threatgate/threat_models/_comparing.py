"""What differs between two readings of a model: entries and parts by what they mean, never by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import canonical
from threatgate.threat_models._digest import entry_meaning, part_meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.threat_models._api import Entry, Part, ThreatModel


class Difference(NamedTuple):
    """Entries that came, that say something else (as they stand now), and that went; the same of parts."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    parts_added: tuple[Part, ...] = ()
    parts_changed: tuple[Part, ...] = ()
    parts_removed: tuple[Part, ...] = ()


def compare(before: ThreatModel | None, after: ThreatModel | None) -> Difference:
    """The difference between two readings of one model; None where there was or is none."""
    old = {entry.ref: entry for entry in before.entries} if before else {}
    new = {entry.ref: entry for entry in after.entries} if after else {}
    old_parts = {part.ref: part for part in before.parts} if before else {}
    new_parts = {part.ref: part for part in after.parts} if after else {}
    return Difference(
        added=tuple(entry for ref, entry in new.items() if ref not in old),
        changed=tuple(entry for ref, entry in new.items() if ref in old and _says(entry) != _says(old[ref])),
        removed=tuple(entry for ref, entry in old.items() if ref not in new),
        parts_added=tuple(part for ref, part in new_parts.items() if ref not in old_parts),
        parts_changed=tuple(
            part
            for ref, part in new_parts.items()
            if ref in old_parts and canonical(part_meaning(part)) != canonical(part_meaning(old_parts[ref]))
        ),
        parts_removed=tuple(part for ref, part in old_parts.items() if ref not in new_parts),
    )


def said_anew(befores: Iterable[ThreatModel], after: ThreatModel) -> tuple[Entry, ...]:
    """The entries of a model that say what no entry of the models before said, under whatever id and in whatever file.

    A model that is renamed or copied, and an entry that is given another id, say nothing anew.
    """
    said = {_says(entry) for model in befores for entry in model.entries}
    return tuple(entry for entry in after.entries if _says(entry) not in said)


def _says(entry: Entry) -> str:
    return canonical(entry_meaning(entry._replace(ref="")))
