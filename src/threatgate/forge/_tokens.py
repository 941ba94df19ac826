"""Which token goes with which forge. A token goes to the host that the environment names, and to no other."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from threatgate.forge._api import Maker, Unknown
from threatgate.forge._http import Login
from threatgate.forge._places import own_host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.forge._places import Host

GITHUB = ("THREATGATE_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
GITLAB = ("THREATGATE_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN")
JIRA = ("JIRA_TOKEN", "JIRA_API_TOKEN")
VERSION = "2022-11-28"


def login(host: Host, environ: Mapping[str, str]) -> Login | Unknown:
    """Who asks this forge."""
    own = own_host(host.maker, environ)
    if host.web != own.web:
        return Unknown(
            f"no token is for {_plain(host.web)}: those of this environment are for {_plain(own.web)}",
            "run it with a token for that host, with GITHUB_SERVER_URL or CI_SERVER_URL naming it",
        )
    names: tuple[str, ...] = GITHUB if host.maker is Maker.GITHUB else GITLAB
    if _elsewhere(host.maker, environ):
        # A pipeline of one maker carries its own token; one of ours is then for that maker too.
        names = names[1:]
    name = next((name for name in names if environ.get(name, "").strip()), None)
    if name is None:
        return Unknown(f"there is no token for {_plain(host.web)}", f"set {names[-2]} or {names[0]}")
    token = environ[name].strip()
    if host.maker is Maker.GITHUB:
        headers = (("authorization", f"Bearer {token}"), ("accept", "application/vnd.github+json"))
        return Login(name, (*headers, ("x-github-api-version", VERSION)))
    return Login(name, (("job-token" if name == "CI_JOB_TOKEN" else "private-token", token),))


def jira_login(environ: Mapping[str, str]) -> Login | Unknown:
    """Who asks Jira: an account of the cloud with its e-mail, or a personal token of a server."""
    name = next((name for name in JIRA if environ.get(name, "").strip()), None)
    if name is None:
        return Unknown("there is no token for Jira", f"set {JIRA[0]}, and for the cloud JIRA_EMAIL too")
    token, email = environ[name].strip(), environ.get("JIRA_EMAIL", "").strip()
    if email:
        coded = base64.b64encode(f"{email}:{token}".encode()).decode()
        return Login(name, (("authorization", f"Basic {coded}"),))
    return Login(name, (("authorization", f"Bearer {token}"),))


def _elsewhere(maker: Maker, environ: Mapping[str, str]) -> bool:
    other = "GITLAB_CI" if maker is Maker.GITHUB else "GITHUB_ACTIONS"
    return environ.get(other) == "true"


def _plain(web: str) -> str:
    return web.partition("://")[2] or web
