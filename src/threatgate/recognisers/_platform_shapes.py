"""Shapes of documents, as a table describes them: whether one is there, and the places that its paths lead to."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELD = r"\{([^{}]+)\}"
_LONG = 120


class Place(NamedTuple):
    """What a path leads to: the entry, and what each `*` of the path met."""

    entry: Entry
    met: tuple[str, ...]


def places(node: Located, path: str) -> Iterator[Place]:
    """Every place of a dotted path below a node; "" is the node itself."""
    if not path:
        yield Place(Entry("", node, node.span), ())
        return
    yield from _steps(Entry("", node, node.span), path.split("."), ())


def _steps(entry: Entry, steps: list[str], met: tuple[str, ...]) -> Iterator[Place]:
    if not steps:
        yield Place(entry, met)
        return
    step, *rest = steps
    node = entry.value
    if step == "*":
        for key, inner in _inside(node):
            yield from _steps(inner, rest, (*met, key))
    elif isinstance(node, Map):
        found = node.entry(step)
        if found is not None:
            yield from _steps(found, rest, met)
    elif isinstance(node, Seq) and step == "-1" and node.items:
        yield from _steps(Entry(step, node.items[-1], node.items[-1].span), rest, met)


def _inside(node: Located) -> Iterator[tuple[str, Entry]]:
    if isinstance(node, Map):
        for entry in node.entries:
            yield entry.key, entry
    elif isinstance(node, Seq):
        for index, item in enumerate(node.items):
            yield str(index), Entry(str(index), item, item.span)


def has(node: Located, path: str) -> bool:
    """Whether a path leads anywhere."""
    return next(places(node, path), None) is not None


def shaped(node: Located, tests: list[dict[str, Any]]) -> bool:
    """Whether a node has one of the shapes."""
    return isinstance(node, Map) and any(_passes(node, test) for test in tests)


def _passes(node: Map, test: dict[str, Any]) -> bool:
    return (
        all(has(node, path) for path in test.get("all", ()))
        and ("any" not in test or any(has(node, path) for path in test["any"]))
        and not any(has(node, path) for path in test.get("without", ()))
        and all(_said(node, path, patterns) for path, patterns in test.get("values", {}).items())
    )


def _said(node: Map, path: str, patterns: list[str]) -> bool:
    given = field(node, path)
    return given is not None and any(fnmatchcase(given, pattern) for pattern in patterns)


def field(node: Located, path: str) -> str | None:
    """The text at a path, or None; a number counts as text."""
    place = next(places(node, path), None)
    value = place.entry.value if place is not None else None
    if isinstance(value, Scalar) and isinstance(value.value, (str, int)) and not isinstance(value.value, bool):
        return str(value.value)
    return text_of(value)


def matches(place: Place, base: Map, wanted: dict[str, list[str]]) -> bool:
    """Whether the fields at a place, or with `/` of the whole shape, have one of the wanted values."""
    for path, patterns in wanted.items():
        node = base if path.startswith("/") else place.entry.value
        given = field(node, path.removeprefix("/"))
        if given is None or not any(fnmatchcase(given, pattern) for pattern in patterns):
            return False
    return True


def called(template: str, place: Place, base: Map, around: dict[str, str]) -> str:
    """The name that a template gives to what stands at a place; `around` are names known besides."""

    def said(match: re.Match[str]) -> str:
        for word in match[1].split("|"):
            found = _word(word, place, base, around)
            if found and len(found) < _LONG and "\n" not in found:
                return found
        return (place.met[-1] if place.met else place.entry.key) or around.get("stem", "")

    return re.sub(_FIELD, said, template)


def _word(word: str, place: Place, base: Map, around: dict[str, str]) -> str | None:
    if word in around:
        return around[word]
    if word.isdigit():
        return place.met[int(word) - 1] if int(word) <= len(place.met) else None
    if word == "value":
        return text_of(place.entry.value)
    if word.startswith("/"):
        return field(base, word[1:])
    return field(place.entry.value, word)
