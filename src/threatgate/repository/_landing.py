"""What would land: the tree of the base against the tree that the base would have after the merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UndeterminedError
from threatgate.repository._discovery import is_oid

if TYPE_CHECKING:
    from threatgate.repository._range import Range
    from threatgate.repository.cleanroom import CleanRoom

CONFLICT = 1
WRONG_USAGE = 129
MOST_MERGE_BASES = 32
DEEPER = "fetch the history: git fetch --unshallow origin (in CI: `fetch-depth: 0` or GIT_DEPTH: 0)"


class Landing(NamedTuple):
    """The tree of the base, the pairs of trees to compare, and what to say of them. None is the empty tree.

    There is one pair, or one for each merge base where the merge could not be computed.
    """

    base_tree: str | None
    pairs: tuple[tuple[str | None, str], ...]
    notices: tuple[str, ...]


def landing(room: CleanRoom, chosen: Range, head_tree: str | None) -> Landing:
    """What to compare. `head_tree` is the tree of the index or working tree on top of the head, if that is judged."""
    commits = room.objects.whole([oid for oid in (chosen.head, chosen.base, *chosen.merge_bases) if oid], "commit")
    trees = {oid: tree_of(data) for oid, data in commits.items()}
    head = head_tree or trees[chosen.head]
    if chosen.ci is not None and chosen.ci.merged:
        _assert_merge(commits[chosen.head], chosen)
    if chosen.base is None:
        return Landing(None, ((None, head),), ())
    base = trees[chosen.base]
    if head_tree is None and chosen.head in (chosen.base, *chosen.merge_bases):
        same = chosen.head == chosen.base
        said = "head is the base: nothing lands" if same else "the base already contains head: nothing lands"
        return Landing(base, ((base, base),), (said,))
    if chosen.base in chosen.merge_bases or (chosen.ci is not None and chosen.ci.direct):
        return Landing(base, ((base, head),), ())
    if not chosen.merge_bases:
        raise _unrelated(chosen)
    if chosen.place.shallow:
        _assert_complete(room, chosen)
    return _merged(room, chosen, trees, head_tree)


def tree_of(commit: bytes) -> str:
    """The tree of a commit."""
    return commit[5 : commit.index(b"\n")].decode("ascii")


def parents_of(commit: bytes) -> tuple[str, ...]:
    """The parents of a commit as it was written, also where a shallow clone has cut them off."""
    header = commit.partition(b"\n\n")[0].split(b"\n")
    return tuple(line[7:].decode("ascii") for line in header if line.startswith(b"parent "))


def _merged(room: CleanRoom, chosen: Range, trees: dict[str, str], head_tree: str | None) -> Landing:
    """The base against the merge of head into it; against each merge base where there is no merge to be had."""
    assert chosen.base is not None  # noqa: S101 - a merge has two sides
    base, head = trees[chosen.base], chosen.head
    if head_tree is not None:
        from threatgate.repository._working import synthetic_commit

        head = synthetic_commit(room, head_tree, chosen.head)
    code, out, err = room.run("merge-tree", "--write-tree", chosen.base, head)
    tree = out.decode("ascii", "replace").partition("\n")[0]
    if code == 0 and is_oid(tree):
        return Landing(base, ((base, tree),), ())
    if code not in (CONFLICT, WRONG_USAGE):
        said = err.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else f"git ended with {code}"
        raise UndeterminedError(
            f"the merge cannot be computed: {reason}", "clone with the whole history and without a filter"
        )
    count = len(chosen.merge_bases)
    if count > MOST_MERGE_BASES:
        raise UndeterminedError(
            f"head and base meet at {count} commits and conflict", "merge the base into the branch first"
        )
    since = "where it left the base" if count == 1 else f"each of the {count} commits where it left the base"
    why = "head conflicts with the base" if code == CONFLICT else "this git cannot compute merges (2.38 and newer can)"
    pairs = tuple((trees[oid], head_tree or trees[chosen.head]) for oid in chosen.merge_bases)
    followed = _with_folders_followed(room, chosen.base, head) if code == CONFLICT else None
    if followed is not None:
        since += ", and what lands where new files follow renamed folders"
        pairs = ((base, followed), *pairs)
    return Landing(base, pairs, (f"{why}: judged is head against {since}",))


def _with_folders_followed(room: CleanRoom, base: str, head: str) -> str | None:
    """The merge where a new file goes with the folder that the other side renamed, if nothing else stands in its way.

    Git calls that a conflict, and some platforms merge it without asking: the file lands under either name.
    """
    code, out, _ = room.run("-c", "merge.directoryRenames=true", "merge-tree", "--write-tree", base, head)
    tree = out.decode("ascii", "replace").partition("\n")[0]
    return tree if code == 0 and is_oid(tree) else None


def _assert_merge(commit: bytes, chosen: Range) -> None:
    """The platform's merge commit must be what it says: two parents, base and the head that the event names."""
    assert chosen.ci is not None  # noqa: S101 - only its ranges name a merge
    parents = parents_of(commit)
    if len(parents) != 2 or parents[0] != chosen.base:
        raise UndeterminedError(
            f"{chosen.ci.words}: {chosen.head} is no merge of the change into its base",
            "name the range: --base REV --head REV",
        )
    if chosen.ci.second is not None and parents[1] != chosen.ci.second:
        raise UndeterminedError(
            f"{chosen.ci.words}: the merge is of {parents[1][:12]}, but the event is about {chosen.ci.second[:12]}",
            "run the job again",
        )


def _assert_complete(room: CleanRoom, chosen: Range) -> None:
    """In a shallow clone a merge base counts only if no history is cut off between it and the two sides.

    Otherwise commits could meet elsewhere, and a merge computed from the wrong place can hide what lands.
    """
    code, out, _ = room.run("rev-list", chosen.head, str(chosen.base), *(f"^{oid}" for oid in chosen.merge_bases))
    if code != 0 or room.boundary() & set(out.decode("ascii", "replace").split()):
        raise UndeterminedError(
            "this clone is too shallow to say what would land: history is cut off before the merge base", DEEPER
        )


def _unrelated(chosen: Range) -> UndeterminedError:
    if chosen.place.shallow:
        return UndeterminedError("this clone is too shallow: base and head do not meet in it", DEEPER)
    return UndeterminedError(
        "base and head have no common history, so nothing can be said to land", "name another base: --base REV"
    )
