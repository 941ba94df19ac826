"""The tree of the index or of the working tree, written in the clean room from a copy of the index.

The repository's filters, hooks and file system monitor are not known there, so none runs; symbolic links are kept as
links; the real index and object store stay as they are. Of the configuration only a few switches are carried over that
say how files are stored on this machine.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository._discovery import is_oid
from threatgate.repository._process import command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.repository._discovery import Door
    from threatgate.repository.cleanroom import CleanRoom

CARRIED = ("filemode", "symlinks", "ignorecase", "precomposeunicode", "autocrlf", "eol", "excludesfile")
STEADILY = (
    *("-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.safecrlf=false"),
    *("-c", "core.looseCompression=0", "-c", "core.fsync=none"),
)


def staged_tree(door: Door, room: CleanRoom) -> str:
    """The tree that a commit of the index would have."""
    _copy_index(door, room)
    return _written(room)


def worktree_tree(door: Door, room: CleanRoom) -> str:
    """The tree of a commit of everything: tracked files as they are, and files that are neither tracked nor ignored."""
    # Git would take the folder where it is started for the working tree of a Git folder that is named.
    code, out, _ = (1, b"", b"") if door.is_git_folder else door.ask("rev-parse", "--show-toplevel")
    top = Path(os.fsdecode(out).removesuffix("\n"))
    if code != 0 or not top.is_dir():
        raise UsageError(f"{door.folder} has no working tree", "name a commit: --head REV")
    _copy_index(door, room)
    Path(room.inside("info")).mkdir()
    for name in ("exclude", "attributes"):
        source = _shared(room) / "info" / name
        if source.is_file():
            _copy(source, room.inside("info", name))
    at_top = (*STEADILY, *_switches(door), "-c", "core.bare=false", f"--work-tree={top}", "-C", str(top))
    listed = _answer(room, *at_top, "diff-files", "-z", "--name-status", "--ignore-submodules=dirty").split(b"\0")
    changed = list(zip(listed[::2], listed[1::2], strict=False))
    new = _answer(room, *at_top, "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
    gone = [name for status, name in changed if status == b"D"]
    there = [name for status, name in changed if status != b"D"] + [name for name in new if not name.endswith(b"/")]
    for names, how in ((gone, ("--force-remove",)), (there, ("--add", "--remove", "--replace"))):
        listing = b"".join(name + b"\0" for name in names if name)
        if listing:
            _answer(room, *at_top, "update-index", "-z", *how, "--stdin", stdin=listing)
    return _written(room)


def synthetic_commit(room: CleanRoom, tree: str, parent: str) -> str:
    """A commit of a tree, for Git to merge."""
    who = ("-c", "user.name=threatgate", "-c", "user.email=threatgate@localhost")
    args = (*who, "commit-tree", tree, "-p", parent, "-m", "the change under judgement")
    commit = _answer(room, *args).decode("ascii", "replace").strip()
    if not is_oid(commit):
        raise _failed("commit-tree", 0, b"")
    return commit


def _written(room: CleanRoom) -> str:
    code, out, err = room.run("write-tree", "--missing-ok")
    tree = out.decode("ascii", "replace").strip()
    if code == 0 and is_oid(tree):
        return tree
    if b"unmerged" in err:
        raise UndeterminedError("the index holds unresolved conflicts", "resolve them and git add the files")
    raise _failed("write-tree", code, err)


def _copy_index(door: Door, room: CleanRoom) -> None:
    """Copy the index with its time stamp, which is how Git knows what may have changed since it was written.

    A hook of `git commit -a` or `git commit FILE` is told of another index; that is believed inside the repository.
    """
    folder = Path(room.place.git_dir)
    hinted = Path(door.environ.get("GIT_INDEX_FILE") or "index").resolve()
    source = hinted if hinted.parent == folder.resolve() else folder / "index"
    if not source.is_file():
        raise UsageError(f"{door.folder} has no index, so nothing is staged there", "name a commit: --head REV")
    try:
        for shared in folder.glob("sharedindex.*"):
            _copy(shared, room.inside(shared.name))
        _copy(source, room.inside("index"))
    except OSError as error:
        raise UndeterminedError(
            f"the index cannot be read: {error.strerror}: {error.filename}", "mend it, or judge a commit: --head REV"
        ) from error


def _shared(room: CleanRoom) -> Path:
    assert room.place.common_dir is not None  # noqa: S101 - there is a repository where there is an index
    return Path(room.place.common_dir)


def _copy(source: Path, target: str) -> None:
    with source.open("rb") as old, open(target, "wb") as new:
        while data := old.read(1 << 20):
            new.write(data)
    times = source.stat()
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))


def _switches(door: Door) -> Iterator[str]:
    """How files are stored on this machine, as options; and where the user's own list of ignored files is."""
    pattern = f"^core\\.({'|'.join(CARRIED)})$"
    _, out, _ = door.ask_as_user("config", "-z", "--type=path", "--get-regexp", pattern)
    values = dict(row.split("\n", 1) for row in os.fsdecode(out).split("\0") if "\n" in row)
    home = Path(door.environ.get("XDG_CONFIG_HOME") or Path(door.environ.get("HOME", os.devnull), ".config"))
    values.setdefault("core.excludesfile", str(home / "git" / "ignore"))
    for key, value in values.items():
        yield from ("-c", f"{key}={value}")


def _answer(room: CleanRoom, *args: str, stdin: bytes | None = None) -> bytes:
    code, out, err = room.run(*args, stdin=stdin)
    if code != 0:
        raise _failed(command(("git", *args)), code, err)
    return out


def _failed(what: str, code: int, err: bytes) -> UndeterminedError:
    said = err.decode("utf-8", "replace").strip().splitlines()
    return UndeterminedError(
        f"git {what} failed: {said[-1] if said else code}", "mend it, or judge a commit: --head REV"
    )
