"""In which circumstances a record is written: settings, files of head, register, the people of the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threatgate.answering import Standing
from threatgate.answering._case import digest_on_head
from threatgate.answering._claims import claims
from threatgate.files import working_tree
from threatgate.records._context import Context, unlooked
from threatgate.records.model import Record
from threatgate.records.reading import read
from threatgate.settings import PATH, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from threatgate.model import Element, Trigger
    from threatgate.records._context import Unshown
    from threatgate.repository.judged import Judged
    from threatgate.settings import Settings


@dataclass(frozen=True, slots=True)
class Situation:
    """What holds while one record is decided. `root` is the working tree, None where there is none to write into.

    `used` are the paths of all records that there ever were, whose ids are taken for good.
    """

    settings: Settings
    day: date
    head: Callable[[str], str | None]
    edited: frozenset[str]
    authors: frozenset[str]
    register: Mapping[str, Record]
    landed: frozenset[str]
    root: Path | None
    claims: Callable[[str, str, Sequence[Element]], Unshown | None] = unlooked
    used: frozenset[str] = frozenset()

    def context(self, covered: Sequence[Trigger]) -> Context:
        """What a record that covers these triggers is judged in."""
        return Context(
            as_of=self.day,
            settings=self.settings,
            authors=self.authors,
            head=self.head,
            edited=self.edited,
            claims=self.claims,
            register=self.register,
            covered=tuple(covered),
        )

    def folder(self, triggers: Sequence[Trigger]) -> str:
        """Where the record of these triggers belongs: the register of their system, or the repository's."""
        return f"{self.settings.register_for(frozenset(trigger.system for trigger in triggers))}/records"


def situation(judged: Judged, day: date, repo: Path, config: bytes | None = None) -> Situation:
    """The circumstances of an open change, with settings from outside where the base side has none.

    What it gives can be asked while the change is open.
    """
    found = judged.base_file(PATH)
    settings = load(config if found is None else found, PATH)
    files = [
        (path, blob)
        for register in settings.registers
        for path, blob in judged.base_folder(f"{register}/records")
        if settings.is_record(path)
    ]
    contents = judged.read({blob.oid for _, blob in files}) if files else {}
    records = []
    for path, blob in files:
        content = contents.get(blob.oid)
        records.append(read(path, content if isinstance(content, bytes) else b""))
    edited = frozenset(file.path for comparison in judged.comparisons() for file in comparison.files)
    return Situation(
        settings=settings,
        day=day,
        head=digest_on_head(judged),
        edited=edited,
        authors=judged.authors(),
        register={record.id: record for record in records if isinstance(record, Record)},
        landed=frozenset(path for path, _ in files),
        root=working_tree(repo),
        claims=claims(Standing(judged, settings, (), frozenset(), edited)),
        used=judged.ever_landed([f"{register}/records" for register in settings.registers]).paths,
    )
