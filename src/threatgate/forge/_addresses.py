"""A ticket's address taken apart: which tracker, which project, which number."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from threatgate.forge._api import Unknown

_GITHUB = re.compile(r"/([\w.-]+/[\w.-]+)/issues/(\d{1,12})/?", re.ASCII)
_GITLAB = re.compile(r"/([\w.-]+(?:/[\w.-]+)+)/-/(issues|work_items)/(\d{1,12})/?", re.ASCII)
_JIRA = re.compile(r"((?:/[\w.-]+)*)/browse/([A-Z][A-Z0-9_]{0,99}-\d{1,12})/?", re.ASCII)


class GitHubTicket(NamedTuple):
    """An issue of a repository on GitHub."""

    host: str
    repository: str
    number: int


class GitLabTicket(NamedTuple):
    """An issue or work item of a project on GitLab."""

    host: str
    project: str
    number: int


class JiraTicket(NamedTuple):
    """An issue of Jira; `base` is the address of the site."""

    base: str
    key: str


Address: TypeAlias = "GitHubTicket | GitLabTicket | JiraTicket"


def address(url: str) -> Address | Unknown:
    """What a ticket's URL names."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        site = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return Unknown("the address of the ticket cannot be read", "give its whole URL")
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password:
        return Unknown("the address of the ticket is no plain URL", "give it as https://host/path")
    if {".", ".."} & set(parts.path.split("/")):
        return Unknown("the address of the ticket leads elsewhere than it says", "give it as the tracker shows it")
    if found := _GITLAB.fullmatch(parts.path):
        return GitLabTicket(host, found[1], int(found[3]))
    if found := _GITHUB.fullmatch(parts.path):
        return GitHubTicket(host, found[1], int(found[2]))
    if found := _JIRA.fullmatch(parts.path):
        return JiraTicket(f"{site}{found[1]}", found[2])
    if host == "linear.app" or host.endswith((".linear.app", "dev.azure.com", ".visualstudio.com")):
        name = "Linear" if host.endswith("linear.app") else "Azure Boards"
        return Unknown(f"tickets of {name} are not looked up", "see to it by hand, or use GitHub, GitLab or Jira")
    return Unknown(f"what kind of tracker {host} has is not known", "use GitHub, GitLab or Jira for what is looked up")
