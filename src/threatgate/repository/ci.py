"""Base and head from the CI environment: what each event of GitHub and GitLab says about what would land.

Pure: an environment goes in, ranges come out, to be tried in order. The event file is the only thing read. Words of the
environment are names to be resolved, never trusted to exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.errors import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_LIMIT = 32 * 1024 * 1024
HEX = frozenset("0123456789abcdef")


class CiRange(NamedTuple):
    """One way to find what would land. Without a base, nothing was there before.

    `direct` says that the platform made head from base, so that their trees compare as they are. `merged` says that
    head must be a merge commit of two parents, base the first and, where it is known, `second` the other. `mend` is
    what to do where one of the two is not in the clone.
    """

    words: str
    base: str | None
    head: str
    mend: str
    direct: bool = False
    merged: bool = False
    second: str | None = None


def ci_ranges(environ: Mapping[str, str]) -> tuple[CiRange, ...]:
    """The ranges that the CI environment names; none outside CI and for events that are about no change."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _github(environ)
    if environ.get("GITLAB_CI") == "true":
        return _gitlab(environ)
    return ()


def description(environ: Mapping[str, str]) -> tuple[str, str]:
    """Whose text the environment holds of the pull or merge request, and the text; empty where there is none."""
    if environ.get("GITHUB_ACTIONS") == "true" and environ.get("GITHUB_EVENT_PATH"):
        try:
            body = _map(event_of(environ).get("pull_request")).get("body")
        except UndeterminedError:
            body = None
        return "the text of the pull request", body if isinstance(body, str) else ""
    return "the text of the merge request", environ.get("CI_MERGE_REQUEST_DESCRIPTION", "")


def _github(environ: Mapping[str, str]) -> tuple[CiRange, ...]:
    event = environ.get("GITHUB_EVENT_NAME", "")
    match event:
        case "pull_request" | "pull_request_review" | "pull_request_review_comment":
            return _github_pull(environ, event)
        case "pull_request_target":
            return _github_target(environ)
        case "merge_group":
            return _github_group(environ)
        case "push":
            return _github_push(environ)
        case _:
            return ()


def _github_pull(environ: Mapping[str, str], event: str) -> tuple[CiRange, ...]:
    """The merge commit that GitHub checked out; where the head itself was checked out, its merge is computed."""
    pull = _map(event_of(environ).get("pull_request"))
    words = f"GitHub {event}{_number(pull)}"
    merge = _oid(environ.get("GITHUB_SHA"), f"{words}: GITHUB_SHA")
    head = _map(pull.get("head")).get("sha")
    second = _oid(head, f"{words}: pull_request.head.sha") if head else None
    mend = "check out the merge commit and its parents: actions/checkout without `ref:` and with `fetch-depth: 2`"
    ranges = [CiRange(words, f"{merge}^1", merge, mend, direct=True, merged=True, second=second)]
    target = _map(pull.get("base")).get("ref") or environ.get("GITHUB_BASE_REF")
    if second and target:
        ranges.append(CiRange(f"{words} (merge computed here)", f"refs/remotes/origin/{target}", second, mend))
    return tuple(ranges)


def _github_target(environ: Mapping[str, str]) -> tuple[CiRange, ...]:
    """The default branch is checked out; the pull request's head must have been fetched, as objects only."""
    pull = _map(event_of(environ).get("pull_request"))
    words = f"GitHub pull_request_target{_number(pull)}"
    head = _oid(_map(pull.get("head")).get("sha"), f"{words}: pull_request.head.sha")
    target = _text(_map(pull.get("base")).get("ref"), f"{words}: pull_request.base.ref")
    number = pull.get("number") or "N"
    mend = (
        "fetch both without checking them out: git fetch --no-tags origin "
        f"+refs/heads/{target}:refs/remotes/origin/{target} refs/pull/{number}/head"
    )
    ranges = [CiRange(words, f"refs/remotes/origin/{target}", head, mend)]
    if environ.get("GITHUB_REF") == f"refs/heads/{target}":
        ranges.append(CiRange(words, _oid(environ.get("GITHUB_SHA"), f"{words}: GITHUB_SHA"), head, mend))
    return tuple(ranges)


def _github_group(environ: Mapping[str, str]) -> tuple[CiRange, ...]:
    group = _map(event_of(environ).get("merge_group"))
    words = "GitHub merge_group"
    base = _oid(group.get("base_sha"), f"{words}: merge_group.base_sha")
    head = _oid(group.get("head_sha") or environ.get("GITHUB_SHA"), f"{words}: merge_group.head_sha")
    return (CiRange(words, base, head, f"use `fetch-depth: 0`, or git fetch --depth=1 origin {base}", direct=True),)


