"""Where in the forge a file can be added to the change that a pipeline judges. Pure: only the environment is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from threatgate.errors import UndeterminedError
from threatgate.repository.ci import event_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Branch(NamedTuple):
    """The branch of a pull or merge request.

    `web` is the address of its repository, `prefills` whether the forge takes a file's text in an address.
    """

    web: str
    name: str
    prefills: bool


def branch_of(environ: Mapping[str, str]) -> Branch | None:
    """The branch to commit to; None where the environment names none, or nothing that is an address."""
    found = None
    if environ.get("GITHUB_ACTIONS") == "true":
        found = _github(environ)
    elif environ.get("GITLAB_CI") == "true":
        web = environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_URL") or environ.get("CI_PROJECT_URL", "")
        name = environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME") or environ.get("CI_COMMIT_BRANCH", "")
        found = Branch(web.rstrip("/"), name, prefills=False)
    if found is None or not found.name or urlsplit(found.web).scheme not in ("http", "https"):
        return None
    return found


def _github(environ: Mapping[str, str]) -> Branch | None:
    """Of a pull request the branch of whoever opened it, which may be in a fork."""
    try:
        event = event_of(environ)
    except UndeterminedError:
        return None
    pull = event.get("pull_request")
    head = pull.get("head") if isinstance(pull, dict) else None
    server = environ.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/")
    if isinstance(head, dict):
        home, name = head.get("repo"), head.get("ref")
        full = home.get("full_name") if isinstance(home, dict) else None
        return Branch(f"{server}/{full}", str(name), prefills=True) if full and name else None
    if environ.get("GITHUB_EVENT_NAME") == "push" and environ.get("GITHUB_REF_TYPE", "branch") == "branch":
        full, name = environ.get("GITHUB_REPOSITORY"), environ.get("GITHUB_REF_NAME")
        return Branch(f"{server}/{full}", name, prefills=True) if full and name else None
    return None
