"""Comments and issues of GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.forge import _json as json_
from threatgate.forge._api import Did, Done, Unknown
from threatgate.forge._http import Request
from threatgate.forge._keeper import Note

if TYPE_CHECKING:
    from threatgate.forge._api import Issue, Place
    from threatgate.forge._http import Door

LIMIT = 65_000
ASSIGNEES = 10
ACTIONS = "github-actions[bot]"


class GitHubShelf:
    """What a token may do with the comments and issues of one repository."""

    __slots__ = ("_door", "_in_actions", "_me", "_mine", "_place", "_root", "limit")

    def __init__(self, door: Door, place: Place, *, in_actions: bool) -> None:
        self.limit = LIMIT
        self._door, self._place, self._in_actions = door, place, in_actions
        self._root = f"/repos/{place.name}"
        self._me: str | None = None
        self._mine: tuple[Note, ...] | None = None

    def me(self) -> str | Unknown:
        """The login. An app's token, as that of a workflow, has no user, and only GraphQL tells what it goes by."""
        if self._me is not None:
            return self._me
        said = self._door.told(Request("GET", "/user"))
        if isinstance(said, Unknown):
            return said
        if said.status in (403, 404):
            login = self._viewer()
        else:
            good = self._door.judged(said)
            data = good if isinstance(good, Unknown) else json_.read(self._door, good)
            if isinstance(data, Unknown):
                return data
            login = json_.text(data, "login")
        if not login and self._in_actions:
            login = ACTIONS
        if not login:
            return Unknown(f"{self._door.host} does not say whose token it is", "use a token of a user or of an app")
        self._me = login
        return login

    def _viewer(self) -> str:
        address = self._place.api.removesuffix("/v3") + "/graphql"
        data = json_.send(self._door, "POST", address, {"query": "query { viewer { login } }"})
        return "" if isinstance(data, Unknown) else json_.text(data, "data", "viewer", "login")

    def comments(self, number: int) -> tuple[Note, ...] | Unknown:
        """The comments of a pull request, oldest first."""
        found = json_.every(self._door, f"{self._root}/issues/{number}/comments", {"per_page": 100})
        return found if isinstance(found, Unknown) else tuple(_note(one, "id") for one in found)

    def post(self, number: int, text: str) -> str | Unknown:
        """Post a comment."""
        done = json_.send(self._door, "POST", f"{self._root}/issues/{number}/comments", {"body": text})
        return done if isinstance(done, Unknown) else json_.text(done, "html_url")

    def rewrite(self, number: int, note: Note, text: str) -> str | Unknown:  # noqa: ARG002 - GitLab needs the number
        """Give a comment another text."""
        done = json_.send(self._door, "PATCH", f"{self._root}/issues/comments/{note.number}", {"body": text})
        return done if isinstance(done, Unknown) else json_.text(done, "html_url")

    def issues(self, me: str) -> tuple[Note, ...] | Unknown:
        """The open issues of an author, without pull requests."""
        if self._mine is None:
            asked = {"state": "open", "creator": me, "direction": "asc", "per_page": 100}
            found = json_.every(self._door, f"{self._root}/issues", asked)
            if isinstance(found, Unknown):
                return found
            self._mine = tuple(_note(one, "number") for one in found if "pull_request" not in one)
        return self._mine

    def open(self, issue: Issue) -> Done | Unknown:
        """Open an issue; whoever cannot be assigned is left out, and that is said."""
        self._mine = None
        wanted = issue.assignees[:ASSIGNEES]
        order: dict[str, Any] = {"title": issue.title, "body": issue.text}
        order |= {"labels": list(issue.labels)} if issue.labels else {}
        able = tuple(login for login in wanted if self._assignable(login))
        done = json_.send(
            self._door, "POST", f"{self._root}/issues", order | ({"assignees": list(able)} if able else {})
        )
        if isinstance(done, Unknown):
            return done
        return Done(Did.CREATED, json_.text(done, "html_url"), _left_out(wanted, able))

    def edit(self, note: Note, issue: Issue) -> Done | Unknown:
        """Give an issue another title and text, and assignees where it has none."""
        self._mine = None
        wanted = () if note.assigned else issue.assignees[:ASSIGNEES]
        able = tuple(login for login in wanted if self._assignable(login))
        order: dict[str, Any] = {"title": issue.title, "body": issue.text}
        order |= {"assignees": list(able)} if able else {}
        done = json_.send(self._door, "PATCH", f"{self._root}/issues/{note.number}", order)
        return done if isinstance(done, Unknown) else Done(Did.UPDATED, note.url, _left_out(wanted, able))

    def shut(self, note: Note, text: str) -> Done | Unknown:
        """Say a last word on an issue and close it."""
        self._mine = None
        said = self.post(note.number, text)
        if isinstance(said, Unknown):
            return said
        order = {"state": "closed", "state_reason": "completed"}
        done = json_.send(self._door, "PATCH", f"{self._root}/issues/{note.number}", order)
        return done if isinstance(done, Unknown) else Done(Did.CLOSED, note.url)

    def _assignable(self, login: str) -> bool:
        """Whether somebody can be assigned; a name that the repository does not know would void the whole order."""
        from urllib.parse import quote

        said = self._door.told(Request("GET", f"{self._root}/assignees/{quote(login, safe='')}"))
        return not isinstance(said, Unknown) and said.status == 204


def _left_out(wanted: tuple[str, ...], able: tuple[str, ...]) -> str:
    missing = [login for login in wanted if login not in able]
    return f"{', '.join(missing)} cannot be assigned in this repository" if missing else ""


def _note(one: dict[str, Any], key: str) -> Note:
    return Note(
        json_.number(one, key) or 0,
        json_.text(one, "user", "login"),
        json_.text(one, "body"),
        json_.text(one, "html_url"),
        json_.text(one, "title"),
        bool(json_.maps(one, "assignees")),
    )
