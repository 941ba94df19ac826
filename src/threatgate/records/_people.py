"""Who is meant: whether a name names somebody, and whether two names can mean the same person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.records.model import Fault, NoChange, RiskException

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Pointer
    from threatgate.records.model import Record
    from threatgate.settings import People

_HANDLE = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*(?:\[bot\])?")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_FORGE_MAIL = re.compile(r"(?:[0-9]+[+-])?([A-Za-z0-9][A-Za-z0-9_.-]*(?:\[bot\])?)@users\.noreply\.git(?:hub|lab)\.com")
_MEND = 'name a person or team: "@lea", "@org/team" or an e-mail address'


def faults(record: Record) -> tuple[Fault, ...]:
    """Every field that should name somebody and does not."""
    found = []
    for pointer, who in _named(record):
        complaint = complaint_about(who)
        if complaint:
            name = ".".join(str(part) for part in pointer if isinstance(part, str))
            found.append(Fault(record.path, record.line(*pointer), f'{name} is "{who[:60]}", {complaint}', _MEND))
    return tuple(found)


def complaint_about(who: str) -> str:
    """Why a name names nobody; "" where it names somebody."""
    words = table("owners")
    plain = who.strip().casefold()
    last = plain.rpartition("@")[0] if _MAIL.fullmatch(plain) else plain.lstrip("@").rpartition("/")[2]
    if last in words["nobody"]:
        return "which is nobody"
    bare = plain.lstrip("@").replace(" ", "-")
    if bare in words["crowds"] or bare.removesuffix("-team").removeprefix("the-") in words["crowds"]:
        return "which is nobody in particular"
    if not _HANDLE.fullmatch(who) and not _MAIL.fullmatch(who):
        return "which is neither a handle nor an e-mail address"
    return ""


def is_team(who: str) -> bool:
    """Whether a handle is that of a team: an organisation and a name."""
    return who.startswith("@") and "/" in who


def identities(who: str, people: People) -> frozenset[str]:
    """Every handle and address that a name stands for: itself, its e-mails, the members of a role or team."""
    lower = {key.casefold(): entries for key, entries in people.items()}
    found: set[str] = set()
    waiting = [who.casefold()]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting.extend(entry.casefold() for entry in lower.get(name, ()))
        handle = forge_handle(name)
        if handle:
            waiting.append(handle)
    return frozenset(found)


def author_identities(author: str, people: People) -> frozenset[str]:
    """What an author is known as: the address or handle, and whoever claims it, with all addresses of that person.

    A handle whose entries are all e-mail addresses is a person's; one with members is a role, and a member's doings are
    not those of the others.
    """
    found = set(identities(author, people))
    for handle, entries in people.items():
        mails = {entry.casefold() for entry in entries if not entry.startswith("@")}
        if len(mails) == len({entry.casefold() for entry in entries}) and found & mails:
            found |= identities(handle, people)
    return frozenset(found)


def is_known(author: str, people: People) -> bool:
    """Whether it can be told who an author is: by a handle, or an address that some entry of `people` claims."""
    if author.startswith("@") or forge_handle(author):
        return True
    return any(author.casefold() == entry.casefold() for entries in people.values() for entry in entries)


def forge_handle(mail: str) -> str | None:
    """The handle within an address that a forge gives to those who hide theirs."""
    found = _FORGE_MAIL.fullmatch(mail)
    return f"@{found[1]}".casefold() if found else None


def _named(record: Record) -> Iterator[tuple[Pointer, str]]:
    """Every field that names somebody."""
    yield ("owner",), record.owner
    if record.second is not None:
        yield ("second",), record.second
    match record.outcome:
        case RiskException(approver=approver):
            yield ("exception", "approver"), approver
        case NoChange(decided_by=decided_by):
            yield ("no_change", "decided_by"), decided_by
        case _:
            pass
    if record.monitoring is not None:
        yield ("monitoring", "owner"), record.monitoring.owner
    for index, review in enumerate(record.reviews):
        yield ("reviews", index, "by"), review.by
    if record.closed is not None:
        yield ("closed", "by"), record.closed.by
