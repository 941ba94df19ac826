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


def remote_default(repo: Path, remote: str) -> str | None:
    """The branch of a remote on which changes land, as far as this clone has seen it."""
    with _opened(repo) as clone:
        names = {reference.path: reference for reference in clone.references}
        said = names.get(f"refs/remotes/{remote}/HEAD")
        if said is not None:
            return said.reference.path.removeprefix(f"refs/remotes/{remote}/")
        return next((name for name in ("main", "master") if f"refs/remotes/{remote}/{name}" in names), None)


def commit_named(repo: Path, name: str) -> str | None:
    """The id of the commit that a name or an id means in the clone, None where it has none."""
    from git import BadName, BadObject

    with _opened(repo) as clone:
        try:
            return clone.commit(name).hexsha
        except (BadName, BadObject, ValueError):
            return None


def hooks_folder(repo: Path) -> Path:
    """The folder from which Git runs hooks: that of `core.hooksPath`, else the one that all worktrees share.

    Raises UsageError where hooks are switched off.
    """
    from pathlib import Path

    from git import GitCommandError

    with _opened(repo) as clone:
        try:
            said = str(clone.git.rev_parse("--git-path", "hooks"))
        except GitCommandError:
            raise UsageError(f"git does not say where the hooks of {repo} are", "run it in a checkout") from None
        folder = Path(clone.working_dir, said).resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"hooks are switched off: core.hooksPath is {folder}", "unset it, or name a folder there")
    return folder


def _opened(repo: Path) -> Repo:
    from git import InvalidGitRepositoryError, NoSuchPathError, Repo

    try:
        return Repo(repo, search_parent_directories=True, expand_vars=False)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise UsageError(
            f"there is no Git repository at {repo}", "run it inside one, or name one: --repo DIR"
        ) from None
