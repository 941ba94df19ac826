"""One comment a pull request, one issue a record: found again by a hidden marker and by who wrote it, then kept up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from threatgate.forge._api import Absent, Did, Done, Unknown
from threatgate.forge._bodies import body, found_in, title

if TYPE_CHECKING:
    from threatgate.forge._api import Issue


class Note(NamedTuple):
    """A comment or an issue as the forge holds it. `number` is what it goes by in addresses."""

    number: int
    author: str
    text: str
    url: str
    title: str = ""
    assigned: bool = False


class Shelf(Protocol):
    """What a forge can do with comments and issues; `limit` is how many characters a text may have."""

    limit: int

    def me(self) -> str | Unknown:
        """The login that the token is of."""
        ...

    def comments(self, number: int) -> tuple[Note, ...] | Unknown:
        """The comments of a pull request, oldest first."""
        ...

    def post(self, number: int, text: str) -> str | Unknown:
        """Post a comment on a pull request; gives its address."""
        ...

    def rewrite(self, number: int, note: Note, text: str) -> str | Unknown:
        """Give a comment of a pull request another text."""
        ...

    def issues(self, me: str) -> tuple[Note, ...] | Unknown:
        """The open issues of an author, oldest first."""
        ...

    def open(self, issue: Issue) -> Done | Unknown:
        """Open an issue whose text and title are ready to be sent."""
        ...

    def edit(self, note: Note, issue: Issue) -> Done | Unknown:
        """Give an issue another title and text, and assignees where it has none."""
        ...

    def shut(self, note: Note, text: str) -> Done | Unknown:
        """Say a last word on an issue and close it."""
        ...


class Kept:
    """The comments and issues of a forge, whichever: what a `Forge` does with them."""

    __slots__ = ("_shelf",)
    _shelf: Shelf

    def comment(self, number: int, text: str, marker: str, *, create: bool = True) -> Done | Absent | Unknown:
        """Update the comment of the same marker and user; post one where there is none and one is to be made."""
        whole = body(text, marker, self._shelf.limit)
        old = _own_comment(self._shelf, number, marker)
        if isinstance(old, Unknown):
            return old
        if old is None and not create:
            return Absent("there is no comment yet")
        if old is None:
            url = self._shelf.post(number, whole)
            if isinstance(url, Unknown):
                # An answer that got lost does not tell whether the comment arrived.
                again = _own_comment(self._shelf, number, marker)
                return Done(Did.CREATED, again.url) if isinstance(again, Note) else url
            return Done(Did.CREATED, url)
        if _same(old.text, whole):
            return Done(Did.UNCHANGED, old.url)
        url = self._shelf.rewrite(number, old, whole)
        return url if isinstance(url, Unknown) else Done(Did.UPDATED, url or old.url)

    def issue(self, issue: Issue) -> Done | Unknown:
        """Open an issue, or update the open one of the same marker and user."""
        ready = issue._replace(title=title(issue.title), text=body(issue.text, issue.marker, self._shelf.limit))
        old = _own_issue(self._shelf, issue.marker) if issue.marker else None
        if isinstance(old, Unknown):
            return old
        if old is None:
            done = self._shelf.open(ready)
            if isinstance(done, Unknown) and issue.marker:
                again = _own_issue(self._shelf, issue.marker)
                return Done(Did.CREATED, again.url) if isinstance(again, Note) else done
            return done
        if _same(old.text, ready.text) and old.title == ready.title and (old.assigned or not ready.assignees):
            return Done(Did.UNCHANGED, old.url)
        return self._shelf.edit(old, ready)

    def close(self, marker: str, text: str) -> Done | Absent | Unknown:
        """Close the open issue of a marker."""
        old = _own_issue(self._shelf, marker)
        if isinstance(old, Unknown):
            return old
        if old is None:
            return Absent("there is no open issue of it")
        return self._shelf.shut(old, body(text, "", self._shelf.limit))


def _own_comment(shelf: Shelf, number: int, marker: str) -> Note | Unknown | None:
    me = shelf.me()
    if isinstance(me, Unknown):
        return me
    found = shelf.comments(number)
    return found if isinstance(found, Unknown) else _first(found, me, marker)


def _own_issue(shelf: Shelf, marker: str) -> Note | Unknown | None:
    me = shelf.me()
    if isinstance(me, Unknown):
        return me
    found = shelf.issues(me)
    return found if isinstance(found, Unknown) else _first(found, me, marker)


def _first(notes: tuple[Note, ...], me: str, marker: str) -> Note | None:
    """The marked note that this user wrote; a copy of the marker in somebody else's is none of ours."""
    return next((note for note in notes if note.author.lower() == me.lower() and found_in(note.text, marker)), None)


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.strip()
