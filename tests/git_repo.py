"""A Git repository on disk, made by the commands that people use."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FIRST_SECOND = 1_767_225_600  # 2026-01-01T00:00:00Z; every commit is a minute later than the one before it


class GitRepo:
    """A repository on disk. Text is written as UTF-8, bytes as they are, None removes the file."""

    def __init__(self, path: Path, *, bare: bool = False, object_format: str = "sha1") -> None:
        self.path = path
        self.commits = 0
        path.mkdir(parents=True, exist_ok=True)
        flags = ["--bare"] if bare else []
        self.git("init", "-q", "--template=", "-b", "main", f"--object-format={object_format}", *flags)

    def git(self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """Run git here and give its output without the last newline; a failure fails the test with git's own words."""
        done = self.try_git(*args, stdin=stdin, env=env)
        assert done.returncode == 0, f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}"
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def try_git(
        self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git here and give what became of it."""
        return subprocess.run(
            ["git", *args], cwd=self.path, env=self.env | dict(env or {}), input=stdin, capture_output=True, check=False
        )

    @property
    def env(self) -> dict[str, str]:
        stamp = f"{FIRST_SECOND + 60 * self.commits} +0000"
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.devnull,
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Lea",
            "GIT_AUTHOR_EMAIL": "lea@example.org",
            "GIT_COMMITTER_NAME": "Lea",
            "GIT_COMMITTER_EMAIL": "lea@example.org",
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_DATE": stamp,
            "GIT_MERGE_AUTOEDIT": "no",
            "GIT_ALLOW_PROTOCOL": "file",
        }

    def write(self, files: Mapping[str, str | bytes | None]) -> GitRepo:
        """Write or remove files of the working tree."""
        for name, content in files.items():
            target = self.path / name
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def commit(
        self, message: str = "change", files: Mapping[str, str | bytes | None] | None = None, *, author: str = ""
    ) -> str:
        """Commit everything in the working tree, also where nothing changed; gives the full id."""
        if files:
            self.write(files)
        self.commits += 1
        name, _, email = author.rstrip(">").partition(" <")
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", name), ("EMAIL", email))
        }
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message, env=who if author else None)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> GitRepo:
        """Make a branch and stand on it."""
        self.git("checkout", "-q", "--no-track", "-b", name, start)
        return self

    def checkout(self, name: str) -> GitRepo:
        """Stand on a branch or commit."""
        self.git("checkout", "-q", name)
        return self

    def merge(self, name: str, message: str = "merge", *options: str) -> str:
        """Merge a branch into the one stood on, always with a merge commit; gives its full id."""
        self.commits += 1
        self.git("merge", "-q", "--no-ff", "-m", message, *options, name)
        return self.git("rev-parse", "HEAD")
