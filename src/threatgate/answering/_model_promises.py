"""Promises of threat models that a change takes back: an entry that is gone, or promises less than before.

A promise ends where its entry says what became of it, with all that this needs; it may be met earlier, by more, or by a
gate instead of a ticket. Anything else is as if a record of the register were rewritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate import globs
from threatgate.answering._model_records import Bound, named, record_of
from threatgate.answering._model_register import ids_of
from threatgate.identity import canonical
from threatgate.model import Severity
from threatgate.records.model import Backlog, Blocker, NoChange, Record
from threatgate.records.states import binds
from threatgate.records.validity import standing
from threatgate.threat_models import ThreatModel, entry_meaning, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from threatgate.records.model import Outcome
    from threatgate.repository._api import ChangedFile
    from threatgate.settings import Settings
    from threatgate.threat_models import Entry

_ANY = "sha256:" + "0" * 64


class Said(NamedTuple):
    """An entry where it stands."""

    model: ThreatModel
    entry: Entry

    @property
    def text(self) -> str:
        """All that it says."""
        return canonical(entry_meaning(self.entry))


def taken_back(
    files: Sequence[ChangedFile],
    contents: Mapping[str, object],
    settings: Settings,
    lives: Callable[[str], bool],
    day: date,
) -> Iterator[tuple[Said, Said | None]]:
    """Each entry of the base side whose promise for an element of head is not kept, and what stands there now."""
    exact = frozenset(settings.threat_model_paths)
    pages = [file for file in files if file.path in exact or globs.matches_any(file.path, settings.threat_models)]
    before = _said((file.path, contents.get(file.before.oid)) for file in pages if file.before is not None)
    every = [file for file in files if file.after is not None and settings.is_threat_model(file.path)]
    after = _said((file.path, contents.get(file.after.oid)) for file in every if file.after is not None)
    for ref, old in before.items():
        bounds = tuple(
            bound
            for one in sorted(ids_of(old.entry))
            if named(old.entry, bound := Bound((one,), None, _ANY, Severity.LOW)) and lives(one)
        )
        promised = _record(old, bounds, settings, day)
        if promised is None or not binds(promised):
            continue
        new = after.get(ref)
        still = tuple(bound for bound in bounds if new is not None and named(new.entry, bound))
        now = _record(new, still, settings, day) if new is not None and still == bounds else None
        if now is None or not _kept(promised.outcome, now.outcome):
            yield old, new


def _said(files: Iterable[tuple[str, object]]) -> dict[str, Said]:
    """The entries of models by id; of two with one id the first."""
    found: dict[str, Said] = {}
    for path, data in files:
        model = read(path, data) if isinstance(data, bytes) else None
        if isinstance(model, ThreatModel):
            for entry in model.entries:
                found.setdefault(entry.ref, Said(model, entry))
    return found


def _record(said: Said, bounds: tuple[Bound, ...], settings: Settings, day: date) -> Record | None:
    """The record that an entry amounts to, None where it lacks something or does not hold."""
    record = record_of(said.model, said.entry, bounds, settings, day) if bounds else None
    return record if isinstance(record, Record) and not standing(record, settings) else None


def _kept(old: Outcome, new: Outcome) -> bool:
    """Whether an outcome keeps what another promised, or says what became of it."""
    match old, new:
        case _, NoChange():
            return True
        case Backlog(), Backlog():
            whole = set(old.acceptance_criteria) <= set(new.acceptance_criteria)
            return whole and new.ticket == old.ticket and new.due <= old.due
        case Blocker(), Blocker():
            return (new.gate, new.pass_condition) == (old.gate, old.pass_condition)
        case Backlog(), Blocker():
            return True
        case _:
            return False
