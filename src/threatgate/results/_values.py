"""Parsed data, looked at without trust: what is not of the kind that it should be is absent."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMMIT = re.compile(r"[0-9a-f]{7,64}", re.IGNORECASE)
LARGEST = 1e15
LONGEST_NAME = 1000


def mapping(value: Any) -> Mapping[str, Any]:
    """The mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The text, "" for anything else; a number is its digits, as ids often are numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip()[:LONGEST_NAME] if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A finite number of bearable size, None for anything else, yes and no included."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and abs(value) <= LARGEST else None


def count(value: Any) -> int | None:
    """A number of things, None for what is none: negative, broken, not finite."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) <= 15:
        return int(value)
    found = number(value)
    return int(found) if found is not None and found >= 0 and found == int(found) else None


def commits(*sources: Any) -> tuple[str, ...]:
    """The commits that mappings name under one of the keys known for it, in lower case, each once."""
    return commits_of(pair for source in sources for pair in mapping(source).items())


def commits_of(pairs: Iterable[tuple[Any, Any]]) -> tuple[str, ...]:
    """The commits that pairs of a name and a value name."""
    known = frozenset(table("results")["commit_keys"])
    found: dict[str, None] = {}
    for key, value in pairs:
        if isinstance(key, str) and key.strip().lower() in known:
            commit = text(value)
            if COMMIT.fullmatch(commit):
                found[commit.lower()] = None
    return tuple(found)


def one_commit(found: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The commit of a run, and the problem of a file that names two; one may be the other, shortened."""
    if not found:
        return "", ()
    longest = max(found, key=len)
    if all(longest.startswith(one) for one in found):
        return longest, ()
    return "", (f"the file names several commits: {', '.join(one[:12] for one in found[:3])}",)


def named(*names: Any) -> tuple[str, ...]:
    """The names that are there, each once."""
    return tuple(dict.fromkeys(name for one in names if (name := text(one))))


def more_than_listed(what: str, said: Any, listed: int) -> tuple[str, ...]:
    """The problem of a summary that counts more failures than the file lists."""
    told = count(said)
    if told is None and said is not None:
        return (f"its number of {what} is {str(said)[:40]!r}, which is no count",)
    return (f"it counts {told} {what} and lists {listed}",) if told is not None and told > listed else ()
