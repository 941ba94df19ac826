"""Tickets looked up where they live: GitHub, GitLab, Jira. Each address is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote, urlsplit

from threatgate.forge import _json as json_
from threatgate.forge._addresses import GitHubTicket, GitLabTicket, JiraTicket, address
from threatgate.forge._api import Absent, Maker, Ticket, Unknown
from threatgate.forge._due import day, stated
from threatgate.forge._http import WIRES, Door, Request, Wires
from threatgate.forge._places import host_named
from threatgate.forge._tokens import jira_login, login
from threatgate.forge._trust import wired

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from threatgate.forge._places import Host

CLOUD = ".atlassian.net"


class Tickets:
    """A way to look tickets up. Jira's token goes to JIRA_BASE, else to Atlassian's cloud and the `sites`.

    `sites` (`https://host`) come from the base side's settings: an address alone, which anybody can write, opens no
    host to a token.
    """

    __slots__ = ("_doors", "_environ", "_known", "_sites", "_wires")

    def __init__(self, environ: Mapping[str, str], sites: frozenset[str] = frozenset(), wires: Wires = WIRES) -> None:
        self._environ, self._sites, self._wires = environ, sites, wires
        self._doors: dict[str, Door | Unknown] = {}
        self._known: dict[str, Ticket | Absent | Unknown] = {}

    def ticket(self, url: str) -> Ticket | Absent | Unknown:
        """The ticket at an address."""
        if url not in self._known:
            self._known[url] = self._looked_up(url)
        return self._known[url]

    def _looked_up(self, url: str) -> Ticket | Absent | Unknown:
        named = address(url)
        match named:
            case Unknown():
                return named
            case GitHubTicket(host=host):
                return self._forge(url, host, Maker.GITHUB, named)
            case GitLabTicket(host=host):
                return self._forge(url, host, Maker.GITLAB, named)
            case JiraTicket():
                return self._jira(url, named)
        assert_never(named)

    def _forge(
        self, url: str, host: str, maker: Maker, named: GitHubTicket | GitLabTicket
    ) -> Ticket | Absent | Unknown:
        known = host_named(host, self._environ)
        if known is not None and known.maker is Maker.GITLAB and isinstance(named, GitHubTicket):
            # The address that GitLab gave its issues before version 16 looks like one of GitHub's.
            named, maker = GitLabTicket(host, named.repository, named.number), Maker.GITLAB
        if known is None or known.maker is not maker:
            variable = "GITHUB_SERVER_URL" if maker is Maker.GITHUB else "CI_SERVER_URL"
            return Unknown(f"nothing says that {host} is a forge to be asked", f"set {variable}=https://{host}")
        door = self._door(known)
        if isinstance(door, Unknown):
            return door
        return _github(door, url, named) if isinstance(named, GitHubTicket) else _gitlab(door, url, named)

    def _door(self, host: Host) -> Door | Unknown:
        if host.api not in self._doors:
            who = login(host, self._environ)
            wires = wired(self._wires, host, self._environ)
            self._doors[host.api] = who if isinstance(who, Unknown) else Door(host.api, who, wires)
        return self._doors[host.api]

    def _jira(self, url: str, named: JiraTicket) -> Ticket | Absent | Unknown:
        own = _site(self._environ.get("JIRA_BASE") or self._environ.get("JIRA_URL") or "")
        site = _site(named.base)
        cloud = site.startswith("https://") and site.endswith(CLOUD)
        if site != own and (own or not (cloud or site in self._sites)):
            return Unknown(f"nothing says that there is a Jira to be asked at {site}", f"set JIRA_BASE={named.base}")
        if named.base not in self._doors:
            who = jira_login(self._environ)
            self._doors[named.base] = who if isinstance(who, Unknown) else Door(named.base, who, self._wires)
        door = self._doors[named.base]
        return door if isinstance(door, Unknown) else _jira(door, url, named.key, "3" if cloud else "2")


def _site(address_: str) -> str:
    """Scheme, host and port of an address, in small letters."""
    try:
        parts = urlsplit(address_)
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "") if parts.hostname else ""
    except ValueError:
        return ""


def _github(door: Door, url: str, named: GitHubTicket) -> Ticket | Absent | Unknown:
    root = f"/repos/{named.repository}"
    data = _object_or_none(door, f"{root}/issues/{named.number}")
    if isinstance(data, Unknown):
        return data
    if data is None:
        return _missing(door, root, f"issue {named.number} of {named.repository}")
    if "pull_request" in data:
        return Absent(f"{named.number} of {named.repository} is a pull request, no issue")
    fields = [
        found
        for field in json_.maps(data, "issue_field_values")
        if "date" in json_.text(field, "data_type") and _means_due(json_.text(field, "issue_field_name"))
        if (found := day(field.get("value"))) is not None
    ]
    due = max(fields, default=None) or stated(json_.text(data, "body")) or day(json_.text(data, "milestone", "due_on"))
    logins = tuple(json_.text(one, "login") for one in json_.maps(data, "assignees"))
    return Ticket(url, json_.text(data, "title"), json_.text(data, "state") == "open", logins, due, dated=False)


def _means_due(name: str) -> bool:
    return any(word in name.lower() for word in ("due", "target", "deadline", "end date"))


def _gitlab(door: Door, url: str, named: GitLabTicket) -> Ticket | Absent | Unknown:
    root = f"/projects/{quote(named.project, safe='')}"
    data = _object_or_none(door, f"{root}/issues/{named.number}")
    if isinstance(data, Unknown):
        return data
    if data is None:
        return _missing(door, root, f"issue {named.number} of {named.project}")
    names = tuple(json_.text(one, "username") for one in json_.maps(data, "assignees"))
    opened = json_.text(data, "state") == "opened"
    return Ticket(url, json_.text(data, "title"), opened, names, day(data.get("due_date")))


def _jira(door: Door, url: str, key: str, version: str) -> Ticket | Absent | Unknown:
    root = f"/rest/api/{version}"
    asked = {"fields": "summary,status,assignee,duedate"}
    data = _object_or_none(door, f"{root}/issue/{key}", asked)
    if isinstance(data, Unknown):
        return data
    if data is None:
        # Jira hides what it does not show, and the cloud takes a wrong token for nobody's.
        who = json_.get(door, f"{root}/myself")
        project = key.rpartition("-")[0]
        return who if isinstance(who, Unknown) else _missing(door, f"{root}/project/{project}", f"{key} of Jira")
    fields = data.get("fields")
    if not isinstance(fields, dict) or not json_.text(fields, "status", "name"):
        return Unknown(f"{door.host} shows {key} without its fields", "may the token read the project?")
    person = fields.get("assignee")
    names = tuple(filter(None, [json_.text(person, "displayName") or json_.text(person, "name")]))
    done = json_.text(fields, "status", "statusCategory", "key") == "done"
    return Ticket(url, json_.text(fields, "summary"), not done, names, day(fields.get("duedate")))


def _object_or_none(door: Door, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any] | Unknown | None:
    """The object at a path; None where the host says that there is none."""
    said = door.told(Request("GET", path, params))
    if isinstance(said, Unknown):
        return said
    if said.status in (404, 410):
        return None
    good = door.judged(said)
    data = good if isinstance(good, Unknown) else json_.read(door, good)
    if isinstance(data, (dict, Unknown)):
        return data
    return Unknown(f"{door.host} answers with JSON of another shape", "is that the address of the API?")


def _missing(door: Door, around: str, what: str) -> Absent | Unknown:
    """Not there where the project around it can be seen; else it cannot be told from hidden."""
    seen = json_.get(door, around)
    if isinstance(seen, Unknown):
        return seen._replace(why=f"{what} cannot be seen: {seen.why}")
    return Absent(f"there is no {what}")
