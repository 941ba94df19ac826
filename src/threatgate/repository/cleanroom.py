"""The clean room: an empty repository of our own that borrows the objects of the one under judgement, and nothing else.

Its configuration, hooks, attributes, replace refs, grafts and file system monitor stay outside, so no command here can
be made to run anything. What is written (a merge, the tree of the index) is written here. Who owns the repository is
no matter either: the room is ours. It is gone when it is closed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from threatgate.repository import _process
from threatgate.repository._objects import Objects
from threatgate.repository._trees import Trees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.repository._discovery import Place

PASSED_ON = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR", "PATHEXT", "COMSPEC", "DEVELOPER_DIR")
SAFE = {
    "HOME": os.devnull,
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}


def safe_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a git process is given: how to find programs and a few switches. No `GIT_` variable of the caller passes."""
    env = {name: environ[name] for name in PASSED_ON if name in environ}
    folders = environ.get("PATH", os.defpath).split(os.pathsep)
    env["PATH"] = os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())
    return env | SAFE


class CleanRoom:
    """The borrowed objects of one repository, and git commands that know nothing else of it."""

    def __init__(self, git: str, environ: Mapping[str, str], place: Place) -> None:
        self._git = git
        self.place = place
        self.folder = _new_folder(environ)
        borrowed = _quoted(str(place.common_dir / "objects")) if place.common_dir is not None else ""
        self._env = safe_environment(environ) | {
            "GIT_DIR": str(self.folder),
            "GIT_OBJECT_DIRECTORY": str(self.folder / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": borrowed,
            "GIT_INDEX_FILE": str(self.folder / "index"),
        }
        self._furnish()
        self.objects = Objects(self._start_reading, place.object_format)
        self.trees = Trees(self.objects)

    def run(self, *args: str, stdin: bytes | None = None) -> tuple[int, bytes, bytes]:
        """Exit code, output and errors of a git command in the room."""
        source = _process.NOTHING
        if stdin is not None:
            source = self.folder / "stdin"
            source.write_bytes(stdin)
        return _process.run((self._git, "-C", str(self.folder), *args), self._env, source)

    def boundary(self) -> frozenset[str]:
        """The commits behind which a shallow clone has no history."""
        if not self.place.shallow:
            return frozenset()
        return frozenset((self.folder / "shallow").read_text("ascii", "replace").split())

    def close(self) -> None:
        """Stop reading and take the room away."""
        self.objects.end()
        try:
            for name in ("HEAD", "config", "shallow"):
                (self.folder / name).unlink(missing_ok=True)
            for folder in (self.folder / "refs", self.folder / "objects", self.folder):
                folder.rmdir()
        except OSError:
            import shutil

            shutil.rmtree(self.folder, ignore_errors=True)

    def _start_reading(self) -> _process.Talk:
        return _process.talk((self._git, "-C", str(self.folder), "cat-file", "--batch"), self._env)

    def _furnish(self) -> None:
        (self.folder / "objects").mkdir()
        (self.folder / "refs").mkdir()
        (self.folder / "HEAD").write_bytes(b"ref: refs/heads/none\n")
        (self.folder / "config").write_bytes(CONFIGURATION[self.place.object_format])
        if self.place.shallow and self.place.common_dir is not None:
            (self.folder / "shallow").write_bytes((self.place.common_dir / "shallow").read_bytes())


CONFIGURATION = {
    "sha1": b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n",
    "sha256": b"[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n",
}


def _new_folder(environ: Mapping[str, str]) -> Path:
    """A new folder that only we can enter. `tempfile` does the same and costs eight milliseconds to import."""
    for parent in (*(environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")), "/tmp", "/var/tmp"):  # noqa: S108
        if parent and Path(parent).is_absolute() and os.access(parent, os.W_OK | os.X_OK):
            folder = Path(parent, f"threatgate-{os.urandom(12).hex()}")
            folder.mkdir(0o700)
            return folder
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix="threatgate-"))


def _quoted(path: str) -> str:
    """A path as one entry of a list of object folders, in quotes where it holds what would split or end it."""
    if os.pathsep not in path and not path.startswith('"') and "\n" not in path:
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
