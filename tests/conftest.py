"""Real Git repositories for every test, far from the configuration and the CI variables of the machine."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from git_repo import GitRepo

from threatgate import surface
from threatgate.answering._case import RUNNERS
from threatgate.repository.judged import JudgeRequest, open_judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from threatgate.repository.judged import Judged

CI_PREFIXES = ("GITHUB_", "GITLAB_", "CI_", "GIT_", "RUNNER_", "THREATGATE_")


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without any configuration."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _far_from_this_machine(monkeypatch: pytest.MonkeyPatch, empty_home: Path) -> None:
    """No CI variable, no Git variable and no user configuration reaches a test."""
    for name in [name for name in os.environ if name in RUNNERS or name.startswith(CI_PREFIXES)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(empty_home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    # A fault of a recogniser fails its test instead of making a file opaque.
    monkeypatch.setattr(surface, "SURVIVED", ())


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., GitRepo]:
    """`make_repo("name", bare=False, object_format="sha1")` gives a new empty repository in the test's folder."""

    def make(name: str = "repo", *, bare: bool = False, object_format: str = "sha1") -> GitRepo:
        return GitRepo(tmp_path / name, bare=bare, object_format=object_format)

    return make


@pytest.fixture
def repo(make_repo: Callable[..., GitRepo]) -> GitRepo:
    """A new empty repository on the unborn branch `main`."""
    return make_repo()


@pytest.fixture
def judge() -> Iterator[Callable[..., Judged]]:
    """`judge(repo, base, head, source="commit", patch=None, **environ)` opens a judgement, closed after the test."""
    with ExitStack() as stack:

        def opened(
            where: GitRepo | Path,
            base: str | None = None,
            head: str | None = None,
            source: str = "commit",
            patch: bytes | None = None,
            **environ: str,
        ) -> Judged:
            folder = where.path if isinstance(where, GitRepo) else where
            environ = {"PATH": os.environ["PATH"], "HOME": os.devnull} | environ
            return stack.enter_context(open_judged(JudgeRequest(folder, base, head, source, patch, environ)))

        yield opened
