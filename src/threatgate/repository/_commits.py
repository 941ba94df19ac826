"""What commits say of themselves: who wrote them, and which records their trailers name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError
from threatgate.repository._landing import parents_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.repository.cleanroom import CleanRoom

MOST_COMMITS = 100_000
MOST_MERGES = 30
MOST_LINKING = 50
PERSON = re.compile(r"^(author|committer) ([^\n]*)$", re.MULTILINE)
ADDRESS = re.compile(r"<([^<>\n]*)>")
CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by[ \t]*:((?:[^\n]*)(?:\n[ \t]+[^\n]*)*)", re.MULTILINE | re.IGNORECASE)
NAMED = re.compile(r"(?<![\w.@-])@[A-Za-z0-9][A-Za-z0-9_.-]*(?![\w@])|[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+")
# Who commits what is merged or edited on the forge itself; the author of such a commit is the person.
FORGES = frozenset({"noreply@github.com"})
TRAILER = re.compile(r"^threat-model:[ \t]*(\S[^\n]*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def commits_between(room: CleanRoom, base: str | None, head: str) -> dict[str, bytes]:
    """Every commit that head has and base has not, by id, as it was written."""
    code, out, _ = room.run("rev-list", f"--max-count={MOST_COMMITS + 1}", head, *([f"^{base}"] if base else []))
    oids = out.decode("ascii", "replace").split()
    if code != 0:
        raise UndeterminedError("the commits of the change cannot be listed", "look for damage with: git fsck")
    if len(oids) > MOST_COMMITS:
        raise UndeterminedError(f"the change has more than {MOST_COMMITS:,} commits", "judge a smaller range")
    return room.objects.whole(oids, "commit")


def untouched_merges(room: CleanRoom, commits: Mapping[str, bytes]) -> frozenset[str]:
    """The merges that are what Git itself makes of their parents: whoever committed them has written nothing.

    An update of a branch from its page is one. Where that cannot be told, a merge is somebody's writing.
    """
    merges = {oid: parents for oid, commit in commits.items() if len(parents := parents_of(commit)) == 2}
    if len(merges) > MOST_MERGES or room.place.shallow:
        return frozenset()
    found = set()
    for oid, parents in merges.items():
        code, out, _ = room.run("merge-tree", "--write-tree", *parents)
        if code == 0 and out.decode("ascii", "replace").partition("\n")[0] == tree_of(commits[oid]):
            found.add(oid)
    return frozenset(found)


def complete(commits: Mapping[str, bytes], base: str | None, boundary: Iterable[str]) -> bool:
    """Whether a shallow clone, cut off behind the commits of `boundary`, still has every commit of the change."""
    return all(
        parent in commits or parent == base for oid in boundary if oid in commits for parent in parents_of(commits[oid])
    )


def authors(commits: Iterable[bytes]) -> frozenset[str]:
    """The e-mails of everybody who wrote or committed, co-authors included, in lower case; co-authors' handles too.

    Whoever is named without an address counts by what stands there, so that nobody is left out.
    """
    found: set[str] = set()
    for commit in commits:
        header, _, message = _text(commit).partition("\n\n")
        lines = PERSON.findall(header)
        wrote, committed = (
            {normalised(one) for role, line in lines if role == asked for one in _addresses(line)} or {""}
            for asked in ("author", "committer")
        )
        found |= wrote | (committed - FORGES if wrote - FORGES else committed)
        for named in CO_AUTHOR.findall(message):
            found |= {normalised(one) for one in (ADDRESS.findall(named) + NAMED.findall(named)) or [named]}
    return frozenset(found)


def _addresses(line: str) -> list[str]:
    """The addresses of an author or committer line: what stands in brackets, else the whole name before the date."""
    return ADDRESS.findall(line) or [line.rsplit(" ", 2)[0]]


def trailers(room: CleanRoom, base: str | None, head: str) -> dict[str, str]:
    """What the lines `Threat-Model: ID` of the commits of a change name, with the commit, for the latest few."""
    chosen = ("--regexp-ignore-case", "--grep=^threat-model:", f"--max-count={MOST_LINKING}")
    code, out, _ = room.run("rev-list", *chosen, head, *([f"^{base}"] if base else []))
    if code != 0:
        return {}
    commits = room.objects.whole(out.decode("ascii", "replace").split(), "commit")
    return {name: oid for oid, text in commits.items() for name in linked(_text(text).partition("\n\n")[2])}


def linked(text: str) -> tuple[str, ...]:
    """What the lines `Threat-Model: ID` of a message name, several on a line behind commas."""
    lines = TRAILER.findall(text.replace("\r\n", "\n"))
    return tuple(dict.fromkeys(name for line in lines for part in line.split(",") if (name := part.strip())))


def normalised(email: str) -> str:
    """An e-mail as it is compared."""
    return email.strip().lower()


def _text(commit: bytes) -> str:
    return commit.decode("utf-8", "surrogateescape")
