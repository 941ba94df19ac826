"""Comments and issues of GitLab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from threatgate.forge import _json as json_
from threatgate.forge._api import Did, Done, Unknown
from threatgate.forge._keeper import Note

if TYPE_CHECKING:
    from threatgate.forge._api import Issue, Place
    from threatgate.forge._http import Door

LIMIT = 990_000
PAGE = 50
TOKEN = "set GITLAB_TOKEN to a token with the scope `api`; CI_JOB_TOKEN may not write"  # noqa: S105 - words


class GitLabShelf:
    """What a token may do with the notes and issues of one project."""

    __slots__ = ("_door", "_me", "_mine", "_root", "_web", "limit")

    def __init__(self, door: Door, place: Place) -> None:
        self.limit = LIMIT
        self._door = door
        self._root = f"/projects/{quote(place.name, safe='')}"
        self._web = f"{place.web}/{place.name}/-"
        self._me: str | None = None
        self._mine: tuple[Note, ...] | None = None

    def me(self) -> str | Unknown:
        """The user name. A job token has none, and may not write."""
        if self._me is None:
            user = json_.get(self._door, "/user")
            if isinstance(user, Unknown):
                return user._replace(
                    mend="set GITLAB_TOKEN to a token with the scope `api`; CI_JOB_TOKEN may not write"
                )
            self._me = json_.text(user, "username")
        return self._me or Unknown(f"{self._door.host} does not say whose token it is", "use a token of a user")

    def comments(self, number: int) -> tuple[Note, ...] | Unknown:
        """The notes of a merge request, oldest first."""
        asked = {"sort": "asc", "order_by": "created_at", "per_page": PAGE}
        found = json_.every(self._door, f"{self._root}/merge_requests/{number}/notes", asked)
        if isinstance(found, Unknown):
            return found
        return tuple(
            Note(
                json_.number(one, "id") or 0,
                json_.text(one, "author", "username"),
                json_.text(one, "body"),
                self._note_url(number, one),
            )
            for one in found
            if one.get("system") is not True
        )

    def post(self, number: int, text: str) -> str | Unknown:
        """Post a note."""
        done = json_.send(self._door, "POST", f"{self._root}/merge_requests/{number}/notes", {"body": text})
        return done if isinstance(done, Unknown) else self._note_url(number, done)

    def rewrite(self, number: int, note: Note, text: str) -> str | Unknown:
        """Give a note another text."""
        path = f"{self._root}/merge_requests/{number}/notes/{note.number}"
        done = json_.send(self._door, "PUT", path, {"body": text})
        return done if isinstance(done, Unknown) else note.url

    def issues(self, me: str) -> tuple[Note, ...] | Unknown:
        """The open issues of an author."""
        if self._mine is None:
            asked = {"state": "opened", "author_username": me, "scope": "all", "sort": "asc", "per_page": PAGE}
            found = json_.every(self._door, f"{self._root}/issues", asked)
            if isinstance(found, Unknown):
                return found
            self._mine = tuple(map(_issue, found))
        return self._mine

    def open(self, issue: Issue) -> Done | Unknown:
        """Open an issue; whoever is not known is left out, and that is said."""
        self._mine = None
        ids, missing = self._ids(issue.assignees)
        done = json_.send(self._door, "POST", f"{self._root}/issues", _order(issue, ids))
        return done if isinstance(done, Unknown) else Done(Did.CREATED, json_.text(done, "web_url"), missing)

    def edit(self, note: Note, issue: Issue) -> Done | Unknown:
        """Give an issue another title and text, and assignees where it has none."""
        self._mine = None
        ids, missing = self._ids(() if note.assigned else issue.assignees)
        done = json_.send(self._door, "PUT", f"{self._root}/issues/{note.number}", _order(issue, ids))
        return done if isinstance(done, Unknown) else Done(Did.UPDATED, note.url, missing)

    def shut(self, note: Note, text: str) -> Done | Unknown:
        """Say a last word on an issue and close it."""
        self._mine = None
        said = json_.send(self._door, "POST", f"{self._root}/issues/{note.number}/notes", {"body": text})
        if isinstance(said, Unknown):
            return said
        done = json_.send(self._door, "PUT", f"{self._root}/issues/{note.number}", {"state_event": "close"})
        return done if isinstance(done, Unknown) else Done(Did.CLOSED, note.url)

    def _note_url(self, number: int, note: dict[str, Any]) -> str:
        return f"{self._web}/merge_requests/{number}#note_{json_.number(note, 'id')}"

    def _ids(self, logins: tuple[str, ...]) -> tuple[list[int], str]:
        """The numbers of users, and who was not found."""
        ids, missing = [], []
        for login in logins:
            found = json_.every(self._door, "/users", {"username": login})
            known = () if isinstance(found, Unknown) else found
            number = next((json_.number(it, "id") for it in known if _same(it, login)), None)
            ids += [number] if number is not None else []
            missing += [login] if number is None else []
        return ids, f"{', '.join(missing)} cannot be assigned in this project" if missing else ""


def _same(user: dict[str, Any], login: str) -> bool:
    return json_.text(user, "username").lower() == login.lower()


def _order(issue: Issue, ids: list[int]) -> dict[str, Any]:
    order: dict[str, Any] = {"title": issue.title, "description": issue.text}
    order |= {"assignee_ids": ids} if ids else {}
    order |= {"labels": ",".join(issue.labels)} if issue.labels else {}
    return order | ({"due_date": issue.due.isoformat()} if issue.due else {})


def _issue(one: dict[str, Any]) -> Note:
    return Note(
        json_.number(one, "iid") or 0,
        json_.text(one, "author", "username"),
        json_.text(one, "description"),
        json_.text(one, "web_url"),
        json_.text(one, "title"),
        bool(json_.maps(one, "assignees")),
    )
