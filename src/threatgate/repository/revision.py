"""One revision of a repository as it stands, for the commands that look at a whole tree instead of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.repository import _process
from threatgate.repository._discovery import Door
from threatgate.repository._landing import tree_of
from threatgate.repository._objects import FILE_LIMIT
from threatgate.repository._range import unknown
from threatgate.repository.cleanroom import CleanRoom

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from threatgate.repository._api import Blob, Missing, TooLarge


class Rev:
    """A commit and its files. A context manager; outside of it nothing more can be read."""

    def __init__(self, room: CleanRoom, folder: str, commit: str, tree: str | None = None) -> None:
        self._room = room
        self._folder = folder
        self.commit = commit
        self._tree = tree or tree_of(room.objects.whole([commit], "commit")[commit])

    def __enter__(self) -> Rev:  # noqa: PYI034 - nothing derives from it
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process and take the clean room away."""
        self._room.close()

    @property
    def repository(self) -> str:
        """`owner/name` of where it was cloned from, else the folder's name."""
        from threatgate.repository._name import repository_name

        return repository_name(self._room.place.common_dir, self._folder)

    @property
    def origin(self) -> str:
        """The URL of the remote `origin`, "" where there is none; it may hold credentials."""
        from threatgate.repository._name import origin

        return origin(self._room.place.common_dir)

    @property
    def folders(self) -> tuple[str, ...]:
        """Where the repository lies on this machine: its checkout and its own folder."""
        from threatgate.repository._name import folders

        return folders(self._room.place.common_dir, self._folder)

    def files(self, folder: str = "") -> tuple[tuple[str, Blob], ...]:
        """Every file, or every file below a folder, by path; links and submodules too, told by their mode."""
        return self._room.trees.folder(self._tree, folder)

    def content(self, blob: Blob | None) -> bytes | None:
        """The content of one file; None where there is none, or none that can be read."""
        found = None if blob is None else self._room.objects.blobs([blob.oid], FILE_LIMIT)[blob.oid]
        return found if isinstance(found, bytes) else None

    def read(self, oids: Iterable[str]) -> dict[str, bytes | TooLarge | Missing]:
        """The contents of blobs by id."""
        return self._room.objects.blobs(oids)


def open_rev(
    repo: str | os.PathLike[str], rev: str | None, environ: Mapping[str, str], *, worktree: bool = False
) -> Rev:
    """Open a commit, HEAD where none is named, or the working tree on top of it.

    Raises UsageError or UndeterminedError like `open_judged`.
    """
    git = _process.find_git(environ)
    door = Door(git, repo, environ)
    probe = door.probe(None, rev or "HEAD")
    if probe is None:
        raise unknown(door, door.place(), rev or "HEAD", "--rev " if rev else "")
    room = CleanRoom(git, environ, probe.place)
    try:
        if worktree:
            from threatgate.repository._working import worktree_tree

            return Rev(room, door.folder, probe.head, worktree_tree(door, room))
        return Rev(room, door.folder, probe.head)
    except BaseException:
        room.close()
        raise
