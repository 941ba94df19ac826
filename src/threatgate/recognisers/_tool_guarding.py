"""Which conditions in a tool hold the model back: permission, confirmation, bounds of money, places that must hold.

That an argument is missing, empty or of another type is checked everywhere and holds nobody back.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from threatgate.catalog import table
from threatgate.recognisers._policy_words import is_gate
from threatgate.vocabulary import snake, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME: Final = re.compile(r"[^\W\d][\w$]*")
_NUMBER: Final = re.compile(r"\d[\d_]*(?:\.\d+)?")
_LITERAL: Final = re.compile(r'"[A-Za-z_ -]+"')
_COMPARES: Final = frozenset({"==", "!=", "<", ">", "<=", ">=", "in", "not in"})
_BOUNDS: Final = frozenset({"<", ">", "<=", ">="})
_KEYED: Final = frozenset({"[", "get"})
_NOTHING: Final = frozenset({"None", '""', "[ ]"})
_ROOTS: Final = frozenset({'"/"', '"~"', '"."'})
UPWARDS: Final = '".."'


@cache
def rows() -> Any:
    """The vocabulary of refusals in tools."""
    found = table("tool_refusals")
    return {**found, "says": tuple(frozenset(map(str, row)) for row in found["says"])}


def holds_back(term: Sequence[str]) -> bool:
    """Whether one term of a condition is about what the model may do."""
    if UPWARDS in term:
        return True
    names = list(_names(term))
    said = {word for name in names for word in words(name)}
    if any(_permits(name) for name in names) or any(is_gate(callee) for callee in callees(term)):
        return True
    if not _COMPARES.isdisjoint(term) and _NOTHING.isdisjoint(term) and said & set(rows()["compared"]):
        return True
    if _BOUNDS & set(term) and said & set(rows()["amounts"]):
        return any(name.isupper() for name in names) or any(_is_bound(token) for token in term)
    outside = "not" in term[:1] or not _ROOTS.isdisjoint(term)
    return (
        outside
        and bool({snake(name) for name in names} & set(rows()["prefixes"]))
        and bool(said & set(rows()["inside"]))
    )


def _is_bound(token: str) -> bool:
    return _NUMBER.fullmatch(token) is not None and float(token.replace("_", "")) != 0


@cache
def _permits(name: str) -> bool:
    parts = words(name)
    known = set(parts)
    return any(row <= known for row in rows()["says"] if row != {"can"}) or parts[:1] == ("can",)


def _names(term: Sequence[str]) -> Iterator[str]:
    """The names in a term, and the keys under which something is looked up: `user["role"]`, `.get("approved")`."""
    for at, token in enumerate(term):
        if _NAME.fullmatch(token):
            yield token
        elif _LITERAL.fullmatch(token) and (term[at - 1] == "[" or (term[at - 1] == "(" and term[at - 2] in _KEYED)):
            yield token.strip('"')


def callees(tokens: Sequence[str]) -> Iterator[str]:
    """The dotted names that are called."""
    for at, sign in enumerate(tokens):
        if sign == "(" and at and _NAME.fullmatch(tokens[at - 1]):
            first = at - 1
            while first > 1 and tokens[first - 1] == "." and _NAME.fullmatch(tokens[first - 2]):
                first -= 2
            # What is called on the result of another call has no name of a library.
            yield "".join(tokens[first - (tokens[first - 1] == "." and first > 0) : at])


def deeds(tokens: Sequence[str]) -> set[str]:
    """The classes of action that are called by their names in a library."""
    called = set(callees(tokens))
    return {action for action, names in rows()["does"].items() if called & set(names)}


def refuses(statement: Sequence[str]) -> bool:
    """Whether a statement ends a tool without acting: an exception, or an answer that nothing was called for."""
    first = statement[0] if statement else ""
    if first in table("scales")["exits"]["raises"]:
        return True
    if first != "return":
        return False
    known = set(rows()["answers"])
    return "{|" not in statement and all(known & set(words(callee)) for callee in callees(statement))
