"""Where an element that a record binds went: one of the same kind and name, or of the same value, at another place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UsageError
from threatgate.identity import element_digest
from threatgate.records.model import Record
from threatgate.register._desk import grown, open_entry
from threatgate.repository.revision import open_rev
from threatgate.surface import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.register._api import Entry
    from threatgate.register._desk import Desk, Writing

MOST_SHOWN = 5


class Found(NamedTuple):
    """An element that is gone, the places where it may be, and why these."""

    record: str
    gone: str
    places: tuple[str, ...]
    why: str


def elements(at: Desk, environ: Mapping[str, str]) -> dict[str, str]:
    """Every element of the working tree: its digest by its id."""
    with open_rev(at.root, None, environ, worktree=True) as revision:
        surfaces = whole(revision.files(), revision.read, at.register.settings)
        return {element.id: element_digest(element) for surface in surfaces for element in surface.after}


def moved(entries: Iterable[Entry], there: Mapping[str, str]) -> tuple[Found, ...]:
    """For each bound element that is gone, where else it may be now."""
    found = []
    for entry in entries:
        record = entry.record
        if isinstance(record, Record) and entry.promising:
            bound = {record.current(one.element): one.to_digest for one in record.bindings}
            free = {element: digest for element, digest in there.items() if element not in bound}
            found += [_found(record.id, gone, bound[gone], free) for gone in entry.gone]
    return tuple(found)


def _found(record: str, gone: str, digest: str | None, there: Mapping[str, str]) -> Found:
    kind = gone.partition(":")[0]
    alike = {element: now for element, now in there.items() if element.startswith(f"{kind}:")}
    named = [element for element in alike if _same_name(gone, element)]
    equal = [element for element, now in alike.items() if digest is not None and now == digest]
    both = [element for element in named if element in equal]
    for places, why in ((both, "the same name and value"), (named, "the same name"), (equal, "the same value")):
        if places:
            return Found(record, gone, tuple(sorted(places)), why)
    return Found(record, gone, (), "")


def _same_name(one: str, other: str) -> bool:
    """Whether two ids may have one name: what stands behind the path, which may hold a `#` itself."""
    first, second = one.partition("#")[2], other.partition("#")[2]
    return first == second or one.rpartition("#")[2] == other.rpartition("#")[2] != ""


def rebind(at: Desk, record_name: str, moves: Mapping[str, str], there: Mapping[str, str]) -> Writing:
    """Say in a record where elements went that it binds. Raises UsageError where they are not gone, or not there."""
    entry, record = open_entry(at, record_name)
    swapped = frozenset(gone for gone, here in moves.items() if _took_its_name(record, gone, here, there))
    for gone, here in moves.items():
        if gone not in record.elements:
            bound = "\n".join(record.elements[:MOST_SHOWN]) or "it binds a class of changes"
            raise UsageError(f"{record.id} does not bind {gone}", bound)
        if gone in entry.living and gone not in swapped:
            raise UsageError(f"{gone} is still where it was", "a record follows an element only where that has gone")
        if here not in there:
            near = [element for element in there if element.partition(":")[0] == here.partition(":")[0]]
            hint = "\n".join(["elements of that kind that are there:", *sorted(near)[:MOST_SHOWN]])
            raise UsageError(f"{here} is not there", hint if near else "threatgate inventory lists what is there")
        if gone.partition(":")[0] != here.partition(":")[0]:
            raise UsageError(f"{here} is of another kind than {gone}", "answer for it in a new record")
    added = {"moves": [{"date": at.today, "from": gone, "to": here} for gone, here in moves.items()]}
    return grown(at, record, added, f"{record.id}: follow what moved", (there.keys() - swapped).__contains__)


def _took_its_name(record: Record, gone: str, here: str, there: Mapping[str, str]) -> bool:
    """Whether what goes by an id now is another thing, and what the record was written for goes by the new one."""
    bound = next((one.to_digest for one in record.bindings if record.current(one.element) == gone), None)
    return bound is not None and there.get(here) == bound != there.get(gone)
