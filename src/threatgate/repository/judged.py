"""The repository under judgement: what would land, on both sides, by object id.

`open_judged` finds base and head and computes what would land; everything else is read when asked. Nothing of the
repository is executed, no file of its working tree is read unless the working tree itself is judged.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository import _process
from threatgate.repository._api import Comparison, Missing, TooLarge
from threatgate.repository._discovery import Door, is_oid
from threatgate.repository._landing import Landing, landing, tree_of
from threatgate.repository._objects import FILE_LIMIT
from threatgate.repository._range import Range, choose
from threatgate.repository.cleanroom import CleanRoom

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from threatgate.repository._api import Blob
    from threatgate.repository._history import Landed

EMPTY = "(empty)"
SOURCES = ("commit", "staged", "worktree", "patch")


class JudgeRequest(NamedTuple):
    """What to judge: a range of commits, or the index, working tree or a patch; where, and in which environment."""

    repo: str | os.PathLike[str]
    base: str | None
    head: str | None
    source: str
    patch: bytes | None
    environ: Mapping[str, str]


class Judged:
    """One change, as it would land. A context manager; outside of it nothing more can be read."""

    def __init__(self, request: JudgeRequest, door: Door, room: CleanRoom, chosen: Range, land: Landing) -> None:
        self._request = request
        self._door = door
        self._room = room
        self._chosen = chosen
        self._land = land
        self.base = chosen.base or EMPTY
        self.head = chosen.head if request.source == "commit" else f"({request.source})"
        self.notices: tuple[str, ...] = (*([chosen.notice] if chosen.notice else []), *land.notices)

    def __enter__(self) -> Judged:  # noqa: PYI034 - what is entered is told by no subclass
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

        return repository_name(self._chosen.place.common_dir, self._door.folder)

    @property
    def by_pipeline(self) -> bool:
        """Whether the range is the one that the pipeline runs for."""
        return self._chosen.ci is not None

    @property
    def origin(self) -> str:
        """The URL of the remote `origin`, "" where there is none; it may hold credentials."""
        from threatgate.repository._name import origin

        return origin(self._chosen.place.common_dir)

    @property
    def folders(self) -> tuple[str, ...]:
        """Where the repository lies on this machine: its checkout and its own folder."""
        from threatgate.repository._name import folders

        return folders(self._chosen.place.common_dir, self._door.folder)

    @property
    def range_arguments(self) -> str:
        """The flags that choose this range again; empty where none were given."""
        return _arguments(self._request)

    def comparisons(self) -> tuple[Comparison, ...]:
        """What differs: one comparison, or one for each merge base where the merge could not be computed."""
        return self._comparisons

    def read(self, oids: Iterable[str]) -> dict[str, bytes | TooLarge | Missing]:
        """The contents of blobs by id."""
        return self._room.objects.blobs(oids)

    def base_file(self, path: str) -> bytes | None:
        """A file of the base side, None where there is none. One that is there but cannot be read is an error."""
        blob = self._room.trees.find(self._land.base_tree, path)
        if blob is not None and not blob.is_file:
            raise UndeterminedError(
                f"{path} is no file on the base side, but a link", "put the file itself in its place"
            )
        return None if blob is None else self._contents(blob, path)

    def base_blob(self, path: str) -> Blob | None:
        """What stands at a path of the base side, unread; None for a folder or nothing."""
        return self._room.trees.find(self._land.base_tree, path)

    def head_file(self, path: str) -> bytes | None:
        """A file of the side that would land, None where there is none (a link is none)."""
        blob = self._room.trees.find(self._land.pairs[0][1], path)
        return None if blob is None or not blob.is_file else self._contents(blob, path)

    def base_folder(self, path: str) -> tuple[tuple[str, Blob], ...]:
        """Every file below a folder of the base side, by path."""
        return self._room.trees.folder(self._land.base_tree, path)

    def head_folder(self, path: str) -> tuple[tuple[str, Blob], ...]:
        """Every file below a folder of the side that would land, by path."""
        return self._room.trees.folder(self._land.pairs[0][1], path)

    def blobs_at(self, commit: str, paths: Iterable[str]) -> dict[str, Blob | None] | None:
        """What stands at paths of any commit, unread; None where the clone does not have that commit."""
        if not is_oid(commit):
            return None
        try:
            tree = tree_of(self._room.objects.whole([commit], "commit")[commit])
            return {path: self._room.trees.find(tree, path) for path in paths}
        except UndeterminedError:
            return None

    def ever_landed(self, folders: Iterable[str]) -> Landed:
        """Every file that the base side ever had below some folders, also those that it has no more."""
        from threatgate.repository._history import landed_files

        return landed_files(self._room, self._chosen.base, folders)

    def authors(self) -> frozenset[str]:
        """The e-mails of all who wrote or committed the change, co-authors included, in lower case.

        Merges that Git makes as they are have no author here: an update of the branch is nobody's writing. For the
        index or the working tree that is also the developer whose commit it would become.
        """
        from threatgate.repository._commits import authors, normalised, untouched_merges

        ci = self._chosen.ci
        # Nor has the merge that the platform made to try the change; its parents were compared.
        made = {self._chosen.head} if ci is not None and ci.merged and ci.second else set()
        made |= untouched_merges(self._room, {oid: self._commits[oid] for oid in self._commits.keys() - made})
        found = authors(commit for oid, commit in self._commits.items() if oid not in made)
        if self._request.source in ("staged", "worktree"):
            _, out, _ = self._door.ask_as_user("config", "--get", "user.email")
            email = normalised(self._request.environ.get("GIT_AUTHOR_EMAIL") or out.decode("utf-8", "replace"))
            found |= {email} if email else frozenset()
        return found

    def authors_known(self) -> bool:
        """Whether every commit of the change is here, and with it everybody who had a hand in it."""
        from threatgate.repository._commits import complete

        return complete(self._commits, self._chosen.base, self._room.boundary())

    def trailers(self) -> dict[str, str]:
        """What `Threat-Model:` trailers of the change name, and where: a commit, or the text of the pull request.

        They are words of whoever proposes the change: they link, and answer nothing.
        """
        from threatgate.repository._commits import linked, trailers
        from threatgate.repository.ci import description

        words, text = description(self._request.environ)
        found = dict.fromkeys(linked(text), words)
        return trailers(self._room, self._chosen.base, self._chosen.head) | found

    @cached_property
    def _comparisons(self) -> tuple[Comparison, ...]:
        return tuple(
            Comparison(before or EMPTY, after, self._room.trees.differences(before, after))
            for before, after in self._land.pairs
        )

    @cached_property
    def _commits(self) -> dict[str, bytes]:
        from threatgate.repository._commits import commits_between

        return commits_between(self._room, self._chosen.base, self._chosen.head)

    def _contents(self, blob: Blob, path: str) -> bytes:
        return _whole(self._room.objects.blobs([blob.oid], FILE_LIMIT)[blob.oid], path)


def open_judged(request: JudgeRequest) -> Judged:
    """Find base and head and what would land. Raises UsageError, or UndeterminedError where it cannot be said."""
    if request.source not in SOURCES:
        raise UsageError(f"{request.source!r} is nothing that can be judged", f"one of {', '.join(SOURCES)}")
    if request.source != "commit" and request.head is not None:
        raise UsageError(f"--head and --{request.source} name two different heads", "give one of them")
    git = _process.find_git(request.environ)
    if request.source == "patch":
        from threatgate.repository._patched import open_patched

        return open_patched(request, git)
    door = Door(git, request.repo, request.environ)
    chosen = choose(door, request.base, request.head, request.source == "commit")
    room = CleanRoom(git, request.environ, chosen.place)
    try:
        return Judged(request, door, room, chosen, landing(room, chosen, _uncommitted(request.source, door, room)))
    except BaseException:
        room.close()
        raise


def _uncommitted(source: str, door: Door, room: CleanRoom) -> str | None:
    """The tree of the index or the working tree, if one of these is judged."""
    if source == "commit":
        return None
    from threatgate.repository._working import staged_tree, worktree_tree

    return staged_tree(door, room) if source == "staged" else worktree_tree(door, room)


def _whole(content: bytes | TooLarge | Missing, path: str) -> bytes:
    match content:
        case bytes():
            return content
        case TooLarge():
            raise UndeterminedError(f"{path} is {content.size >> 20} MiB, too large to be read", "make it smaller")
        case Missing():
            raise UndeterminedError(
                f"{path} is not in the object store", "fetch it: git fetch --refetch, or clone without a filter"
            )


def _arguments(request: JudgeRequest) -> str:
    words: list[str] = []
    repo = os.fspath(request.repo).rstrip("/") or "/"
    if repo != os.curdir:
        words += ["--repo", repo]
    if request.base is not None:
        words += ["--base", request.base]
    if request.head is not None:
        words += ["--head", request.head]
    if request.source != "commit":
        words += ["--patch", "-"] if request.source == "patch" else [f"--{request.source}"]
    if all(word.isascii() and word.replace("-", "").replace("/", "").isalnum() for word in words if word != "-"):
        return " ".join(words)
    import shlex

    return shlex.join(words)
