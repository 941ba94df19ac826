"""Writing a file of the working tree: whole or not at all, in place, and never through a link out of it.

A file is written beside its place, flushed to the disk and moved over what was there, so that whoever reads it, and
whatever ends the process, finds the old file or the new one.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from threatgate.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

NEW = 0o666
LEFT_OVER = re.compile(r"\..*\.[0-9a-f]{12}\.tmp", re.DOTALL)
_BINARY = getattr(os, "O_BINARY", 0)
_NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0)


def write(path: str | Path, data: bytes, *, root: str | Path | None = None, mode: int | None = None) -> None:
    """Put `data` in the place of the file at `path`, whose permissions stay; a new file has `mode`, less the umask.

    With a `root`, the file must lie in that folder and not in its `.git`, folders that are missing are made, and a link
    is refused. Without one, what is no regular file (a device, a pipe) is written to as it is. A `mode` that is given
    is set on an existing file as well. Raises UsageError where that cannot be done.
    """
    target = os.fspath(path)
    try:
        if root is not None:
            _must_lie_in(os.fspath(root), target)
            os.makedirs(os.path.dirname(target), exist_ok=True)
        before = _status(target)
        if root is None and (stat.S_ISLNK(before) or _is_device(target)):
            target = os.path.realpath(target)
            before = _status(target)
        if root is None and (_is_device(target) or (before and not stat.S_ISREG(before))):
            with open(target, "wb") as file:
                file.write(data)
        else:
            _replace(target, data, before, mode)
    except OSError as error:
        hint = "name a file in a folder that exists and is yours"
        raise UsageError(f"cannot write {target}: {error.strerror or error}", hint) from None


def is_left_over(name: str) -> bool:
    """Whether a file's name is one under which a writer that was killed may have left half of what it wrote."""
    return LEFT_OVER.fullmatch(name) is not None


def working_tree(repo: Path) -> Path | None:
    """The top of the checkout that a folder lies in; None in a bare repository."""
    here = repo.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)


def _must_lie_in(root: str, target: str) -> None:
    """Whether the folder of a file, links resolved, is in the root, and the file itself is no link."""
    top, folder = os.path.realpath(root), os.path.realpath(os.path.dirname(target))
    shown = os.path.relpath(target, root)
    inside = os.path.normcase(folder) == os.path.normcase(top) or os.path.normcase(folder).startswith(
        os.path.normcase(top).rstrip(os.sep) + os.sep
    )
    if not inside or os.path.islink(target):
        raise UsageError(f"{shown} leads out of the repository", "make its folder one of the repository's own")
    if ".git" in os.path.relpath(folder, top).lower().split(os.sep):
        raise UsageError(f"{shown} lies in Git's own folder", "name a folder of the working tree")


def _status(path: str) -> int:
    """The kind and permissions of what is at a path, 0 where there is nothing."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0


def _is_device(path: str) -> bool:
    """Whether a path is one of the system's own, as /dev/stdout, which leads to whatever the process was given."""
    return os.name == "posix" and path.startswith(("/dev/", "/proc/"))


def _replace(target: str, data: bytes, before: int, mode: int | None) -> None:
    if before and not stat.S_ISREG(before):
        raise IsADirectoryError(None, "there is something else of that name")
    folder, name = os.path.split(target)
    beside = os.path.join(folder, f".{name[:100]}.{os.urandom(6).hex()}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NOT_THROUGH_LINKS, mode or NEW)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        if mode is not None or before:
            os.chmod(beside, mode or stat.S_IMODE(before))
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    _flush_folder(folder or os.curdir)


def _flush_folder(folder: str) -> None:
    """Have the new name on the disk too, where the system can be asked for that."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
