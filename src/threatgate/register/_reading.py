"""From a revision, or the working tree, to its register: every record, and which of its elements are there."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from threatgate import globs
from threatgate.answering import Standing
from threatgate.answering._claims import claims
from threatgate.identity import content_digest, element_digest, paths_of
from threatgate.records import _dates, _succession
from threatgate.records.model import BrokenRecord, Code, Record
from threatgate.records.reading import read
from threatgate.records.states import state, superseded
from threatgate.records.validity import standing
from threatgate.register._api import ENDED, Entry, Register
from threatgate.register._proofs import unproven
from threatgate.repository._api import ChangedFile
from threatgate.repository.revision import open_rev
from threatgate.settings import PATH, load
from threatgate.surface import read_surface, worth_reading

UNKNOWN = ""

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from threatgate.model import Problem
    from threatgate.records._context import Unshown
    from threatgate.repository._api import Blob, Missing, TooLarge
    from threatgate.repository.revision import Rev
    from threatgate.settings import Settings


def read_register(
    repo: Path, rev: str | None, day: date, environ: Mapping[str, str], *, worktree: bool = False
) -> Register:
    """Read the register of a revision, or of the working tree. Raises ThreatgateError where there is none."""
    with open_rev(repo, rev, environ, worktree=worktree) as revision:
        blobs = dict(revision.files())
        settings = load(revision.content(blobs.get(PATH)), PATH)
        paths = [path for path in sorted(blobs) if settings.is_record(path)]
        contents = revision.read({blobs[path].oid for path in paths})
        records = [read(path, _bytes(contents.get(blobs[path].oid))) for path in paths]
        models = _models(blobs, revision, settings)
        records += models.records
        bound = {element for record in records for element in record.elements}
        digests, problems = _living(bound | models.named, blobs, revision, settings)
        digests = {element: digest for element, digest in digests.items() if digest or element in bound}
        records += models.drawn(digests, day)
        known = {record.id: record for record in records if isinstance(record, Record)}
        replaced = superseded(records, day, settings)
        there = Standing(_Tree(revision, blobs), settings, (), frozenset())
        now = _Now(day, settings, known, replaced, blobs.keys(), digests, _digests(revision, blobs), there)
        entries = [_entry(record, now) for record in records]
        return Register(
            repository=revision.repository,
            revision=revision.commit,
            day=day,
            settings=settings,
            entries=tuple(sorted(entries, key=lambda entry: (entry.record.id, entry.record.path))),
            problems=problems,
            digests=digests,
        )


class _Models(NamedTuple):
    """The threat models of a revision: whole records in their pages, and the elements that their entries may name."""

    records: list[Record | BrokenRecord]
    named: frozenset[str]
    drawn: Callable[[Mapping[str, str], date], list[Record]]


def _models(blobs: Mapping[str, Blob], revision: Rev, settings: Settings) -> _Models:
    """What threat models promise at the revision; nothing, and nothing is loaded, where there is none."""
    usual = frozenset(settings.threat_model_paths)
    wild = tuple(filter(globs.is_wild, settings.threat_models))
    paths = [path for path in sorted(blobs) if path in usual or globs.matches_any(path, wild)]
    paths = [path for path in paths if blobs[path].is_file]
    if not paths:
        return _Models([], frozenset(), lambda *_: [])
    from threatgate.answering import _model_register

    models, files = _model_register.read_models(paths, lambda path: revision.content(blobs[path]))
    return _Models(
        list(_model_register.fenced(files)),
        _model_register.named_in(models),
        lambda digests, day: list(_model_register.drawn(models, digests, settings, day)),
    )


def text_of(repo: Path, rev: str | None, entry: Entry, environ: Mapping[str, str]) -> str:
    """The file of a record as it stands at the revision."""
    with open_rev(repo, rev, environ) as revision:
        data = revision.content(dict(revision.files()).get(entry.record.path)) or b""
    return data.decode("utf-8", "replace")


class _Now(NamedTuple):
    """What holds at the revision on the day: its settings and records, paths, elements by id, digests of files."""

    day: date
    settings: Settings
    known: Mapping[str, Record]
    replaced: frozenset[str]
    paths: Collection[str]
    elements: Mapping[str, str]
    digest: Callable[[str], str | None]
    standing: Standing | None = None


class _Tree(NamedTuple):
    """A revision as controls are looked for in it."""

    revision: Rev
    blobs: Mapping[str, Blob]

    def head_file(self, path: str) -> bytes | None:
        """A file of it, None where there is none."""
        return self.revision.content(self.blobs.get(path))

    def head_folder(self, path: str) -> tuple[tuple[str, Blob], ...]:
        """Every file below a folder of it, by path."""
        return self.revision.files(path)

    def read(self, oids: Iterable[str]) -> dict[str, bytes | TooLarge | Missing]:
        """The contents of blobs by id."""
        return self.revision.read(oids)


def _shows(record: Record, standing: Standing | None, claim: str, ref: str) -> Unshown | None:
    """Why the revision does not show a control of what a record binds there; None where nobody can look."""
    if standing is None:
        return None
    bound = (standing.find(element) for element in record.elements)
    return claims(standing)(claim, ref, [element for element in bound if element is not None])


def _bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else b""


def _entry(record: Record | BrokenRecord, now: _Now) -> Entry:
    living = tuple(element for element in record.elements if element in now.elements)
    missing = tuple(element for element in record.elements if element not in now.elements)
    found = state(record, now.day, now.settings, now.replaced, now.known)
    if isinstance(record, BrokenRecord):
        return Entry(record, found, living, missing, record.faults)
    removed = {record.current(binding.element) for binding in record.bindings if binding.to_digest is None}
    absent = tuple(element for element in missing if element in removed)
    entry = Entry(record, found, living, tuple(one for one in missing if one not in removed), (), absent=absent)
    if found in ENDED:
        return entry
    faults = (
        *standing(record, now.settings),
        *_succession.faults(record, now.settings, now.known, now.known),
        *_dates.running(record, now.day),
    )
    unused = not living and not absent
    if record.family is not None:
        unused = not any(globs.matches_any(path, record.family.paths) for path in now.paths)
    return entry._replace(
        faults=tuple(fault for fault in faults if fault.code is not Code.UNPROVEN),
        days=_dates.awaited(record, now.day),
        unproven=() if unused else unproven(record, now.settings, now.digest, partial(_shows, record, now.standing)),
        unused=unused,
    )


def _digests(revision: Rev, blobs: Mapping[str, Blob]) -> Callable[[str], str | None]:
    @cache
    def digest(path: str) -> str | None:
        data = revision.content(blobs.get(path))
        return None if data is None else content_digest(data)

    return digest


def _living(
    bound: Iterable[str], blobs: Mapping[str, Blob], revision: Rev, settings: Settings
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The digests of the bound elements that are there, by id; only the files that they name are read.

    What was in a file that cannot be read now counts as there, with an unknown digest.
    """
    named = sorted({path for element in bound for path in paths_of(element)} & blobs.keys())
    files = worth_reading([ChangedFile(path, None, blobs[path]) for path in named], settings)
    if not files:
        return {}, ()
    oids = {file.after.oid for file in files if file.after is not None and not file.after.is_submodule}
    surface = read_surface(files, revision.read(oids), settings)
    found = {element.id: element_digest(element) for element in surface.after}
    dark = {problem.path for problem in surface.problems}
    hidden = {element for element in bound if element not in found and not dark.isdisjoint(paths_of(element))}
    return found | dict.fromkeys(hidden, UNKNOWN), surface.problems
