"""Whom the CI environment names as those who opened or pushed a change: further authors, whatever its commits say.

Only events in which somebody brings content count: whoever reviews, labels, queues or merges has written nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from threatgate.errors import UndeterminedError
from threatgate.repository.ci import event_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:\[bot\])?", re.ASCII)
_BRINGS = frozenset({"opened", "synchronize"})
_PULLS = frozenset({"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"})
# Who commits what GitHub merges or squashes.
_FORGE = "noreply@github.com"


def makers(environ: Mapping[str, str]) -> frozenset[str]:
    """The handles of who opened or pushed the change of this pipeline; none outside of one."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _handles(_github(environ))
    if environ.get("GITLAB_CI") == "true":
        return _handles(_gitlab(environ))
    return frozenset()


def _github(environ: Mapping[str, str]) -> Iterator[object]:
    name = environ.get("GITHUB_EVENT_NAME", "")
    try:
        said = event_of(environ)
    except UndeterminedError:
        return
    if name in _PULLS:
        yield _at(said, "pull_request", "user", "login")
        if said.get("action") in _BRINGS and not name.startswith("pull_request_review"):
            yield _at(said, "sender", "login")
            yield environ.get("GITHUB_ACTOR")
    if name == "push" and _at(said, "head_commit", "committer", "email") != _FORGE:
        yield _at(said, "pusher", "name")
        yield environ.get("GITHUB_ACTOR")


def _gitlab(environ: Mapping[str, str]) -> Iterator[object]:
    """Who started the pipeline, which is who pushed. On a merge train and the default branch it is who merged."""
    train = environ.get("CI_MERGE_REQUEST_EVENT_TYPE") == "merge_train"
    pushed = environ.get("CI_PIPELINE_SOURCE", "push") in ("push", "merge_request_event", "external_pull_request_event")
    branch = environ.get("CI_COMMIT_BRANCH")
    if pushed and not train and (branch is None or branch != environ.get("CI_DEFAULT_BRANCH")):
        yield environ.get("GITLAB_USER_LOGIN")


def _at(said: Mapping[str, Any], *keys: str) -> object:
    found: Any = said
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _handles(logins: Iterable[object]) -> frozenset[str]:
    return frozenset(f"@{login}".lower() for login in logins if isinstance(login, str) and _LOGIN.fullmatch(login))
