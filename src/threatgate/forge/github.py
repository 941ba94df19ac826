"""GitHub, also on a host of one's own: what a repository, its pull requests and its issues say (REST, 2022-11-28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from threatgate.forge import _json as json_
from threatgate.forge._api import Absent, Authors, Check, Review, Reviews, ReviewState, Unknown
from threatgate.forge._github_shelf import GitHubShelf
from threatgate.forge._guards import of_github
from threatgate.forge._http import Request
from threatgate.forge._keeper import Kept
from threatgate.forge._people import co_authors, distinct
from threatgate.forge._tracing import traced

if TYPE_CHECKING:
    from threatgate.forge._api import Guard, Place
    from threatgate.forge._http import Door

DECIDING = {
    "APPROVED": ReviewState.APPROVED,
    "CHANGES_REQUESTED": ReviewState.CHANGES_REQUESTED,
    "DISMISSED": ReviewState.DISMISSED,
}
ALL = {"per_page": 100}


class GitHub(Kept):
    """A repository on GitHub."""

    __slots__ = ("_door", "_root", "place")

    def __init__(self, place: Place, door: Door, *, in_actions: bool = False) -> None:
        self.place = place
        self._door = door
        self._root = f"/repos/{place.name}"
        self._shelf = GitHubShelf(door, place, in_actions=in_actions)

    def pulls_of(self, commit: str) -> tuple[int, ...] | Unknown:
        """The pull requests that brought a commit, or hold it."""
        found = json_.every(self._door, f"{self._root}/commits/{quote(commit, safe='')}/pulls", ALL)
        if isinstance(found, Unknown):
            return found
        return tuple(dict.fromkeys(one for pull in found if (one := json_.number(pull, "number")) is not None))

    def pulls_between(self, base: str, head: str) -> tuple[int, ...] | Unknown:
        """The pull requests of the commits that head has and base has not, along the line of first parents."""
        path = f"{self._root}/compare/{quote(base, safe='')}...{quote(head, safe='')}"
        compared = json_.every(self._door, path, ALL, "commits")
        if isinstance(compared, Unknown):
            return compared
        parents = {
            json_.text(one, "sha"): tuple(json_.text(it, "sha") for it in json_.maps(one, "parents"))
            for one in compared
        }
        return traced(parents, head, self.pulls_of)

    def reviews(self, number: int) -> Reviews | Unknown:
        """Who approved a pull request and who did not. What a branch protection dismisses is not told here."""
        pull = json_.get(self._door, f"{self._root}/pulls/{number}")
        if isinstance(pull, Unknown):
            return pull
        given = json_.every(self._door, f"{self._root}/pulls/{number}/reviews", ALL)
        if isinstance(given, Unknown):
            return given
        latest: dict[str, Review] = {}
        for one in given:  # in the order of their time
            review = _review(one)
            if json_.text(one, "state").upper() == "PENDING":
                continue
            before = latest.get(review.user)
            if review.user and (before is None or review.state is not ReviewState.COMMENTED):
                latest[review.user] = review
        head, by = json_.text(pull, "head", "sha"), json_.text(pull, "user", "login")
        if not head or not by:
            return Unknown(f"{self._door.host} does not say whose pull request {number} is", "ask again later")
        return Reviews(number, head, by, tuple(latest.values()))

    def authors(self, number: int) -> Authors | Unknown:
        """Who made a pull request."""
        pull = json_.get(self._door, f"{self._root}/pulls/{number}")
        if isinstance(pull, Unknown):
            return pull
        commits = json_.every(self._door, f"{self._root}/pulls/{number}/commits", ALL)
        if isinstance(commits, Unknown):
            return commits
        by = json_.text(pull, "user", "login")
        logins, emails, strange = [by], [], []
        for one in commits:
            if len(json_.maps(one, "parents")) > 1:
                continue  # mostly an update of the branch; whether it brings more is told from the clone
            for role in ("author", "committer"):
                login, email = json_.text(one, role, "login"), json_.text(one, "commit", role, "email")
                if role == "author" or login != "web-flow":  # GitHub itself commits what is merged on its pages
                    logins.append(login)
                    emails.append(email)
                    strange += [email] if not login else []
            others = co_authors(json_.text(one, "commit", "message"))
            emails += others
            strange += others
        return Authors(by, distinct(logins), distinct(emails), distinct(strange))

    def guards(self, branch: str, names: frozenset[str]) -> tuple[Guard, ...] | Unknown:
        """What is enforced on a branch; `names` are those of the gate's jobs."""
        return of_github(self._door, self._root, branch, names)

    def checks(self, commit: str, name: str = "") -> tuple[Check, ...] | Unknown:
        """The check runs of a commit, the latest of each name and app."""
        path = f"{self._root}/commits/{quote(commit, safe='')}/check-runs"
        asked: dict[str, Any] = {**ALL, "filter": "latest"} | ({"check_name": name} if name else {})
        found = json_.every(self._door, path, asked, "check_runs")
        if isinstance(found, Unknown):
            return found
        return tuple(
            Check(
                json_.text(one, "name"),
                json_.text(one, "app", "slug"),
                json_.text(one, "conclusion") or None if json_.text(one, "status") == "completed" else None,
                json_.text(one, "head_sha"),
                json_.text(one, "html_url"),
            )
            for one in found
            if not name or json_.text(one, "name") == name
        )

    def content(self, path: str, commit: str) -> bytes | Absent | Unknown:
        """A file at a commit. That it is not there counts only where the commit itself is."""
        asked = Request(
            "GET",
            f"{self._root}/contents/{quote(path)}",
            {"ref": commit},
            accept="application/vnd.github.raw+json",
        )
        said = self._door.told(asked)
        if isinstance(said, Unknown):
            return said
        if said.status == 404:
            there = json_.get(self._door, f"{self._root}/git/commits/{quote(commit, safe='')}")
            return there if isinstance(there, Unknown) else Absent(f"{path} is not in {commit[:12]}")
        said_well = self._door.judged(said)
        return said_well if isinstance(said_well, Unknown) else said_well.body


def _review(one: dict[str, Any]) -> Review:
    return Review(
        json_.text(one, "user", "login"),
        DECIDING.get(json_.text(one, "state").upper(), ReviewState.COMMENTED),
        json_.text(one, "user", "type") != "User",
        json_.text(one, "commit_id") or None,
        json_.text(one, "submitted_at") or None,
    )
