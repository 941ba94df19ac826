"""The inventory: every element of the AI system at one revision, read as `check` reads what changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threatgate.documents import readable
from threatgate.repository._api import ChangedFile
from threatgate.repository.revision import open_rev
from threatgate.settings import PATH, load
from threatgate.surface import GITLINK, read_surface, worth_reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from threatgate.model import Element, Problem
    from threatgate.repository.revision import Rev
    from threatgate.settings import Settings
    from threatgate.surface import Surface

TOGETHER = 256


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was found, and what could not be read."""

    repository: str
    revision: str
    elements: tuple[Element, ...]
    problems: tuple[Problem, ...]
    files: int
    files_read: int


def take_inventory(repo: Path, rev: str | None, environ: Mapping[str, str]) -> Inventory:
    """Read a whole revision, under its own settings. Raises ThreatgateError where there is none."""
    with open_rev(repo, rev, environ) as revision:
        blobs = revision.files()
        settings = load(revision.content(dict(blobs).get(PATH)), PATH)
        present = [ChangedFile(path, None, blob) for path, blob in blobs]
        files = [
            file for file in worth_reading(present, settings) if readable(file.path) or settings.surface_for(file.path)
        ]
        elements: list[Element] = []
        problems: list[Problem] = []
        read = 0
        for part in _parts(files):
            found = _surface(revision, part, settings)
            elements += found.after
            problems += found.problems
            read += found.files_read
        return Inventory(
            repository=revision.repository,
            revision=revision.commit,
            elements=tuple(elements),
            problems=tuple(problems),
            files=len(blobs),
            files_read=read,
        )


def _surface(revision: Rev, files: Sequence[ChangedFile], settings: Settings) -> Surface:
    oids = {file.after.oid for file in files if file.after is not None and file.after.mode != GITLINK}
    return read_surface(files, revision.read(oids), settings)


def _parts(files: Sequence[ChangedFile]) -> Iterator[Sequence[ChangedFile]]:
    """So many at a time that a large repository fits into memory."""
    for start in range(0, len(files), TOGETHER):
        yield files[start : start + TOGETHER]
