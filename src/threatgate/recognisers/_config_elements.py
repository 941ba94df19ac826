"""Elements made of the settings of one mapping: their names, their meaning, the lines of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, plain
from threatgate.identity import canonical, freeze
from threatgate.model import Kind, Pointer, Span
from threatgate.recognisers._api import Found
from threatgate.recognisers._keys import WHOLE, names_models
from threatgate.recognisers._secrets import hidden, masked
from threatgate.vocabulary import is_noise, lookup, polarity, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIMARY = (("model",), ("model", "name"), ("model", "id"), ("llm",), ("deployment", "name"))
_CALLED = (("name",), ("id",), ("title",), ("type",), ("version",))
_NAMING = (("name",), ("id",), ("provider",))
_COSTS = frozenset({"price", "cost", "pricing"})
MANY = 4
_ONE_WORD = (("key",), ("keys",), ("auth",), ("token",), ("authorization",))


def elements(file: str, kind: Kind, members: list[Entry], path: tuple[str, ...]) -> Iterator[Found]:
    """One element of the mapping; prompts and differently named models stand for themselves."""
    if kind is Kind.PROMPT:
        for entry in members:
            yield element(kind, (*path, entry.key), [entry], bare=True)
        return
    if kind is Kind.MODEL:
        for entry in members:
            if _is_other_model(entry):
                yield element(kind, (*path, entry.key), [entry], bare=True)
        members = _of_one_model([entry for entry in members if not _is_other_model(entry)], path)
    if members and not (kind in WHOLE and all(words(entry.key) in _CALLED for entry in members)):
        yield element(kind, path or (_stem(file),), members)


def _is_other_model(entry: Entry) -> bool:
    """`embedding_model` beside `model`: a pin of its own."""
    return _is_model_key(entry.key) and words(entry.key) not in _PRIMARY


def _of_one_model(members: list[Entry], path: tuple[str, ...]) -> list[Entry]:
    """The settings of one model; none where nothing but a name stands that may be of anything."""
    if all(words(entry.key) in _CALLED and not names_models(entry.value) for entry in members):
        return []
    named = any(
        _is_model_key(entry.key) or words(entry.key) in _NAMING or names_models(entry.value) for entry in members
    )
    return members if named or path or len(members) > 1 else []


def _is_model_key(key: str) -> bool:
    return any(term.kind is Kind.MODEL and term.strong for term in lookup(key))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0] or path.rpartition("/")[2]


def element(kind: Kind, path: tuple[str, ...], members: list[Entry], *, bare: bool = False) -> Found:
    """The element that these settings make. `bare`: its one setting is the element, and its line the element's."""
    marks: list[tuple[Pointer, Span]] = []
    value: dict[str, object] = {}
    for entry in members:
        value[entry.key] = _meaning(kind, entry.key, entry.value)
        marks.append(((entry.key,), entry.span))
        marks.extend(_marks(entry.value, (entry.key,)))
    guards = kind is Kind.APPROVAL and any("guardrail" in part.lower() or "moderation" in part.lower() for part in path)
    span = Span(min(entry.span.line for entry in members), max(entry.span.end_line for entry in members))
    if bare:
        marks.insert(0, ((), members[0].span))
    return Found(
        kind=kind,
        name=".".join(path),
        value=freeze(value),
        span=span,
        marks=tuple(marks),
        subject="guardrail" if guards else "",
        claims=tuple(entry.value for entry in members),
    )


def is_catalogue(node: Seq) -> bool:
    """A list of models to choose from: many, each with a name of its own and plain facts."""
    names = [_name(item) for item in node.items]
    return len(names) >= MANY and None not in names and len(set(names)) == len(names)


def _name(item: Located) -> str | None:
    if not isinstance(item, Map) or not all(isinstance(entry.value, Scalar) for entry in item.entries):
        return None
    named = next((entry.value for entry in item.entries if words(entry.key) in (*_PRIMARY, ("name",), ("id",))), None)
    return named.value if isinstance(named, Scalar) and isinstance(named.value, str) else None


def catalogue(node: Seq, path: tuple[str, ...]) -> Found:
    """One element for the list, its models by name; what they cost is no part of it."""
    value: dict[str, object] = {}
    marks: list[tuple[Pointer, Span]] = []
    for item in (each for each in node.items if isinstance(each, Map)):
        name = _name(item) or ""
        facts = [one for one in item.entries if not _COSTS & set(words(one.key))]
        value[name] = {one.key: _meaning(Kind.MODEL, one.key, one.value) for one in facts if not is_noise(one.key)}
        marks.append(((name,), item.span))
        marks.extend(((name, one.key), one.span) for one in facts)
    return Found(Kind.MODEL, ".".join(path) or "models", freeze(value), node.span, tuple(marks), claims=(node,))


def _meaning(kind: Kind, key: str, node: Located) -> object:
    """The value without what speaks to people and without secrets; a list that is a set in one order."""
    if isinstance(node, Map):
        return {entry.key: _meaning(kind, entry.key, entry.value) for entry in node.entries if not is_noise(entry.key)}
    if isinstance(node, Seq):
        items = [_meaning(kind, key, item) for item in node.items]
        # Which model answers next is told by the order of a fallback list.
        is_set = polarity(kind, key) in ("grant", "guard", "only") and "fallback" not in key.lower()
        is_set = is_set and all(isinstance(item, Scalar) for item in node.items)
        return sorted(items, key=canonical) if is_set else items
    value = plain(node)
    if not isinstance(value, str):
        return value
    return _text(masked(value)) if words(key) in _ONE_WORD or kind is Kind.PROMPT else _safe(key, value)


def _safe(key: str, value: str) -> object:
    found = hidden(key, value)
    return _text(found) if isinstance(found, str) else found


def _text(value: str) -> str:
    lines = value.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).removesuffix("\n")


def _marks(node: Located, path: Pointer) -> Iterator[tuple[Pointer, Span]]:
    if isinstance(node, Map):
        for entry in node.entries:
            yield (*path, entry.key), entry.span
            yield from _marks(entry.value, (*path, entry.key))
    elif isinstance(node, Seq) and not all(isinstance(item, Scalar) for item in node.items):
        for index, item in enumerate(node.items):
            yield (*path, index), item.span
            yield from _marks(item, (*path, index))
