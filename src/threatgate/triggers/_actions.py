"""What a tool can do: action classes from its parameters, its name, its words and what it declares, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.vocabulary import lookup, snake, words

if TYPE_CHECKING:
    from threatgate.model import Element, Json

DESCRIBED = 300


@cache
def tier(action: str) -> int:
    """How grave an action class is, 0 to 3."""
    return int(table("actions")["tiers"][action])


def say(action: str) -> str:
    """What an agent with such a tool can do, in words that follow "can"."""
    return str(table("actions")["say"][action])


def actions(element: Element) -> tuple[str, ...]:
    """The action classes of a tool element, the gravest first; (`unknown`,) if nothing tells."""
    value = element.value if isinstance(element.value, Mapping) else {}
    if "://" in element.name and element.subject not in ("mcp_server", "grant"):
        # An address that a server offers is read, whatever its words say.
        return ("read",)
    found = _by_name(element.name.rpartition(".")[2])
    if value.get("method") != "GET" or found != {"read"}:
        # A read that is declared as one reads, whatever its arguments are named.
        found |= set(_by_parameters(element.value))
    if not found and isinstance(made := value.get("of"), str):
        found |= _by_name(made)
    found |= _by_method(value.get("method"))
    if element.subject == "mcp_server":
        found |= _of_server(element.name, value)
    elif element.subject == "grant":
        found = {action for name in _granted(element.value) for action in _by_name(name.partition("(")[0])}
    if not found - {"read"}:
        found |= _by_description(value)
    ordered = sorted(found, key=lambda action: (-tier(action), action))
    return tuple(ordered) or ("unknown",)


def _by_name(name: str) -> set[str]:
    """A leading read verb beats later nouns (`list_payments` reads), any other word escalates (`issue_refund`)."""
    parts = words(name)
    verbs = table("actions")["verbs"]
    found = [
        action
        for part in parts
        for action, known in verbs.items()
        if part in known or (part.endswith("s") and part[:-1] in known)
    ]
    leading = parts[0] if parts else ""
    if leading in verbs["read"]:
        return {"read"}
    return set(found)


def _by_method(method: Json) -> set[str]:
    """What an HTTP method says of a call, whatever the call is named."""
    return {"DELETE": {"delete"}, "POST": {"write"}, "PUT": {"write"}, "PATCH": {"write"}}.get(
        method.upper() if isinstance(method, str) else "", set()
    )


def _by_parameters(value: Json) -> Iterator[str]:
    names = {snake(name) for name in _parameter_names(value)}
    for action, known in table("actions")["parameters"].items():
        if names & set(known):
            yield action


def _parameter_names(value: Json) -> Iterator[str]:
    if not isinstance(value, Mapping):
        return
    parameters = value.get("parameters")
    if isinstance(parameters, Mapping):
        inner = parameters.get("properties", parameters)
        if isinstance(inner, Mapping):
            yield from (str(key) for key in inner)


def _by_description(value: Mapping[str, Json]) -> set[str]:
    text = value.get("description")
    if not isinstance(text, str):
        return set()
    verbs = table("actions")["verbs"]
    said = set(words(text[:DESCRIBED]))
    return {
        action
        for action, known in verbs.items()
        if action not in ("read", "delegate", "execute") and said & set(known[:6])
    }


def _of_server(name: str, value: Mapping[str, Json]) -> set[str]:
    found = _by_name(name)
    args = " ".join(_strings(value.get("args"))) + " " + str(value.get("package") or "")
    found |= {action for action in _by_name(args) if action in ("execute", "money", "admin", "delete")}
    return found or {"unknown"}


def _granted(value: Json) -> Iterator[str]:
    """The names that a grant allows; those it forbids say nothing of what can be done."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not any(term.polarity == "guard" for term in lookup(str(key))):
                yield from _strings(item)
    else:
        yield from _strings(value)


def _strings(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case tuple():
            for item in value:
                yield from _strings(item)
        case Mapping():
            for item in value.values():
                yield from _strings(item)
