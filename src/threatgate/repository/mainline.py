"""What landed since a release: the first parents of a commit, step by step, each ready to be judged as it landed.

A step is a merge, a squashed change or a direct push: a commit against its first parent. All steps are read through
one clean room. What cannot be walked to its beginning is an error, never a shorter walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository import _process
from threatgate.repository._discovery import Door
from threatgate.repository._landing import DEEPER, Landing, parents_of, tree_of
from threatgate.repository._range import Range, unknown
from threatgate.repository.cleanroom import CleanRoom
from threatgate.repository.judged import Judged, JudgeRequest

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from types import TracebackType

    from threatgate.repository._discovery import Probe

MOST_STEPS = 20_000


class Step(NamedTuple):
    """One step of the mainline: the commit, its first parent (None for a root), its trees, and the message's title."""

    commit: str
    parent: str | None
    tree: str
    parent_tree: str | None
    title: str


class Mainline:
    """The steps from `since` to `head`, oldest first. A context manager; outside of it nothing more can be read."""

    def __init__(self, request: JudgeRequest, door: Door, room: CleanRoom, probe: Probe, origin: str) -> None:
        self._request = request
        self._door = door
        self._room = room
        self._place = probe.place
        self.since = str(probe.base)
        self.head = probe.head
        self.notices = self._met(probe, origin)
        self.steps = self._walked(origin)

    def __enter__(self) -> Mainline:  # noqa: PYI034 - nothing derives from it
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.close()

    def judged(self, step: Step) -> Judged:
        """A step as a change. It shares the room of the mainline, which closes it."""
        bases = (step.parent,) if step.parent else ()
        chosen = Range(self._place, step.parent, step.commit, bases)
        land = Landing(step.parent_tree, ((step.parent_tree, step.tree),), ())
        request = self._request._replace(base=step.parent, head=step.commit)
        return Judged(request, self._door, self._room, chosen, land)

    def _met(self, probe: Probe, origin: str) -> tuple[str, ...]:
        """What is to be said of how the two commits stand to each other. Raises where nothing can be walked."""
        if self.head in probe.merge_bases and (self.since != self.head or origin.startswith("-")):
            where = "is the head itself" if self.since == self.head else f"comes after the head {self.head[:12]}"
            hint = "name the release before this one, as in: --since $(git describe --tags --abbrev=0 HEAD^)"
            raise UsageError(f"{origin} {self.since[:12]} {where}, so no merge would be looked at", hint)
        if self.since in probe.merge_bases:
            return ()
        if not probe.merge_bases:
            said = f"{origin} {self.since[:12]} and the head {self.head[:12]} have no common history here"
            raise UndeterminedError(said, DEEPER if probe.place.shallow else "name another release: --since REV")
        return (
            f"{origin} {self.since[:12]} is not an ancestor of the head: looked at is what the head has and it has not",
        )

    def _walked(self, origin: str) -> tuple[Step, ...]:
        code, out, _ = self._room.run(
            "rev-list", "--first-parent", "--reverse", f"--max-count={MOST_STEPS + 1}", self.head, f"^{self.since}"
        )
        oids = out.decode("ascii", "replace").split()
        if code != 0:
            raise UndeterminedError("the history cannot be listed", "look for damage with: git fsck")
        if len(oids) > MOST_STEPS:
            raise UndeterminedError(f"more than {MOST_STEPS:,} steps since {origin}", "name a later one: --since REV")
        if self._room.boundary() & set(oids):
            said = f"this clone is too shallow: its history is cut off after {origin} {self.since[:12]}"
            raise UndeterminedError(said, DEEPER)
        commits = self._room.objects.whole(oids, "commit")
        first = {oid: next(iter(parents_of(commits[oid])), None) for oid in oids}
        outside = [oid for oid in first.values() if oid is not None and oid not in commits]
        trees = {oid: tree_of(data) for oid, data in (commits | self._room.objects.whole(outside, "commit")).items()}
        return tuple(
            Step(oid, first[oid], trees[oid], trees.get(first[oid] or ""), _title(commits[oid])) for oid in oids
        )


def open_mainline(
    repo: str | os.PathLike[str], since: str, head: str | None, environ: Mapping[str, str], origin: str = "--since"
) -> Mainline:
    """Find both commits and every step between them. `origin` says where `since` was named.

    Raises UsageError, or UndeterminedError where history is missing.
    """
    git = _process.find_git(environ)
    door = Door(git, repo, environ)
    probe = door.probe(since, head or "HEAD")
    if probe is None or probe.base is None:
        place = door.place()
        missing, flag = (since, f"{origin} ") if door.commit(head or "HEAD") else (head or "HEAD", "--head ")
        raise unknown(door, place, missing, flag if head or missing == since else "")
    room = CleanRoom(git, environ, probe.place)
    try:
        return Mainline(JudgeRequest(repo, since, head, "commit", None, environ), door, room, probe, origin)
    except BaseException:
        room.close()
        raise


def _title(commit: bytes) -> str:
    """The first line of a commit's message."""
    return commit.decode("utf-8", "surrogateescape").partition("\n\n")[2].partition("\n")[0]
