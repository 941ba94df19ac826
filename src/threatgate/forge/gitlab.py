"""GitLab, also on a host of one's own: what a project, its merge requests and its issues say (REST, v4).

An approval of GitLab names its user and, in newer versions, its time, never a commit. What was approved is told by the
versions of the merge request: the one that stood when the approval was given. Older versions say that time in a
note of the system. The approvals are not open to CI_JOB_TOKEN; a token with the scope `read_api` is needed.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from threatgate.forge import _json as json_
from threatgate.forge._api import Absent, Authors, Check, Review, Reviews, ReviewState, Unknown
from threatgate.forge._gitlab_shelf import GitLabShelf
from threatgate.forge._guards import of_gitlab
from threatgate.forge._http import Request
from threatgate.forge._keeper import Kept
from threatgate.forge._people import co_authors, distinct
from threatgate.forge._tracing import traced

if TYPE_CHECKING:
    from threatgate.forge._api import Guard, Place
    from threatgate.forge._http import Door

ALL = {"per_page": 100}
TOKEN = "set GITLAB_TOKEN to a token with the scope `read_api`; CI_JOB_TOKEN is not shown approvals"  # noqa: S105 - words
ENDED = {"success": "success", "failed": "failure", "canceled": "cancelled", "skipped": "skipped"}
_BOT = re.compile(r"(?:project|group)_\d+_bot(?:_\w+)?", re.ASCII)


class GitLab(Kept):
    """A project on GitLab."""

    __slots__ = ("_door", "_root", "place")

    def __init__(self, place: Place, door: Door) -> None:
        self.place = place
        self._door = door
        self._root = f"/projects/{quote(place.name, safe='')}"
        self._shelf = GitLabShelf(door, place)

    def pulls_of(self, commit: str) -> tuple[int, ...] | Unknown:
        """The merge requests that brought a commit, or hold it."""
        path = f"{self._root}/repository/commits/{quote(commit, safe='')}/merge_requests"
        found = json_.every(self._door, path, ALL)
        if isinstance(found, Unknown):
            return found
        return tuple(dict.fromkeys(one for it in found if (one := json_.number(it, "iid")) is not None))

    def pulls_between(self, base: str, head: str) -> tuple[int, ...] | Unknown:
        """The merge requests of the commits that head has and base has not, along the line of first parents."""
        compared = json_.get(self._door, f"{self._root}/repository/compare", {"from": base, "to": head})
        if isinstance(compared, Unknown):
            return compared
        commits = json_.maps(compared, "commits")
        if not all(isinstance(one.get("parent_ids"), list) for one in commits):
            return Unknown(f"{self._door.host} does not say which commits are the parents", "name it: --number N")
        parents = {
            json_.text(one, "id"): tuple(it for it in one["parent_ids"] if isinstance(it, str)) for one in commits
        }
        return traced(parents, head, self.pulls_of)

    def reviews(self, number: int) -> Reviews | Unknown:
        """Who approved a merge request. Who took an approval back is not listed any more."""
        path = f"{self._root}/merge_requests/{number}"
        request = json_.get(self._door, path)
        if isinstance(request, Unknown):
            return request
        approvals = json_.get(self._door, f"{path}/approvals")
        if isinstance(approvals, Unknown):
            return approvals._replace(mend=TOKEN)
        versions = json_.every(self._door, f"{path}/versions", ALL)
        if isinstance(versions, Unknown):
            return versions._replace(mend=TOKEN)
        given = []
        times: dict[str, str] | None = None
        for one in json_.maps(approvals, "approved_by"):
            user, at = json_.text(one, "user", "username"), json_.text(one, "approved_at")
            if not at:
                if times is None:
                    found = self._noted(path)
                    if isinstance(found, Unknown):
                        return found
                    times = found
                at = times.get(user, "")
            bot = self._bot(user, json_.number(one, "user", "id"))
            if isinstance(bot, Unknown):
                return bot
            given.append(Review(user, ReviewState.APPROVED, bot, _standing(versions, at), at or None))
        head, by = json_.text(request, "sha"), json_.text(request, "author", "username")
        if not head or not by:
            return Unknown(f"{self._door.host} does not say whose merge request {number} is", "ask again later")
        return Reviews(number, head, by, tuple(given), self._lasting())

    def authors(self, number: int) -> Authors | Unknown:
        """Who made a merge request. GitLab tells the addresses of commits, not whose they are."""
        request = json_.get(self._door, f"{self._root}/merge_requests/{number}")
        if isinstance(request, Unknown):
            return request
        commits = json_.every(self._door, f"{self._root}/merge_requests/{number}/commits", ALL)
        if isinstance(commits, Unknown):
            return commits
        emails: list[str] = []
        for one in commits:
            emails += [json_.text(one, "author_email"), json_.text(one, "committer_email")]
            emails += co_authors(json_.text(one, "message"))
        by = json_.text(request, "author", "username")
        return Authors(by, distinct([by]), distinct(emails), distinct(emails))

    def guards(self, branch: str, names: frozenset[str]) -> tuple[Guard, ...] | Unknown:  # noqa: ARG002 - its pipelines count whole
        """What is enforced on a branch."""
        return of_gitlab(self._door, self._root, branch)

    def checks(self, commit: str, name: str = "") -> tuple[Check, ...] | Unknown:
        """The jobs and outer statuses of a commit, the latest of each name; `app` is the user who ran it."""
        path = f"{self._root}/repository/commits/{quote(commit, safe='')}/statuses"
        found = json_.every(self._door, path, ALL | ({"name": name} if name else {}))
        if isinstance(found, Unknown):
            return found
        return tuple(
            Check(
                json_.text(one, "name"),
                json_.text(one, "author", "username"),
                ENDED.get(json_.text(one, "status")),
                json_.text(one, "sha"),
                json_.text(one, "target_url"),
            )
            for one in found
            if not name or json_.text(one, "name") == name
        )

    def content(self, path: str, commit: str) -> bytes | Absent | Unknown:
        """A file at a commit. That it is not there counts only where the commit itself is."""
        where = f"{self._root}/repository/files/{quote(path, safe='')}/raw"
        said = self._door.told(Request("GET", where, {"ref": commit}))
        if isinstance(said, Unknown):
            return said
        if said.status == 404:
            there = json_.get(self._door, f"{self._root}/repository/commits/{quote(commit, safe='')}")
            return there if isinstance(there, Unknown) else Absent(f"{path} is not in {commit[:12]}")
        good = self._door.judged(said)
        return good if isinstance(good, Unknown) else good.body

    def _noted(self, path: str) -> dict[str, str] | Unknown:
        """When each user approved last, by the notes of the system."""
        notes = json_.every(self._door, f"{path}/notes", {"sort": "asc", "order_by": "created_at", "per_page": 50})
        if isinstance(notes, Unknown):
            return notes
        return {
            json_.text(one, "author", "username"): json_.text(one, "created_at")
            for one in notes
            if one.get("system") is True and json_.text(one, "body") == "approved this merge request"
        }

    def _bot(self, login: str, number: int | None) -> bool | Unknown:
        if _BOT.fullmatch(login) or number is None:
            return True
        user = json_.get(self._door, f"/users/{number}")
        return user if isinstance(user, Unknown) else user.get("bot") is True

    def _lasting(self) -> bool | None:
        """Whether approvals outlive a push; None where this edition or this token does not tell."""
        found = json_.get(self._door, f"{self._root}/approvals")
        said = None if isinstance(found, Unknown) else found.get("reset_approvals_on_push")
        return not said if isinstance(said, bool) else None


def _standing(versions: tuple[dict[str, Any], ...], at: str) -> str | None:
    """The head of the version that stood at an instant; None where that cannot be told."""
    when = _instant(at)
    if when is None:
        return None
    before = [
        (made, json_.text(one, "head_commit_sha"))
        for one in versions
        if (made := _instant(json_.text(one, "created_at"))) is not None and made <= when
    ]
    return max(before)[1] or None if before else None


def _instant(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
