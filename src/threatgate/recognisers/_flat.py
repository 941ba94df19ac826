"""Settings in files of single lines: dotenv, properties, INI. Every key stands for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Scalar
from threatgate.identity import freeze
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Source
from threatgate.recognisers._keys import fits
from threatgate.vocabulary import Term, containers, lookup, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Tree

_SECRET = frozenset({"key", "token", "secret", "password", "keys"})


def read_flat(source: Source, tree: Tree) -> Iterator[Found]:
    """One element for each line that sets something of the AI system."""
    for root in tree.roots:
        yield from _entries(source, root, ())


def _entries(source: Source, node: Located, path: tuple[str, ...]) -> Iterator[Found]:
    if not isinstance(node, Map):
        return
    for entry in node.entries:
        if id(entry.value) in source.taken:
            continue
        if isinstance(entry.value, Map):
            yield from _entries(source, entry.value, (*path, entry.key))
            continue
        found = _found(entry, path)
        if found is not None:
            yield found


def _found(entry: Entry, path: tuple[str, ...]) -> Found | None:
    parts = tuple(part for name in (*path, entry.key) for part in words(name))
    name = ".".join((*path, entry.key))
    if _is_credential(parts):
        value = entry.value.value if isinstance(entry.value, Scalar) else None
        stated = freeze({"credential": name, "literal": bool(value) and _is_literal(str(value))})
        return Found(Kind.IDENTITY, name, stated, entry.span, subject="credential", claims=(entry.value,))
    term = _term(parts, entry)
    if term is None or not isinstance(entry.value, Scalar) or entry.value.value in (None, ""):
        return None
    tail = _tail(parts, term)
    return Found(
        term.kind,
        name,
        freeze({tail: entry.value.value}),
        entry.span,
        marks=(((tail,), entry.span),),
        claims=(entry.value,),
    )


def _is_credential(parts: tuple[str, ...]) -> bool:
    return (
        bool(parts)
        and parts[-1] in _SECRET
        and bool(set(parts[:-1]) & set(table("places")["cues"]) - {"tool", "prompt", "token"})
    )


def _is_literal(value: str) -> bool:
    """A value that could be a secret itself, rather than a placeholder or a reference."""
    return (
        len(value) > 12
        and not value.startswith(("$", "<", "{", "your", "YOUR", "xxx", "changeme"))
        and "..." not in value
        and "<" not in value
    )


def _term(parts: tuple[str, ...], entry: Entry) -> Term | None:
    """The longest tail of the name that the vocabulary knows: strong, or weak with its kind named before it."""
    for cut in range(len(parts)):
        head, tail = parts[:cut], "_".join(parts[cut:])
        named = {kind for part in head for kind in containers(part)}
        for term in lookup(tail):
            if (term.strong or term.kind in named) and fits(term, tail, entry.value):
                return term
    return None


def _tail(parts: tuple[str, ...], term: Term) -> str:
    for cut in range(len(parts)):
        tail = "_".join(parts[cut:])
        if term in lookup(tail):
            return tail
    return parts[-1]
