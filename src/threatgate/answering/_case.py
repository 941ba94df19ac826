"""One change as the answers to it see it: what lands, on which day, under whose settings, and what was read of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import content_digest, paths_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from threatgate.model import Element
    from threatgate.repository._api import Comparison
    from threatgate.repository.judged import Judged
    from threatgate.settings import Settings

PIPELINES = ("CI", "GITHUB_ACTIONS", "GITLAB_CI")
# What the runners set that do not, or did not always, set CI: Azure, Jenkins, TeamCity, CodeBuild, Bitbucket, Gitea.
RUNNERS = (
    *PIPELINES,
    *("TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "BITBUCKET_BUILD_NUMBER", "GITEA_ACTIONS"),
    *("FORGEJO_ACTIONS", "BUILDKITE", "CIRCLECI", "DRONE", "TRAVIS", "HARNESS_BUILD_ID", "BUILDER_OUTPUT"),
)


def in_pipeline(environ: Mapping[str, str]) -> bool:
    """Whether an environment is a pipeline's. Woodpecker and others put their name into CI."""
    return any(environ.get(name, "").lower() not in ("", "0", "false", "no") for name in RUNNERS)


class Case(NamedTuple):
    """What the gate knows when records are asked. `before` and `after` are the elements of all changed files.

    `online` says that the forge may be asked, `environ` where it is and as whom.
    """

    judged: Judged
    comparisons: tuple[Comparison, ...]
    settings: Settings
    day: date
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    environ: Mapping[str, str]
    online: bool = False

    @property
    def edited(self) -> frozenset[str]:
        """The paths that the change edits."""
        return frozenset(file.path for comparison in self.comparisons for file in comparison.files)

    @property
    def in_pipeline(self) -> bool:
        """Whether this is a pipeline, which must prove what a developer's own run may leave to it."""
        return in_pipeline(self.environ)


def digest_on_head(judged: Judged) -> Callable[[str], str | None]:
    """The digest (`sha256:` of the bytes) of a file that would land, None where there is none."""

    @cache
    def digest(path: str) -> str | None:
        data = judged.head_file(path)
        return None if data is None else content_digest(data)

    return digest


def lives_on_either_side(case: Case) -> Callable[[str], bool]:
    """Whether an element of an id is on either side. A file that this change leaves alone keeps what it held."""
    ids = frozenset(element.id for element in (*case.before, *case.after))
    edited = case.edited

    def lives(element: str) -> bool:
        untouched = (path for path in paths_of(element) if path not in edited)
        return element in ids or any(case.judged.head_file(path) is not None for path in untouched)

    return lives
