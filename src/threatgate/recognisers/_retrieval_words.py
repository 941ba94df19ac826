"""Which names in code retrieve."""

from __future__ import annotations

from functools import cache
from typing import Any

from threatgate.catalog import table
from threatgate.model import Kind
from threatgate.recognisers._code import may_make, tail
from threatgate.vocabulary import lookup, snake, words


@cache
def rows() -> Any:
    """The vocabulary of retrieval in code, lists as sets."""
    found = {key: frozenset(value) for key, value in table("code_retrieval").items()}
    return found | {"suffixes": tuple(found["suffixes"]), "outside": tuple(found["outside"])}


@cache
def retrieves(callee: str) -> str:
    """What of retrieval a callee is: its class or method, "" if neither."""
    names = [name for name in callee.replace("()", "").split(".") if name]
    for name in reversed(names):
        if name in rows()["classes"] or (name[:1].isupper() and name.endswith(rows()["suffixes"]) and may_make(name)):
            return name
    if names[-1:] == ["New"] and len(names) > 1 and names[-2] in _packages():
        return names[-2]
    return names[-1] if names and names[-1] in rows()["methods"] else ""


@cache
def _packages() -> frozenset[str]:
    """Stores as the packages of languages are named that make them with `New`."""
    return frozenset(name.lower() for name in rows()["classes"])


@cache
def is_unmistakable(name: str) -> bool:
    """Whether a class or method means retrieval in a file that shows nothing else of the field."""
    return bool(name) and name not in rows()["common"]


@cache
def asks(callee: str) -> bool:
    """Whether a call may ask a store, given the right settings."""
    return tail(callee) in rows()["asks"] or bool(retrieves(callee))


@cache
def fetches_context(callee: str) -> bool:
    """Whether a function's name says that it fetches documents: `search_related_docs`."""
    parts = words(tail(callee))
    if not parts or "to" in parts:
        return False
    rest = set(parts[1:])
    if parts[0] in rows()["weak_verbs"]:
        return bool(rest & rows()["sure_things"])
    return parts[0] in rows()["verbs"] and bool(rest & rows()["things"])


@cache
def is_setting(key: str) -> bool:
    """Whether a named argument or key sets up retrieval."""
    return snake(key) in rows()["settings"]


@cache
def is_asking_setting(key: str) -> bool:
    """Whether a setting shows that a call asks a store."""
    return snake(key) in rows()["asking_settings"]


@cache
def may_be_name(key: str) -> bool:
    """Whether a setting counts though its value is a name."""
    return snake(key) in rows()["named"]


@cache
def is_presence(key: str) -> bool:
    """Whether only the presence of a computed setting counts: there is a filter, however its variable is called."""
    return snake(key) in rows()["present"]


@cache
def names_retrieval(name: str) -> bool:
    """Whether a constant, field or variable is a setting of retrieval by its own name."""
    return any(term.kind is Kind.RETRIEVAL and term.strong for term in lookup(tail(name)))


@cache
def base_of(bases: tuple[str, ...]) -> str:
    """The interface of retrieval among the bases of a class, "" if none."""
    for base in bases:
        last = tail(base.partition("[")[0].partition("<")[0])
        if last in rows()["bases"] or (last.startswith("Base") and last.endswith(rows()["outside"])):
            return last
    return ""


@cache
def reads_outside(name: str) -> bool:
    """Whether a class is named after reading from outside: `NewsScraper`, `DocxLoader`."""
    return name.endswith(rows()["outside"])


@cache
def reaches(callee: str) -> str:
    """The way out that a call is (`requests.get`), "" if none."""
    names = callee.replace("()", "").split(".")
    last_two = ".".join(names[-2:])
    return last_two if last_two in rows()["reaches"] else names[-1] if names[-1] in rows()["reaches"] else ""
