"""Which pull requests a pipeline runs for: by number where its variables say so, else by the commits to be traced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.forge._api import Unknown
from threatgate.forge._json import maps, number, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.forge._api import Forge

EVENT_LIMIT = 32 * 1024 * 1024
_QUEUED = re.compile(r"(?:refs/heads/)?gh-readonly-queue/.+/pr-(\d{1,12})-[0-9a-f]{40,64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Occasion(NamedTuple):
    """What a pipeline runs for: known `numbers` of pull requests, and commits from `base` (not in it) to `head`."""

    numbers: tuple[int, ...] = ()
    base: str = ""
    head: str = ""


def occasion(environ: Mapping[str, str]) -> Occasion | Unknown:
    """What the variables of the pipeline say."""
    if environ.get("GITHUB_ACTIONS") == "true":
        event = _event(environ.get("GITHUB_EVENT_PATH", ""))
        return event if isinstance(event, Unknown) else _github(environ.get("GITHUB_EVENT_NAME", ""), event, environ)
    if environ.get("GITLAB_CI") == "true":
        return _gitlab(environ)
    return Unknown("this is no pipeline, so no pull request is known", "name it: --number N")


def pulls(forge: Forge, environ: Mapping[str, str]) -> tuple[int, ...] | Unknown:
    """The numbers of the pull requests that a pipeline runs for; () where a commit came without one."""
    found = occasion(environ)
    if isinstance(found, Unknown):
        return found
    if not found.head:
        return found.numbers
    traced = forge.pulls_between(found.base, found.head) if found.base else forge.pulls_of(found.head)
    if isinstance(traced, Unknown):
        return traced
    return tuple(dict.fromkeys((*found.numbers, *traced)))


def _github(name: str, event: Mapping[str, Any], environ: Mapping[str, str]) -> Occasion | Unknown:
    match name:
        case "pull_request" | "pull_request_target" | "pull_request_review" | "pull_request_review_comment":
            said = number(event, "pull_request", "number") or number(event, "number")
            if said is None:
                return Unknown(f"the event {name} names no pull request", "name it: --number N")
            return Occasion((said,))
        case "issue_comment" if text(event, "issue", "pull_request", "url"):
            said = number(event, "issue", "number")
            return Occasion((said,)) if said is not None else Occasion()
        case "workflow_run":
            runs = maps(event, "workflow_run", "pull_requests")
            numbers = tuple(one for run in runs if (one := number(run, "number")) is not None)
            return Occasion(numbers)
        case "merge_group":
            group = event.get("merge_group")
            queued = _QUEUED.fullmatch(text(group, "head_ref"))
            numbers = (int(queued[1]),) if queued else ()
            return Occasion(numbers, _commit(text(group, "base_sha")), _commit(text(group, "head_sha")))
        case "push":
            before, after = (
                _commit(text(event, "before")),
                _commit(text(event, "after") or environ.get("GITHUB_SHA", "")),
            )
            return Occasion(base=before if before.strip("0") else "", head=after if after.strip("0") else "")
        case _:
            return Occasion()


def _gitlab(environ: Mapping[str, str]) -> Occasion | Unknown:
    iid = environ.get("CI_MERGE_REQUEST_IID", "")
    if iid.isdecimal():
        return Occasion((int(iid),))
    if environ.get("CI_EXTERNAL_PULL_REQUEST_IID"):
        return Unknown("the pull request is on another forge than this pipeline", "run the gate there")
    return Occasion(head=_commit(environ.get("CI_COMMIT_SHA", "")))


def _commit(said: str) -> str:
    return said if _COMMIT.fullmatch(said) else ""


def _event(path: str) -> dict[str, Any] | Unknown:
    import json

    try:
        with open(path, "rb") as file:
            event = json.loads(file.read(EVENT_LIMIT))
    except (OSError, ValueError, RecursionError):
        event = None
    if isinstance(event, dict):
        return event
    return Unknown(f"the event file GITHUB_EVENT_PATH={path!r} cannot be read", "name the pull request: --number N")
