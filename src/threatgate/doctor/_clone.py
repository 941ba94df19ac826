"""What the clone itself leaves open: a push that nothing judges before it leaves, history that is not here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from threatgate.doctor._api import Finding, Health
from threatgate.errors import ThreatgateError
from threatgate.files import working_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def landing_branch(repo: Path, environ: Mapping[str, str]) -> str | None:
    """The branch on which changes land, as the clone knows it; None for HEAD."""
    if environ.get("CI"):
        return None
    from threatgate.repository.clone import commit_named, default_branch

    try:
        name = default_branch(repo)
        there = [f"refs/remotes/origin/{name}", f"refs/heads/{name}"] if name else []
        return next((one for one in there if commit_named(repo, one)), None)
    except ThreatgateError:
        return None


def findings(repo: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """The depth of the history anywhere, the hook of a developer's own clone."""
    if _shallow(repo):
        words = "this clone is shallow: who wrote a change, and where it lands, may not be told"
        mend = "git fetch --unshallow --filter=blob:none (in CI: fetch-depth: 0, GIT_DEPTH: 0)"
        yield Finding("depth", Health.ADVICE, words, mend)
    if environ.get("CI") or working_tree(repo) is None:
        return
    from threatgate.hook import installed

    try:
        there = installed(repo)
    except ThreatgateError as error:
        yield Finding("hook", Health.ADVICE, error.message, error.hint)
        return
    if there:
        yield Finding("hook", Health.FINE, "every push from this clone is judged before it leaves")
    else:
        yield Finding("hook", Health.ADVICE, "no hook judges a push from this clone", "threatgate hook install")


def _shallow(repo: Path) -> bool:
    here = repo.resolve()
    for folder in (here, *here.parents):
        if (folder / ".git").is_dir():
            return (folder / ".git" / "shallow").exists()
        if (folder / "objects").is_dir() and (folder / "HEAD").is_file():
            return (folder / "shallow").exists()
    return os.path.exists(Path(here, ".git", "shallow"))
