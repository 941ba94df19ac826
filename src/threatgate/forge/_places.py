"""Which forge and which repository: from the pipeline's variables, else from the address that was cloned.

Words of the environment decide where a token goes, so the host of an address counts only where it is a known one:
github.com, gitlab.com, or the host that a variable names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from threatgate.forge._api import Maker, Place, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

GITHUB, GITLAB = "https://github.com", "https://gitlab.com"
_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)+", re.ASCII)
_SCP = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?P<path>[^/\\].*)", re.ASCII)


class Host(NamedTuple):
    """A forge without a repository: whose software, its address for people and that of its API."""

    maker: Maker
    web: str
    api: str


def place(environ: Mapping[str, str], origin: str = "") -> Place | Unknown:
    """The repository that a pipeline or a clone is of. `origin` is the remote's address, "" where there is none."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _named(_github(environ), environ.get("GITHUB_REPOSITORY", ""), "GITHUB_REPOSITORY")
    if environ.get("GITLAB_CI") == "true":
        variable = "CI_MERGE_REQUEST_PROJECT_PATH" if environ.get("CI_MERGE_REQUEST_IID") else "CI_PROJECT_PATH"
        return _named(_gitlab(environ), environ.get(variable, ""), variable)
    host, name = _taken_apart(origin)
    if not host:
        return Unknown("this clone has no remote `origin` on a forge", "run it in a pipeline, or add the remote")
    found = host_named(host, environ)
    if found is None:
        return Unknown(
            f"origin is at {host}, and nothing says which forge that is",
            f"set GITHUB_SERVER_URL=https://{host} or CI_SERVER_URL=https://{host}",
        )
    return _named(found, name, "the address of origin")


def host_named(host: str, environ: Mapping[str, str]) -> Host | None:
    """The forge at a host, None where no variable says that there is one."""
    known = (_github(environ), _gitlab(environ), Host(Maker.GITHUB, GITHUB, "https://api.github.com"))
    for one in (*known, Host(Maker.GITLAB, GITLAB, f"{GITLAB}/api/v4")):
        if host.lower() == _host(one.web):
            return one
    return None


def own_host(maker: Maker, environ: Mapping[str, str]) -> Host:
    """The forge that the tokens of the environment are for."""
    return _github(environ) if maker is Maker.GITHUB else _gitlab(environ)


def _github(environ: Mapping[str, str]) -> Host:
    web = (environ.get("GITHUB_SERVER_URL") or _https(environ.get("GH_HOST")) or GITHUB).rstrip("/")
    api = (environ.get("GITHUB_API_URL") or "").rstrip("/")
    host = _host(web)
    if not api and host == "github.com":
        api = "https://api.github.com"
    elif not api and host.endswith(".ghe.com"):
        api = f"https://api.{host}"
    return Host(Maker.GITHUB, web, api or f"{web}/api/v3")


def _gitlab(environ: Mapping[str, str]) -> Host:
    web = (environ.get("CI_SERVER_URL") or _https(environ.get("GITLAB_HOST")) or GITLAB).rstrip("/")
    return Host(Maker.GITLAB, web, (environ.get("CI_API_V4_URL") or f"{web}/api/v4").rstrip("/"))


def _https(host: str | None) -> str:
    return "" if not host else host if "://" in host else f"https://{host}"


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _named(host: Host, name: str, where: str) -> Place | Unknown:
    if not _NAME.fullmatch(name) or ".." in name.split("/") or (host.maker is Maker.GITHUB and name.count("/") != 1):
        return Unknown(f"{where} names no repository as owner/name", "run it where the repository is known")
    return Place(host.maker, host.web, host.api, name)


def _taken_apart(origin: str) -> tuple[str, str]:
    """Host and path of a remote's address; ("", "") for a folder and for what is no address."""
    found = _SCP.fullmatch(origin)
    if found is not None and "://" not in origin and len(found["host"]) > 1:
        host, path = found["host"], found["path"]
    else:
        try:
            parts = urlsplit(origin)
            host, path = parts.hostname or "", parts.path
        except ValueError:
            return "", ""
        if parts.scheme not in ("https", "http", "ssh", "git"):
            return "", ""
    return host.lower(), path.strip("/").removesuffix(".git")
