"""The register of a working tree, open for writing: what is there, who writes, and what is to be written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from threatgate import files
from threatgate.errors import UsageError
from threatgate.identity import content_digest
from threatgate.records._people import complaint_about
from threatgate.records.amending import amended
from threatgate.records.immutability import illegal_edits
from threatgate.records.model import BrokenRecord, Record
from threatgate.records.reading import read
from threatgate.register._api import ENDED
from threatgate.register._reading import read_register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path
    from typing import Any

    from threatgate.register._api import Entry, Register


class Desk(NamedTuple):
    """A working tree with its register on the day of today (UTC)."""

    root: Path
    register: Register

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.register.day

    def content(self, path: str) -> bytes | None:
        """A file of the working tree; None where there is none, or a link."""
        target = self.root / path
        inside = target.resolve().is_relative_to(self.root.resolve())
        if not inside or target.is_symlink() or not target.is_file():
            return None
        return target.read_bytes()

    def digest(self, path: str) -> str | None:
        """The digest of a file of the working tree, None where there is none."""
        data = self.content(path)
        return None if data is None else content_digest(data)


class Writing(NamedTuple):
    """A file before it is on disk. `notes` say what still stands between it and what it is meant to do."""

    path: str
    before: bytes
    after: bytes
    title: str
    notes: tuple[str, ...] = ()


def desk(repo: Path, day: date, environ: Mapping[str, str]) -> Desk:
    """Open the register of the checkout at `repo`. Raises UsageError where there is none to write into."""
    root = files.working_tree(repo)
    if root is None:
        raise UsageError(f"there is no working tree at {repo}", "run it in a checkout, or name one: --repo DIR")
    return Desk(root, read_register(repo, None, day, environ, worktree=True))


def entry_of(at: Desk, name: str) -> tuple[Entry, Record]:
    """The entry that an id or a path names. Raises UsageError where there is none, or the file is no record."""
    found = [entry for entry in at.register.entries if name in (entry.record.id, entry.record.path)]
    if not found:
        raise UsageError(f"the register has no {name}", "threatgate register list shows what it has")
    record = found[0].record
    if isinstance(record, BrokenRecord):
        raise UsageError(f"{record.path}:{record.line}: {record.message}", record.hint)
    if not at.register.settings.is_record(record.path):
        raise UsageError(f"{record.id} stands in the threat model {record.path}:{record.line()}", "change it there")
    if len(found) > 1:
        paths = " and ".join(entry.record.path for entry in found)
        raise UsageError(f"{record.id} stands in {paths}", "an id has one file: remove the other")
    return found[0], record


def open_entry(at: Desk, name: str, *, followed: bool = False) -> tuple[Entry, Record]:
    """The entry that an id or a path names, where it has not ended. Raises UsageError where it has.

    With `followed`, one that another record supersedes may still be closed.
    """
    entry, record = entry_of(at, name)
    if entry.state in ENDED and not (followed and record.closed is None):
        follower = next((one.id for one in at.register.records.values() if one.supersedes == record.id), None)
        if record.closed is not None:
            said = f"{record.id} was closed on {record.closed.date} by {record.closed.by}: {record.closed.how}"
            raise UsageError(said, "what is closed stays closed; answer with a new record: threatgate decide")
        raise UsageError(f"{record.id} is superseded by {follower}", f"name {follower} instead")
    return entry, record


def somebody(flag: str, who: str) -> None:
    """Raise UsageError where a name names nobody."""
    complaint = complaint_about(who)
    if complaint:
        raise UsageError(f"{flag} is {who}, {complaint}", 'name a person: "@lea" or an e-mail address')


def not_ahead(at: Desk, flag: str, day: date, record: Record) -> None:
    """Raise UsageError for a day that is still to come, or that lies before the record was made."""
    if day > at.today:
        raise UsageError(f"{flag} {day} is still to come", f"today is {at.today} in UTC")
    if day < record.created:
        raise UsageError(f"{flag} {day} lies before {record.id} was made, on {record.created}", "name the day it was")


def grown(
    at: Desk,
    record: Record,
    added: Mapping[str, Any],
    title: str,
    on_head: Callable[[str], bool] | None = None,
) -> Writing:
    """The record's file with an addition. Raises UsageError where a record must not grow like that."""
    before = at.content(record.path)
    if before is None:
        raise UsageError(f"{record.path} is no file of the working tree", "write it back, or check it out again")
    after = amended(record.path, before, added)
    new = read(record.path, after)
    if isinstance(new, BrokenRecord):
        raise UsageError(new.message, new.hint)
    wrong = illegal_edits(record.path, before, after, on_head, at.today)
    if wrong:
        raise UsageError(f"this would not count: {wrong[0].message}", "\n".join(fault.hint for fault in wrong))
    return Writing(record.path, before, after, title)


def save(at: Desk, writing: Writing) -> None:
    """Write the file into the working tree, if it is still what it was."""
    target = os.path.join(at.root, writing.path)
    now = at.content(writing.path) or b""
    if now != writing.before:
        raise UsageError(f"{writing.path} was changed meanwhile", "run the command again")
    files.write(target, writing.after, root=at.root)
