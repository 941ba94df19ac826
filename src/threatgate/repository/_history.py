"""What folders of a branch held at any time: the names of all files that ever landed there.

The history is followed along first parents, which are the states that the branch was in: what a side branch added and
took away again before it was merged has never landed. No commit is passed over for its date, for dates can be chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.repository.cleanroom import CleanRoom

_FLAGS = ("--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=A", "--name-only", "-z")


class Landed(NamedTuple):
    """The paths of all files that landed, and whether the whole history was here to be looked through."""

    paths: frozenset[str]
    whole: bool


def landed_files(room: CleanRoom, commit: str | None, folders: Iterable[str]) -> Landed:
    """Every file that was ever added below the folders, up to a commit. Raises UndeterminedError for broken ones."""
    if commit is None:
        return Landed(frozenset(), whole=True)
    code, out, _ = room.run("log", "--format=", *_FLAGS, "--end-of-options", commit, "--", *folders)
    if code != 0:
        raise UndeterminedError("the history of the register cannot be read", "look for damage with: git fsck")
    names = out.decode("utf-8", "surrogateescape").split("\0")
    return Landed(frozenset(name.lstrip("\n") for name in names if name.strip()), whole=not room.boundary())
