"""What a forge can be asked and told, as values. What could not be looked up is `Unknown`, never "nothing there".

A forge is where a repository and its pull requests live: GitHub, GitLab, on their own hosts too. The word pull request
stands for GitLab's merge request as well, `number` for its iid.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import date


class Unknown(NamedTuple):
    """What could not be learned or done: why, and what to do about it."""

    why: str
    mend: str = ""


class Absent(NamedTuple):
    """What was looked for where it would be, by somebody who may see it, and is not there."""

    why: str


class Maker(StrEnum):
    """Whose software a forge runs on."""

    GITHUB = "github"
    GITLAB = "gitlab"


class Place(NamedTuple):
    """A repository on a forge: `web` and `api` are addresses without a slash at the end, `name` is `owner/name`."""

    maker: Maker
    web: str
    api: str
    name: str


class ReviewState(StrEnum):
    """What a review says in the end."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    DISMISSED = "dismissed"
    COMMENTED = "commented"


class Review(NamedTuple):
    """The latest review of a user; a later comment takes no approval back, a dismissal or a request for changes does.

    `user` is the login without `@`. `commit` is what the user looked at: None where the forge does not say, as
    GitLab's approvals do not. `at` is an instant of ISO 8601.
    """

    user: str
    state: ReviewState
    bot: bool
    commit: str | None
    at: str | None


class Reviews(NamedTuple):
    """The reviews of a pull request, one a user.

    `head` is the pull request's head commit now, `lasting` what becomes of an approval when somebody pushes: True
    stays, False is void, None is not told. `opened_by` is the login of who opened it.
    """

    number: int
    head: str
    opened_by: str
    reviews: tuple[Review, ...]
    lasting: bool | None = None


class Authors(NamedTuple):
    """Who made a pull request: logins of who opened it, wrote, committed or co-authored its commits.

    On GitHub merges are left out, for an update of the branch is nobody's writing. `emails` are all addresses of its
    commits, `unattributed` those of them that no login goes with. Of many commits a forge lists only the first ones.
    """

    opened_by: str
    logins: tuple[str, ...]
    emails: tuple[str, ...]
    unattributed: tuple[str, ...]


class Check(NamedTuple):
    """A check run or pipeline job of a commit. `app` is who ran it, `conclusion` None until it has ended."""

    name: str
    app: str
    conclusion: str | None
    commit: str
    url: str


class Ticket(NamedTuple):
    """A ticket as its tracker shows it. `due` is None both where it has none and where the tracker knows no due dates.

    `dated` tells whether the tracker has a field for it: GitHub's issues have none of their own, so a line
    `Due: YYYY-MM-DD` of the text or the due date of the milestone counts.
    """

    url: str
    title: str
    open: bool
    assignees: tuple[str, ...]
    due: date | None
    dated: bool = True


class Issue(NamedTuple):
    """What an issue is to say. `marker` is hidden in it, so that it is found again; `assignees` are logins."""

    title: str
    text: str
    marker: str = ""
    assignees: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    due: date | None = None


class Did(StrEnum):
    """What became of an issue or comment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CLOSED = "closed"


class Done(NamedTuple):
    """What was done, and where it stands; `note` says what could not be done with it, as an assignee nobody knows."""

    did: Did
    url: str
    note: str = ""


class Guard(NamedTuple):
    """One thing that a forge enforces on a branch, or does not; `holds` is None where the token may not see it.

    `fine` says it in words where it holds, `words` where it does not, and `mend` where to switch it on. `advice` marks
    what a team may do without.
    """

    holds: bool | None
    fine: str
    words: str
    mend: str
    advice: bool = False


class Forge(Protocol):
    """A repository on a forge, ready to be asked and told. Nothing here raises: what fails is `Unknown`."""

    @property
    def place(self) -> Place:
        """Which repository."""
        ...

    def pulls_of(self, commit: str) -> tuple[int, ...] | Unknown:
        """The pull requests that brought a commit, or hold it."""
        ...

    def pulls_between(self, base: str, head: str) -> tuple[int, ...] | Unknown:
        """The pull requests of the commits that head has and base has not."""
        ...

    def reviews(self, number: int) -> Reviews | Unknown:
        """Who approved a pull request and who did not."""
        ...

    def authors(self, number: int) -> Authors | Unknown:
        """Who made a pull request."""
        ...

    def checks(self, commit: str, name: str = "") -> tuple[Check, ...] | Unknown:
        """The checks of a commit, the latest of each name and app; only those of a name where one is given."""
        ...

    def content(self, path: str, commit: str) -> bytes | Absent | Unknown:
        """A file at a commit, for a commit that the clone does not have."""
        ...

    def comment(self, number: int, text: str, marker: str, *, create: bool = True) -> Done | Absent | Unknown:
        """Update the comment of a hidden marker that this very user posted before; post one where there is none.

        Without `create` it is `Absent` where there is none.
        """
        ...

    def issue(self, issue: Issue) -> Done | Unknown:
        """Open an issue, or update the open one of the same marker and user."""
        ...

    def close(self, marker: str, text: str) -> Done | Absent | Unknown:
        """Close the open issue of a marker with a last comment."""
        ...

    def guards(self, branch: str, names: frozenset[str]) -> tuple[Guard, ...] | Unknown:
        """What is enforced on a branch; `names` are those of the gate's jobs."""
        ...
