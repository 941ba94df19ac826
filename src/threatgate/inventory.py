"""The inventory: every element of the AI system at one revision, read as `check` reads what changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threatgate.repository.revision import open_rev
from threatgate.settings import PATH, load
from threatgate.surface import whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from threatgate.model import Element, Problem


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
        elements: list[Element] = []
        problems: list[Problem] = []
        read = 0
        for found in whole(blobs, revision.read, settings):
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
