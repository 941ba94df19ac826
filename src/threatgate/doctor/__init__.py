"""What the platform leaves open: the ways around the gate that no tool inside a pull request can close by itself.

The tree of the branch on which changes land is read, and the clone; with `--online` the forge is asked as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.doctor import _clone, _owners, _pipelines, _settings
from threatgate.doctor._api import Finding, Health
from threatgate.errors import UsageError
from threatgate.repository.revision import open_rev
from threatgate.settings import PATH, load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Examination", "Finding", "Health", "examine"]


class Examination(NamedTuple):
    """What was looked at and what was found, in the order in which it is to be mended."""

    repository: str
    revision: str
    branch: str
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is open."""
        return all(finding.health is not Health.OPEN for finding in self.findings)


def examine(repo: Path, rev: str | None, environ: Mapping[str, str], *, online: bool = False) -> Examination:
    """Look at the branch on which changes land. Raises ThreatgateError where there is no such revision."""
    branch = rev or _clone.landing_branch(repo, environ)
    with open_rev(repo, branch, environ) as revision:
        blobs = dict(revision.files())

        def content(path: str) -> bytes | None:
            return revision.content(blobs.get(path))

        try:
            settings = load(content(PATH), PATH)
        except UsageError as error:
            broken = Finding("settings", Health.OPEN, error.message, error.hint, PATH)
            return Examination(revision.repository, revision.commit, branch or "HEAD", (broken,))
        jobs = tuple(_pipelines.jobs(blobs, content))
        findings = (
            *_settings.findings(settings, content),
            *_pipelines.findings(jobs),
            *_owners.findings(settings, blobs, content, tuple(job.path for job in jobs)),
            *_clone.findings(repo, environ),
        )
        name, commit, origin = revision.repository, revision.commit, revision.origin
    where = (branch or environ.get("GITHUB_REF_NAME") or environ.get("CI_DEFAULT_BRANCH") or "main").split("/")
    called = "/".join(where[3:] if where[:2] == ["refs", "remotes"] else where[2:] if where[0] == "refs" else where)
    asked = _asked(environ, origin, called, frozenset(job.shown for job in jobs), online=online)
    return Examination(name, commit, branch or "HEAD", findings + asked)


def _asked(
    environ: Mapping[str, str], origin: str, branch: str, names: frozenset[str], *, online: bool
) -> tuple[Finding, ...]:
    """What only the forge knows; without leave to ask it, that is said once."""
    if online:
        from threatgate.doctor import _platform

        return tuple(_platform.findings(origin, branch, names, environ))
    words = "whether the check is required, and whether a pull request may change the pipeline, only the forge knows"
    return (Finding("platform", Health.UNKNOWN, words, "ask it: threatgate doctor --online, with a token"),)
