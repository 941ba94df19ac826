"""The developer's own clone, through GitPython: who they are and what their default branch is.

GitPython trusts the configuration of what it opens, so it never opens a repository under judgement in a pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from git import Repo


def identity(repo: Path) -> str | None:
    """The e-mail, else the name, that the developer's next commit would carry; None where neither is configured."""
    with _opened(repo) as clone, clone.config_reader() as config:
        for option in ("email", "name"):
            value = str(config.get_value("user", option, default="")).strip()
            if value:
                return value
    return None


def default_branch(repo: Path) -> str | None:
    """The branch that changes land on: what the server says, else `main` or `master`, else `init.defaultBranch`."""
    with _opened(repo) as clone:
        names = {reference.path: reference for reference in clone.references}
        said = names.get("refs/remotes/origin/HEAD")
        if said is not None:
            return said.reference.path.removeprefix("refs/remotes/origin/")
        for name in ("main", "master"):
            if f"refs/remotes/origin/{name}" in names or f"refs/heads/{name}" in names:
                return name
        with clone.config_reader() as config:
            configured = str(config.get_value("init", "defaultBranch", default="")).strip()
        return configured if f"refs/heads/{configured}" in names else None


def _opened(repo: Path) -> Repo:
    from git import InvalidGitRepositoryError, NoSuchPathError, Repo

    try:
        return Repo(repo, search_parent_directories=True, expand_vars=False)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise UsageError(
            f"there is no Git repository at {repo}", "run it inside one, or name one: --repo DIR"
        ) from None