def _github_push(environ: Mapping[str, str]) -> tuple[CiRange, ...]:
    event = event_of(environ)
    words = f"GitHub push to {environ.get('GITHUB_REF_NAME') or event.get('ref')}"
    after = _oid(environ.get("GITHUB_SHA"), f"{words}: GITHUB_SHA")
    if event.get("deleted") is True:
        return (CiRange(f"{words}, which deleted it", after, after, "use `fetch-depth: 0`", direct=True),)
    before = _oid(event.get("before"), f"{words}: before")
    default = _map(event.get("repository")).get("default_branch")
    first = event.get("ref") == f"refs/heads/{default}"
    return (_pushed(words, before, after, first=first, default=default, whole="use `fetch-depth: 0`"),)


def _pushed(words: str, before: str, after: str, *, first: bool, default: object, whole: str) -> CiRange:
    """What a push brought: since the commit before it, since the default branch, or, as the very first, everything."""
    if before.strip("0"):
        mend = f"{whole}, or git fetch --depth=1 origin {before}; after a forced push name the base: --base REV"
        return CiRange(words, before, after, mend, direct=True)
    if first:
        return CiRange(f"{words}, the first one", None, after, whole)
    branch = _text(default, f"{words}: the default branch")
    mend = f"{whole}, or git fetch origin +refs/heads/{branch}:refs/remotes/origin/{branch}"
    return CiRange(f"{words}, a new branch", f"refs/remotes/origin/{branch}", after, mend)


def _gitlab(environ: Mapping[str, str]) -> tuple[CiRange, ...]:
    head = _oid(environ.get("CI_COMMIT_SHA"), "GitLab: CI_COMMIT_SHA")
    if environ.get("CI_EXTERNAL_PULL_REQUEST_IID"):
        words = f"GitLab external pull request {environ['CI_EXTERNAL_PULL_REQUEST_IID']}"
        name = "CI_EXTERNAL_PULL_REQUEST_{}_BRANCH_SHA"
        base = _oid(environ.get(name.format("TARGET")), f"{words}: {name.format('TARGET')}")
        source = _oid(environ.get(name.format("SOURCE")) or head, f"{words}: {name.format('SOURCE')}")
        return (CiRange(words, base, source, f"set GIT_DEPTH: 0, or git fetch origin {base}"),)
    if environ.get("CI_MERGE_REQUEST_IID"):
        return _gitlab_request(environ, head)
    if environ.get("CI_COMMIT_BRANCH") and environ.get("CI_PIPELINE_SOURCE", "push") == "push":
        branch, default = environ["CI_COMMIT_BRANCH"], environ.get("CI_DEFAULT_BRANCH")
        words = f"GitLab push to {branch}"
        before = _oid(environ.get("CI_COMMIT_BEFORE_SHA"), f"{words}: CI_COMMIT_BEFORE_SHA")
        return (_pushed(words, before, head, first=branch == default, default=default, whole="set GIT_DEPTH: 0"),)
    return ()


def _gitlab_request(environ: Mapping[str, str], head: str) -> tuple[CiRange, ...]:
    """A merged result or a train is a commit that GitLab made; any other pipeline runs on the source branch itself."""
    kind = environ.get("CI_MERGE_REQUEST_EVENT_TYPE", "detached")
    words = f"GitLab merge request {environ['CI_MERGE_REQUEST_IID']} ({kind})"
    match kind:
        case "merged_result":
            base = _oid(
                environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"), f"{words}: CI_MERGE_REQUEST_TARGET_BRANCH_SHA"
            )
            return (CiRange(words, base, head, f"set GIT_DEPTH: 0, or git fetch --depth=1 origin {base}", direct=True),)
        case "merge_train":
            return (CiRange(words, f"{head}^1", head, "set GIT_DEPTH: 0", direct=True, merged=True),)
        case _:
            target = _text(
                environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"), f"{words}: CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
            )
            tip = f"refs/remotes/origin/{target}"
            return (
                CiRange(
                    words, tip, head, f"set GIT_DEPTH: 0 and run first: git fetch origin +refs/heads/{target}:{tip}"
                ),
            )


def event_of(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """The event that started the workflow."""
    import json

    path = environ.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as file:
            event = json.loads(file.read(EVENT_LIMIT))
    except (OSError, ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise UndeterminedError(
            f"the event file GITHUB_EVENT_PATH={path!r} cannot be read", "name the range: --base REV --head REV"
        )
    return event


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(pull: Mapping[str, Any]) -> str:
    number = pull.get("number")
    return f" {number}" if isinstance(number, int) else ""


def _oid(value: object, where: str) -> str:
    """A whole object id; anything else in its place would be a name that the change may have chosen."""
    if isinstance(value, str) and len(value) in (40, 64) and HEX.issuperset(value):
        return value
    raise UndeterminedError(f"{where} is no commit id", "name the range: --base REV --head REV")


def _text(value: object, where: str) -> str:
    if isinstance(value, str) and value:
        return value
    raise UndeterminedError(f"{where} is not said", "name the range: --base REV --head REV")
