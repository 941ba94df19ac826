"""What commits say of themselves: who wrote them, and which records their trailers name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError
from threatgate.repository._landing import parents_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.repository.cleanroom import CleanRoom

MOST_COMMITS = 100_000
PERSON = re.compile(r"^(?:author|committer) [^\n]*?<([^<>\n]*)>[^<>\n]*$", re.MULTILINE)
CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[^\n]*?<([^<>\n]*)>", re.MULTILINE | re.IGNORECASE)
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


def complete(commits: Mapping[str, bytes], base: str | None, boundary: Iterable[str]) -> bool:
    """Whether a shallow clone, cut off behind the commits of `boundary`, still has every commit of the change."""
    return all(
        parent in commits or parent == base for oid in boundary if oid in commits for parent in parents_of(commits[oid])
    )


def authors(commits: Iterable[bytes]) -> frozenset[str]:
    """The e-mails of everybody who wrote or committed, co-authors included, in lower case."""
    found: set[str] = set()
    for commit in commits:
        header, _, message = _text(commit).partition("\n\n")
        found.update(PERSON.findall(header), CO_AUTHOR.findall(message))
    return frozenset(normalised(email) for email in found)


def trailers(commits: Iterable[bytes]) -> frozenset[str]:
    """What the lines `Threat-Model: ID` of the messages name."""
    return frozenset(name for commit in commits for name in TRAILER.findall(_text(commit).partition("\n\n")[2]))


def normalised(email: str) -> str:
    """An e-mail as it is compared."""
    return email.strip().lower()


def _text(commit: bytes) -> str:
    return commit.decode("utf-8", "surrogateescape")
