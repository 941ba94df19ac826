"""Who is meant: whether a name names somebody, and whether two names can mean the same person."""

from __future__ import annotations

import re
from functools import lru_cache
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
_GITLAB_BOT = re.compile(r"(?:project|group)_[0-9]+_bot(?:_[0-9a-f]+)?")
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


def is_bot(who: str) -> bool:
    """Whether a handle or address is a program's, as far as its name tells."""
    name = (forge_handle(who) or who).casefold().lstrip("@")
    words = table("owners")
    ends = any(name.endswith(end) and name != end for end in words["bot_ends"])
    return ends or name in words["bots"] or _GITLAB_BOT.fullmatch(name) is not None


def is_team(who: str) -> bool:
    """Whether a handle is that of a team: an organisation and a name."""
    return who.startswith("@") and "/" in who


def identities(who: str, people: People) -> frozenset[str]:
    """Every handle and address that a name stands for: those of the person, or of all members of a role or team."""
    links = _links(tuple(people.items()))
    found: set[str] = set()
    waiting = [who.casefold()]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting.extend(links.get(name, ()))
        handle = forge_handle(name)
        if handle:
            waiting.append(handle)
    return frozenset(found)


def members(who: str, people: People) -> tuple[str, ...]:
    """The persons that a name stands for: the members of a role or team, else the one who is named."""
    lower = {key.casefold(): entries for key, entries in people.items()}
    persons: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [who.casefold()]
    while waiting:
        name = waiting.pop(0)
        entries = lower.get(name, ())
        if name not in seen and entries and (is_team(name) or all(entry.startswith("@") for entry in entries)):
            waiting.extend(entry.casefold() for entry in entries)
        elif name not in seen:
            persons[name] = None
        seen.add(name)
    return tuple(persons)


def may_be_one(who: str, author: str, people: People) -> bool:
    """Whether two names can mean one person. Tags of addresses (`lea+ci@`) and dots that a provider ignores are one."""
    return not {_bare(one) for one in identities(who, people)}.isdisjoint(
        _bare(one) for one in identities(author, people)
    )


def is_known(author: str, people: People) -> bool:
    """Whether it can be told who somebody is: by a handle, their own or the one that `people` gives to an address."""
    return any(name.startswith("@") and not is_team(name) for name in identities(author, people))


def forge_handle(mail: str) -> str | None:
    """The handle within an address that a forge gives to those who hide theirs."""
    found = _FORGE_MAIL.fullmatch(mail)
    return f"@{found[1]}".casefold() if found else None


@lru_cache(maxsize=16)
def _links(people: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, frozenset[str]]:
    """Which names lead from a name to others.

    An entry with an e-mail address is one person's, all of it, unless it is a team's: each name leads to the others.
    An entry of nothing but handles is a role, which leads to its members.
    """
    found: dict[str, set[str]] = {}
    for handle, entries in people:
        name, named = handle.casefold(), {entry.casefold() for entry in entries}
        found.setdefault(name, set()).update(named)
        if not is_team(handle) and not all(entry.startswith("@") for entry in entries):
            own = {name, *named, *(one for each in named if (one := forge_handle(each)))}
            for one in own:
                found.setdefault(one, set()).update(own)
    return {name: frozenset(others) for name, others in found.items()}


def _bare(name: str) -> str:
    """An address without what only sorts its mail."""
    if name.startswith("@") or forge_handle(name):
        return name
    local, _, domain = name.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


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
