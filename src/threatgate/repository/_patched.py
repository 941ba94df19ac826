"""A patch under judgement: one side from the repository, the other from the patch applied to it, in memory."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from threatgate.errors import ThreatgateError, UndeterminedError, UsageError
from threatgate.repository._api import Blob, ChangedFile, Comparison
from threatgate.repository._discovery import Door, Place
from threatgate.repository._landing import Landing, tree_of
from threatgate.repository._range import Range, unknown
from threatgate.repository.cleanroom import CleanRoom
from threatgate.repository.judged import EMPTY, Judged
from threatgate.repository.patch import FilePatch, applied, read_patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threatgate.repository._api import Missing, TooLarge
    from threatgate.repository.judged import JudgeRequest

PATCH = "(patch)"
NOWHERE = Place(os.curdir, None, shallow=False, object_format="sha1")


class Patched(Judged):
    """One change that a patch describes."""

    def __init__(
        self, request: JudgeRequest, door: Door, room: CleanRoom, chosen: Range, files: Sequence[FilePatch]
    ) -> None:
        base_tree = tree_of(room.objects.whole([chosen.base], "commit")[chosen.base]) if chosen.base else None
        super().__init__(request, door, room, chosen, Landing(base_tree, ((base_tree, PATCH),), ()))
        self._made: dict[str, bytes] = {}
        self._after: dict[str, Blob | None] = {}
        for part in sorted({file.part for file in files}):
            self._after |= self._applied([file for file in files if file.part == part])

    def read(self, oids: Iterable[str]) -> dict[str, bytes | TooLarge | Missing]:
        """The contents of blobs by id, also of those that only the patch holds."""
        wanted = set(oids)
        made = {oid: self._made[oid] for oid in wanted & self._made.keys()}
        return super().read(wanted - made.keys()) | made

    def head_file(self, path: str) -> bytes | None:
        """A file as the patch leaves it, None where there is none (a link is none)."""
        blob = self._now(path)
        return None if blob is None or not blob.is_file else self._bytes(blob, path)

    def head_folder(self, path: str) -> tuple[tuple[str, Blob], ...]:
        """Every file below a folder as the patch leaves it, by path."""
        start = f"{path.strip('/')}/".lstrip("/")
        found = dict(self.base_folder(path))
        for name, blob in self._after.items():
            if name.startswith(start):
                found.pop(name, None)
                if blob is not None:
                    found[name] = blob
        return tuple(sorted(found.items()))

    @cached_property
    def _comparisons(self) -> tuple[Comparison, ...]:
        tree = self._land.base_tree
        sides = ((path, self._room.trees.find(tree, path), after) for path, after in sorted(self._after.items()))
        files = tuple(ChangedFile(path, before, after) for path, before, after in sides if before != after)
        return (Comparison(tree or EMPTY, PATCH, files),)

    @cached_property
    def _commits(self) -> dict[str, bytes]:
        return {}

    def _applied(self, files: Sequence[FilePatch]) -> dict[str, Blob | None]:
        """What one part of the patch leaves where it touches something. All of it starts from the same state."""
        going = {file.old for file in files if file.old is not None and file.old != file.new and not file.copied}
        after: dict[str, Blob | None] = dict.fromkeys(going)
        for file in files:
            if file.new is None:
                self._assert_gone(file)
                continue
            if after.get(file.new) is not None:
                raise UndeterminedError(f"the patch changes {file.new} twice", "make it with: git diff BASE HEAD")
            after[file.new] = self._changed(file, there=file.new not in going and self._now(file.new) is not None)
        return after

    def _changed(self, file: FilePatch, there: bool) -> Blob:
        assert file.new is not None  # noqa: S101 - a file that goes has no bytes
        starting = file.old is None or (file.old == file.new and not there and _starts_from_nothing(file))
        if there and (starting or file.old != file.new):
            raise UndeterminedError(
                f"the patch makes {file.new}, which is already there", "name the base it was made for: --base REV"
            )
        if starting:
            return self._kept(applied(b"", file), file.mode or "100644")
        before = self._now(str(file.old))
        if before is None:
            raise UndeterminedError(
                f"the patch changes {file.old}, which is not there", "name the base it was made for: --base REV"
            )
        return self._kept(applied(self._bytes(before, str(file.old)), file), file.mode or before.mode)

    def _assert_gone(self, file: FilePatch) -> None:
        before = self._now(str(file.old))
        if before is None:
            raise UndeterminedError(
                f"the patch removes {file.old}, which is not there", "name the base it was made for: --base REV"
            )
        if file.fragments and applied(self._bytes(before, str(file.old)), file):
            raise UndeterminedError(
                f"the patch removes {file.old}, but leaves lines of it", "name the base it was made for: --base REV"
            )

    def _now(self, path: str) -> Blob | None:
        """What stands at a path as far as the patch has been applied."""
        return self._after[path] if path in self._after else self._room.trees.find(self._land.base_tree, path)

    def _bytes(self, blob: Blob, path: str) -> bytes:
        if blob.is_submodule:
            return f"Subproject commit {blob.oid}\n".encode()
        return self._made[blob.oid] if blob.oid in self._made else self._contents(blob, path)

    def _kept(self, content: bytes, mode: str) -> Blob:
        if Blob("", mode).is_submodule:
            return Blob(content.decode("ascii", "replace").removeprefix("Subproject commit ").strip(), mode)
        oid = self._room.objects.name(content)
        self._made[oid] = content
        return Blob(oid, mode)


def open_patched(request: JudgeRequest, git: str) -> Patched:
    """Apply a patch to its base: the one named, or HEAD, or nothing where there is no repository or no commit."""
    if request.patch is None:
        raise UsageError("there is no patch to judge", "name a file: --patch FILE, or - for standard input")
    files = read_patch(request.patch)
    door = Door(git, request.repo, request.environ)
    place, base = _base(door, request.base)
    room = CleanRoom(git, request.environ, place)
    try:
        return Patched(request, door, room, Range(place, base, base or "", ()), files)
    except BaseException:
        room.close()
        raise


def _base(door: Door, name: str | None) -> tuple[Place, str | None]:
    probe = door.probe(None, name or "HEAD")
    if probe is not None:
        return probe.place, probe.head
    try:
        place = door.place()
    except ThreatgateError:
        if name is not None:
            raise
        return NOWHERE, None
    if name is not None:
        raise unknown(door, place, name, "--base ")
    return place, None


def _starts_from_nothing(file: FilePatch) -> bool:
    return (
        len(file.fragments) == 1
        and file.fragments[0].start == 0
        and all(sign == "+" for sign, _ in file.fragments[0].lines)
    )
