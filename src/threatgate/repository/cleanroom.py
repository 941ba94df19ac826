"""The clean room: an empty repository of our own that borrows the objects of the one under judgement, and nothing else.

Its configuration, hooks, attributes, replace refs, grafts and file system monitor stay outside, so no command here can
be made to run anything. What is written (a merge, the tree of the index) is written here. Who owns the repository is
no matter either: the room is ours. It is gone when it is closed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError
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
    env["PATH"] = os.pathsep.join(folder for folder in folders if os.path.isabs(folder))
    return env | SAFE


class CleanRoom:
    """The borrowed objects of one repository, and git commands that know nothing else of it."""

    def __init__(self, git: str, environ: Mapping[str, str], place: Place) -> None:
        self._git = git
        self.place = place
        self.folder = _new_folder(environ)
        try:
            self._furnish()
        except OSError as error:
            self._clear()
            raise _no_room(error) from error
        borrowed = _quoted(os.path.join(place.common_dir, "objects")) if place.common_dir is not None else ""
        self._env = safe_environment(environ) | {
            "GIT_DIR": self.folder,
            "GIT_OBJECT_DIRECTORY": self.inside("objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": borrowed,
            "GIT_INDEX_FILE": self.inside("index"),
        }
        self.objects = Objects(self._start_reading, place.object_format)
        self.trees = Trees(self.objects)

    def run(self, *args: str, stdin: bytes | None = None) -> tuple[int, bytes, bytes]:
        """Exit code, output and errors of a git command in the room."""
        source = os.devnull
        if stdin is not None:
            source = self.inside("stdin")
            try:
                _write(source, stdin)
            except OSError as error:
                raise _no_room(error) from error
        return _process.run((self._git, "-C", self.folder, *args), self._env, source)

    def inside(self, *names: str) -> str:
        """A path in the room."""
        return os.path.join(self.folder, *names)

    def boundary(self) -> frozenset[str]:
        """The commits behind which a shallow clone has no history."""
        if not self.place.shallow:
            return frozenset()
        return frozenset(_bytes(self.inside("shallow")).decode("ascii", "replace").split())

    def close(self) -> None:
        """Stop reading and take the room away."""
        self.objects.end()
        try:
            for name in ("HEAD", "config", *(["shallow"] if self.place.shallow else [])):
                os.unlink(self.inside(name))
            for folder in (self.inside("refs"), self.inside("objects"), self.folder):
                os.rmdir(folder)
        except OSError:
            self._clear()

    def _clear(self) -> None:
        import shutil

        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_reading(self) -> _process.Talk:
        return _process.talk((self._git, "-C", self.folder, "cat-file", "--batch"), self._env)

    def _furnish(self) -> None:
        os.mkdir(self.inside("objects"))
        os.mkdir(self.inside("refs"))
        _write(self.inside("HEAD"), b"ref: refs/heads/none\n")
        _write(self.inside("config"), CONFIGURATION[self.place.object_format])
        if self.place.shallow and self.place.common_dir is not None:
            _write(self.inside("shallow"), _bytes(os.path.join(self.place.common_dir, "shallow")))


CONFIGURATION = {
    "sha1": b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n",
    "sha256": b"[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n",
}


def _new_folder(environ: Mapping[str, str]) -> str:
    """A new folder that only we can enter. `tempfile` does the same and costs eight milliseconds to import."""
    asked = [environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")]
    try:
        for parent in (*asked, "/tmp", "/var/tmp"):  # noqa: S108 - the folder there has a random name and is ours alone
            if parent and os.path.isabs(parent) and os.access(parent, os.W_OK | os.X_OK):
                folder = os.path.join(parent, f"threatgate-{os.urandom(12).hex()}")
                os.mkdir(folder, 0o700)
                return folder
        from tempfile import mkdtemp

        return mkdtemp(prefix="threatgate-")
    except OSError as error:
        raise _no_room(error) from error


def _no_room(error: OSError) -> UndeterminedError:
    said = f"cannot make a folder for what is computed: {error.strerror or error}"
    return UndeterminedError(said, "name a folder that is yours and has room: TMPDIR=DIR")


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _quoted(path: str) -> str:
    """A path as one entry of a list of object folders, in quotes where it holds what would split or end it."""
    if os.pathsep not in path and not path.startswith('"') and "\n" not in path:
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
