"""What a key means to an AI system, looked up in the vocabulary tables (`catalog/keys.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from threatgate.catalog import table
from threatgate.model import Kind

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


class Term(NamedTuple):
    """One reading of a key: kind, polarity (`grant` `guard` `limit` `floor` `either` `plain`), and where it counts.

    A strong one counts anywhere; a cued one is strong too, but a data file must speak of AI besides.
    """

    kind: Kind
    polarity: str
    strong: bool
    cued: bool = False


@cache
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in any case style: `maxRefundAmount`, `MAX_REFUND`, `max-refund`."""
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def snake(name: str) -> str:
    """A name in snake case."""
    return "_".join(words(name))


@cache
def _tables() -> tuple[dict[str, tuple[Term, ...]], dict[str, tuple[Term, ...]], dict[str, tuple[Term, ...]]]:
    exact: dict[str, tuple[Term, ...]] = {}
    suffixes: dict[str, tuple[Term, ...]] = {}
    prefixes: dict[str, tuple[Term, ...]] = {}
    for kind, strengths in table("keys").items():
        if kind == "noise":
            continue
        for strength in ("strong", "cued", "weak"):
            for polarity, keys in strengths.get(strength, {}).items():
                term = Term(Kind(kind), polarity, strength != "weak", strength == "cued")
                for key in keys:
                    if key.startswith("*_"):
                        suffixes[key[2:]] = (*suffixes.get(key[2:], ()), term)
                    elif key.endswith("_*"):
                        prefixes[key[:-2]] = (*prefixes.get(key[:-2], ()), term)
                    else:
                        exact[key] = (*exact.get(key, ()), term)
    return exact, suffixes, prefixes


@cache
def _longest() -> int:
    """How many words the longest beginning or end of a key has; hostile names have thousands."""
    _, suffixes, prefixes = _tables()
    return max(key.count("_") + 1 for key in (*suffixes, *prefixes))


@cache
def lookup(key: str) -> tuple[Term, ...]:
    """Every reading of a key, the strong ones first; empty if the vocabulary does not know it."""
    exact, suffixes, prefixes = _tables()
    parts = words(key)
    found = list(exact.get("_".join(parts), ()))
    for cut in range(max(1, len(parts) - _longest()), len(parts)):
        found.extend(suffixes.get("_".join(parts[cut:]), ()))
        found.extend(prefixes.get("_".join(parts[:-cut]), ()))
    return tuple(sorted(dict.fromkeys(found), key=lambda term: not term.strong))


@cache
def polarity(kind: Kind, key: str) -> str | None:
    """The polarity of a key inside an element of a kind; None if it is not known there."""
    for term in lookup(key):
        if term.kind is kind:
            return term.polarity
    return None


@cache
def containers(key: str) -> tuple[Kind, ...]:
    """The kinds whose settings a mapping under this key holds, those that the key alone tells first."""
    return (*_holders(key, "containers"), *_holders(key, "cued_containers"))


@cache
def sure_containers(key: str) -> tuple[Kind, ...]:
    """The same, where the key alone tells: `permissions` does so only in a file that speaks of AI."""
    return _holders(key, "containers")


def _holders(key: str, row: str) -> tuple[Kind, ...]:
    name = snake(key)
    return tuple(Kind(kind) for kind, rows in table("keys").items() if kind != "noise" and name in rows.get(row, ()))


@cache
def is_noise(key: str) -> bool:
    """A key that speaks to people only."""
    return snake(key) in table("keys")["noise"] or key in table("keys")["noise"]
