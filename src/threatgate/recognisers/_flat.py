"""Settings of single lines: dotenv, properties, INI, variables in other files. Every key stands for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Scalar
from threatgate.identity import freeze
from threatgate.model import Kind
from threatgate.recognisers._api import Found
from threatgate.recognisers._keys import Page, counts, fits, names_models
from threatgate.recognisers._secrets import hidden, literal
from threatgate.vocabulary import Term, containers, lookup, sure_containers, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._kinds import Tree
    from threatgate.model import Json

# Names of settings have a few parts; hostile ones have thousands.
MOST_PARTS = 60
_SECRET = frozenset({"key", "token", "secret", "password", "keys"})
_COMMON = frozenset({"tool", "prompt", "token"})


def read_flat(page: Page, tree: Tree) -> Iterator[Found]:
    """One element for each line that sets something of the AI system."""
    for root in tree.roots:
        yield from _entries(page, root, ())


def _entries(page: Page, node: Located, path: tuple[str, ...]) -> Iterator[Found]:
    if isinstance(node, Map):
        for entry in node.entries:
            if isinstance(entry.value, Map) and id(entry.value) not in page.taken:
                yield from _entries(page, entry.value, (*path, entry.key))
        yield from settings(page, (entry for entry in node.entries if not isinstance(entry.value, Map)), path)


def settings(
    page: Page, entries: Iterable[Entry], path: tuple[str, ...], place: tuple[str, ...] = ()
) -> Iterator[Found]:
    """The elements of lines; `path` is part of what a line is called, `place` only of its name."""
    for entry in entries:
        if id(entry.value) not in page.taken and not (page.pipeline and _is_expression(entry)):
            found = _found(page, entry, path, place)
            if found is not None:
                yield found


def _is_expression(entry: Entry) -> bool:
    """What a pipeline hands from its store of secrets and variables to a step."""
    return isinstance(entry.value, Scalar) and str(entry.value.value).startswith("${{")


def _found(page: Page, entry: Entry, path: tuple[str, ...], place: tuple[str, ...]) -> Found | None:
    parts = tuple(part for name in (*path, entry.key) for part in words(name))
    name = ".".join((*place, *path, entry.key))
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if _is_credential(parts):
        bare = ".".join((*path, entry.key))
        told: dict[str, Json] = {"credential": bare, "literal": isinstance(value, str) and literal(value)}
        return Found(Kind.IDENTITY, name, freeze(told), entry.span, subject="credential", claims=(entry.value,))
    if value in (None, ""):
        return None
    kind, key = _reading(page, parts, entry)
    if kind is None:
        return None
    told = {key: hidden(entry.key, value)}
    return Found(kind, name, freeze(told), entry.span, marks=(((key,), entry.span),), claims=(entry.value,))


def _is_credential(parts: tuple[str, ...]) -> bool:
    rows = table("places")
    known = {*rows["cues"], *rows["services"]} - _COMMON
    return bool(parts) and parts[-1] in _SECRET and bool(set(parts[:-1]) & known)


def _reading(page: Page, parts: tuple[str, ...], entry: Entry) -> tuple[Kind | None, str]:
    """The kind of a line and the part of its name that says it."""
    term, tail = _term(page, parts, entry)
    if term is not None:
        return term.kind, tail
    return (Kind.MODEL, "model") if names_models(entry.value) else (None, "")


def _term(page: Page, parts: tuple[str, ...], entry: Entry) -> tuple[Term | None, str]:
    """The longest tail of the name that the vocabulary knows: strong, or weak with its kind named right before it."""
    opened = containers if page.speaks else sure_containers
    for cut in range(max(0, len(parts) - MOST_PARTS), len(parts)):
        head, tail = parts[:cut], "_".join(parts[cut:])
        above = next((part for part in reversed(head) if not part.isdigit()), "")
        named = opened(above)
        for term in lookup(tail):
            if (counts(term, page) or term.kind in named) and fits(term, tail, entry.value):
                return term, tail
    return None, ""
