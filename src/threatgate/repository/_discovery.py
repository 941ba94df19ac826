"""The door of the real repository: where it is, and which commits its names mean. Nothing else is asked there.

`git rev-parse` runs nothing that a repository's configuration names, and one call of it says where the objects are,
what two names mean and every merge base of them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository import _process
from threatgate.repository.cleanroom import safe_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

ASKED = ("--absolute-git-dir", "--git-common-dir", "--is-shallow-repository", "--show-object-format")
HEX = frozenset("0123456789abcdef")


class Place(NamedTuple):
    """Where a repository is kept: its own folder, the one that it shares with its worktrees, and how it is stored.

    Without a shared folder there is no repository, only a place for objects that are made.
    """

    git_dir: str
    common_dir: str | None
    shallow: bool
    object_format: str


class Probe(NamedTuple):
    """What two names mean in a repository: commit ids and all merge bases. Without a base name there is no base."""

    place: Place
    base: str | None
    head: str
    merge_bases: tuple[str, ...]


class Door:
    """The repository that holds a folder."""

    def __init__(self, git: str, folder: str | os.PathLike[str], environ: Mapping[str, str]) -> None:
        self.git = git
        try:
            self.folder = os.path.realpath(folder)
        except OSError:
            raise UsageError(
                "the folder stood in is gone", "go to one that is there, or name it whole: --repo DIR"
            ) from None
        self.environ = environ
        self._env = safe_environment(environ)
        self._entrance = (git, *_entrance(self.folder), "-c", "safe.directory=*", "-c", "core.fsmonitor=false")

    @property
    def is_git_folder(self) -> bool:
        """Whether the folder is the repository's own, a bare one or a `.git`, and no place of a checkout."""
        return f"--git-dir={self.folder}" in self._entrance

    def ask(self, *args: str) -> tuple[int, bytes, bytes]:
        """Exit code, output and errors of a git command in the real repository."""
        return _process.run((*self._entrance, *args), self._env)

    def ask_as_user(self, *args: str) -> tuple[int, bytes, bytes]:
        """The same with the user's own configuration, for what only that says."""
        passed = ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
        env = {name: value for name, value in self._env.items() if name not in passed}
        return _process.run(
            (*self._entrance, *args), env | {name: self.environ[name] for name in passed if name in self.environ}
        )

    def probe(self, base: str | None, head: str) -> Probe | None:
        """What `base` and `head` mean and where they meet; None where one of them is unknown."""
        names = [peeled(head)] if base is None else [f"{peeled(base)}...{peeled(head)}"]
        code, out, err = self.ask("-c", "core.warnAmbiguousRefs=true", "rev-parse", *ASKED, "--end-of-options", *names)
        if code != 0:
            return None
        for name in (base, head):
            if name and b"is ambiguous" in err and not is_oid(name) and f"'{name}'".encode() in err:
                raise UsageError(f"{name} names more than one thing here", f"write it in full, like refs/heads/{name}")
        place, oids = self._place(out)
        if not oids or not all(is_oid(oid.removeprefix("^")) for oid in oids):
            return None  # a file of that name
        if base is None:
            return Probe(place, None, oids[0], ())
        return Probe(place, oids[1], oids[0], tuple(oid.removeprefix("^") for oid in oids[2:]))

    def place(self) -> Place:
        """Where the repository is. Raises where there is none or git refuses to look."""
        code, out, err = self.ask("rev-parse", *ASKED)
        if code == 0:
            return self._place(out)[0]
        said = err.decode("utf-8", "replace").strip().splitlines()
        if any("not a git repository" in line for line in said):
            raise UsageError(
                f"there is no Git repository at {self.folder}", "run it inside one, or name one: --repo DIR"
            )
        if any("cannot use bare repository" in line for line in said):
            raise UsageError(f"{self.folder} lies inside a bare repository", "name the repository itself: --repo DIR")
        reason = said[-1].removeprefix("fatal: ") if said else f"git ended with {code}"
        raise UndeterminedError(
            f"the repository at {self.folder} cannot be opened: {reason}", "mend it, or name another: --repo DIR"
        )

    def commit(self, name: str) -> str | None:
        """The commit that a name means, None where it is unknown."""
        code, out, _ = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", peeled(name))
        found = out.decode("ascii", "replace").strip()
        return found if code == 0 and is_oid(found) else None

    def thing(self, name: str) -> tuple[str, str]:
        """The object id that a name stands for and the type of that object, "" where there is none."""
        code, out, _ = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        oid = out.decode("ascii", "replace").strip()
        if code != 0 or not is_oid(oid):
            return "", ""
        return oid, self.ask("cat-file", "-t", oid)[1].decode("ascii", "replace").strip()

    def _place(self, out: bytes) -> tuple[Place, list[str]]:
        """The answers of `rev-parse`, one a line: the four that were asked for, then ids."""
        lines = [line for line in os.fsdecode(out).split("\n")[:-1] if line != "--end-of-options"]
        if len(lines) < 4 or lines[2] not in ("true", "false") or lines[3] not in ("sha1", "sha256"):
            if any(line.startswith("--") for line in lines):
                raise UndeterminedError("this git is too old", "install Git 2.38 or newer")
            raise UndeterminedError(
                f"the repository at {self.folder} has a name that git cannot print on one line", "rename its folder"
            )
        common = os.path.realpath(os.path.join(self.folder, lines[1]))
        return Place(lines[0], common, lines[2] == "true", lines[3]), lines[4:]


def is_oid(text: str) -> bool:
    """Whether a text is a whole object id."""
    return len(text) in (40, 64) and HEX.issuperset(text)


def peeled(name: str) -> str:
    """A name as git takes it for a commit. Nothing that could be an option or a range passes."""
    if not name or name[0] in "-^" or ".." in name or any(ord(char) < 32 for char in name):
        raise UsageError(f"{name!r} does not name one commit", "name a branch, a tag or a commit")
    return f"{name}^{{commit}}"


def _entrance(folder: str) -> tuple[str, ...]:
    """How git is led to the repository. A bare one must be named itself and must not lie inside a checkout.

    A change can bring files that look like a bare repository; git would take them for one where a command starts there.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"there is no folder {folder}", "name a checkout or a bare repository: --repo DIR")
    if os.path.exists(os.path.join(folder, ".git")) or not _looks_bare(folder):
        return ("-C", folder, "-c", "safe.bareRepository=explicit")
    around = _checkout_around(folder)
    if around is not None:
        raise UsageError(
            f"{folder} looks like a bare repository inside the checkout {around}",
            f"name the one to judge: --repo {around}",
        )
    return ("-C", folder, f"--git-dir={folder}", "-c", "safe.bareRepository=all")


def _looks_bare(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "HEAD")) and all(
        os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs")
    )


def _checkout_around(folder: str) -> str | None:
    """The nearest checkout that holds a folder, unless the folder belongs to that checkout's own `.git`."""
    below, parent = folder, os.path.dirname(folder)
    while parent != below:
        kept = os.path.join(parent, ".git")
        if os.path.exists(kept):
            return None if f"{folder}{os.sep}".startswith(f"{kept}{os.sep}") else parent
        below, parent = parent, os.path.dirname(parent)
    return None
