"""Which repository this is, in one spelling that its clones and its pipelines agree on: `github.com/org/name`.

The base side's settings say it best. Else the pipeline's own variables do, else the address of `origin`. Letter case,
credentials, ports, `.git` and the way of access (SSH or HTTPS) make no difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = re.compile(r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9_.~+-]+)+")
_HOSTS = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
    "ssh.dev.azure.com": "dev.azure.com",
}
MEND = "name it in .threatgate.yaml on the base side: `repository: github.com/org/name`"


def repository_identity(named: str, environ: Mapping[str, str], origin: str) -> str | None:
    """The repository's name. `named` is what the settings say, `origin` the URL of that remote; "" where there is none.

    None where nothing tells which repository this is.
    """
    for url in (named and f"https://{named}", _of_pipeline(environ), origin):
        found = normalised(url) if url else None
        if found is not None:
            return found
    return None


def normalised(url: str) -> str | None:
    """`host/path` of an address, in lower case; None for a path of the machine or what no forge would hand out."""
    scheme, is_url, rest = url.strip().partition("://")
    if is_url:
        if scheme.lower() not in ("https", "http", "ssh", "git", "git+ssh", "ssh+git"):
            return None
        place, _, path = rest.partition("/")
        host = place.rpartition("@")[2].partition(":")[0]
    else:
        place, colon, path = scheme.partition(":")
        host = place.rpartition("@")[2]
        if not colon or "/" in place or len(host) < 2:
            return None
    host = host.lower()
    steps = [step for step in path.partition("?")[0].partition("#")[0].lower().split("/") if step]
    if host == "ssh.dev.azure.com" and steps[:1] == ["v3"]:
        steps = steps[1:]
    if host.endswith("dev.azure.com"):
        steps = [step for step in steps if step != "_git"]
    name = "/".join([_HOSTS.get(host, host), *steps]).removesuffix(".git")
    dots = any(step.strip(".") == "" for step in name.split("/"))
    return name if _PLAIN.fullmatch(name) and not dots else None


def _of_pipeline(environ: Mapping[str, str]) -> str:
    """Where the pipeline says the change would land: of a merge request from a fork, the project it is for."""
    if environ.get("GITHUB_ACTIONS") == "true" and environ.get("GITHUB_REPOSITORY"):
        return f"{environ.get('GITHUB_SERVER_URL') or 'https://github.com'}/{environ['GITHUB_REPOSITORY']}"
    if environ.get("GITLAB_CI") == "true":
        return environ.get("CI_MERGE_REQUEST_PROJECT_URL") or environ.get("CI_PROJECT_URL", "")
    return ""
