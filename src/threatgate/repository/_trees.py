"""Trees, read as raw objects: what differs between two of them, what a folder holds, where a path leads.

Level by level and only where ids differ, so the cost follows the change and not the repository. Entries that Git
itself refuses (two of one name, `..`, a slash) are refused here too: what they would mean depends on who reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from threatgate.errors import UndeterminedError
from threatgate.repository._api import Blob, ChangedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.repository._objects import Objects

Entries: TypeAlias = "dict[bytes, tuple[str, str]]"

TREE = "40000"
MOST_PATHS = 1_000_000
DEEPEST = 1000
REMEMBERED = 512
TOGETHER = 256
_Pair: TypeAlias = "tuple[bytes, str | None, str | None]"


class Trees:
    """Trees of one object store."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._entry = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{%d})" % (objects.width // 2), re.DOTALL)
        self._known: dict[str, Entries] = {}

    def differences(self, before: str | None, after: str | None) -> tuple[ChangedFile, ...]:
        """Every path whose blob or mode differs between two trees, by path; None is the empty tree."""
        files: list[ChangedFile] = []
        level: list[_Pair] = [(b"", before, after)] if before != after else []
        for _ in range(DEEPEST):
            if not level:
                return tuple(sorted(files, key=lambda file: file.path))
            deeper: list[_Pair] = []
            for start in range(0, len(level), TOGETHER):
                self._compare(level[start : start + TOGETHER], files, deeper)
            level = deeper
        raise _too_much()

    def _compare(self, level: list[_Pair], files: list[ChangedFile], deeper: list[_Pair]) -> None:
        """Some folders of one level, so that wide ones are not all held at once."""
        trees = self._read(oid for _, *sides in level for oid in sides)
        for folder, *sides in level:
            old, new = (trees[oid] if oid else {} for oid in sides)
            for name in {name for name, _ in old.items() ^ new.items()}:
                self._step(folder + name, old.get(name), new.get(name), files, deeper)
            if len(files) + len(deeper) > MOST_PATHS:
                raise _too_much()

    def folder(self, tree: str | None, path: str) -> tuple[tuple[str, Blob], ...]:
        """Every path below a folder with its blob, by path; nothing where there is no such folder."""
        found = self._entry_at(tree, path)
        if found is None or found[0] != TREE:
            return ()
        start = f"{path.strip('/')}/".lstrip("/")
        below = self.differences(None, found[1])
        return tuple((start + file.path, file.after) for file in below if file.after is not None)

    def find(self, tree: str | None, path: str) -> Blob | None:
        """The blob at a path, also a symbolic link's or submodule's; None for a folder or nothing."""
        found = self._entry_at(tree, path)
        return None if found is None or found[0] == TREE else Blob(found[1], found[0])

    def _entry_at(self, tree: str | None, path: str) -> tuple[str, str] | None:
        entry = (TREE, tree) if tree else None
        for name in path.strip("/").encode("utf-8", "surrogateescape").split(b"/"):
            if not name:
                break
            if entry is None or entry[0] != TREE:
                return None
            entry = self._read([entry[1]])[entry[1]].get(name)
        return entry

    def _step(
        self,
        path: bytes,
        old: tuple[str, str] | None,
        new: tuple[str, str] | None,
        files: list[ChangedFile],
        deeper: list[_Pair],
    ) -> None:
        """One name that differs: a pair of blobs, a pair of folders, or a file where the other side has a folder."""
        old_tree, new_tree = (side[1] if side and side[0] == TREE else None for side in (old, new))
        if old_tree or new_tree:
            deeper.append((path + b"/", old_tree, new_tree))
        before, after = (Blob(side[1], side[0]) if side and side[0] != TREE else None for side in (old, new))
        if before or after:
            files.append(ChangedFile(path.decode("utf-8", "surrogateescape"), before, after))

    def _read(self, oids: Iterable[str | None]) -> dict[str, Entries]:
        wanted = {oid for oid in oids if oid}
        found = {oid: self._known[oid] for oid in wanted if oid in self._known}
        for oid, data in self._objects.whole(sorted(wanted - found.keys()), "tree").items():
            found[oid] = self._parsed(oid, data)
        if len(self._known) + len(found) <= REMEMBERED:
            self._known |= found
        return found

    def _parsed(self, oid: str, data: bytes) -> Entries:
        entries: Entries = {}
        length = count = 0
        for mode, name, raw in self._entry.findall(data):
            entries[name] = (MODES.get(mode) or _mode(mode), raw.hex())
            length += len(mode) + len(name)
            count += 1
        if length + count * (2 + self._objects.width // 2) != len(data):
            raise UndeterminedError(f"the tree {oid} cannot be read", "look for damage with: git fsck")
        if len(entries) != count:
            raise UndeterminedError(f"the tree {oid} holds two entries of one name", "look with: git fsck")
        for name in entries:
            if b"/" in name or name in REFUSED or name.lower() == b".git":
                raise UndeterminedError(f"the tree {oid} holds an entry named {name!r}", "look with: git fsck")
        return entries


REFUSED = frozenset({b".", b".."})
MODES = {b"40000": TREE, b"100644": "100644", b"100755": "100755", b"120000": "120000", b"160000": "160000"}


def _mode(mode: bytes) -> str:
    """Old or odd modes as Git itself understands them."""
    bits = int(mode, 8)
    match bits & 0o170000:
        case 0o040000:
            return TREE
        case 0o100000:
            return "100755" if bits & 0o100 else "100644"
        case 0o120000:
            return "120000"
        case _:
            return "160000"


def _too_much() -> UndeterminedError:
    return UndeterminedError(f"more than {MOST_PATHS:,} paths, or folders {DEEPEST} deep", "judge a smaller range")
