"""Feature flags that turn on what an AI system can do, in the files of flagd, LaunchDarkly, Unleash and their like.

A flag counts if its name says an AI capability (`agent-refunds`, `enable_mcp_tools`, `rag_v2`) and it stands under a
key that holds flags. Its value is whether it is on by default and which share of users gets it; targeting beyond that
is kept as it is written. Owners, descriptions and dates are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, plain, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import Part, fixed, kept, whole
from threatgate.vocabulary import lookup, snake, words

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "flag"
DEPTH = 3
_RULES = frozenset(
    {"targeting", "rules", "strategies", "fallthrough", "variants", "variations", "targets", "conditions", "segments"}
)


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format not in ("yaml", "json", "toml") or _is_manifest(source.path):
        return
    for root in tree.roots:
        yield from _below(root, DEPTH)


def _is_manifest(path: str) -> bool:
    return path.rpartition("/")[2].lower() in table("places")["manifests"]


def _below(node: Located, depth: int) -> Iterator[Found]:
    for entry in entries_of(node):
        if snake(entry.key) in table("feature_flags")["holders"]:
            yield from _flags(entry.value)
        elif depth and isinstance(entry.value, Map):
            yield from _below(entry.value, depth - 1)


def _flags(holder: Located) -> Iterator[Found]:
    if isinstance(holder, Seq):
        for item in holder.items:
            name = _called(item)
            if name:
                yield from _flag(Entry(name, item, item.span))
    for entry in entries_of(holder):
        yield from _flag(entry)


def _called(item: Located) -> str:
    if not isinstance(item, Map):
        return ""
    known = table("feature_flags")["name"]
    return next((text for entry in item.entries if snake(entry.key) in known and (text := text_of(entry.value))), "")


def _flag(entry: Entry) -> Iterator[Found]:
    kind = _capability(entry.key)
    stated = _state(entry.value) if kind is not None else None
    if kind is None or stated is None:
        return
    parts: list[Part] = [fixed(_key(kind, entry.key), stated, entry.span)]
    for one in entries_of(entry.value):
        name = snake(one.key)
        if name in table("feature_flags")["share"]:
            parts.append(kept(one, "share"))
        elif name in _RULES and plain(one.value) not in ({}, [], None):
            parts.append(kept(one))
    yield whole(kind, entry.key, parts, entry.span, subject=SUBJECT, claims=(entry.value,))


def _capability(name: str) -> Kind | None:
    parts = set(words(name))
    for kind, known in table("feature_flags")["capabilities"].items():
        if parts & set(known):
            return Kind(kind)
    return None


def _key(kind: Kind, name: str) -> str:
    """A flag of a control is known by its name, for some turn a control on and some turn it off."""
    if kind is not Kind.APPROVAL:
        return "turned_on"
    known = any(term.kind is kind and term.polarity in ("guard", "grant") for term in lookup(name))
    return snake(name) if known else "setting"


def _state(node: Located) -> Any:
    """Whether a flag is on by default, None if nothing says it."""
    if isinstance(node, Scalar):
        return _word(node.value)
    if not isinstance(node, Map):
        return None
    stated = {snake(entry.key): entry.value for entry in node.entries}
    found = [
        value
        for key in table("feature_flags")["state"]
        if isinstance(stated.get(key), Scalar) and (value := _word(_variant(node, plain(stated[key])))) is not None
    ]
    return all(found) if found else None


def _variant(node: Map, value: Any) -> Any:
    """What a default variant stands for, where variants are given values."""
    given = node.get("variants")
    chosen = given.get(value) if isinstance(given, Map) and isinstance(value, str) else None
    return plain(chosen) if isinstance(chosen, Scalar) else value


def _word(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        rows = table("feature_flags")
        word = value.strip().lower()
        return True if word in rows["on"] else False if word in rows["off"] else None
    return None


RECOGNISER = Recogniser(
    name="feature_flags",
    doc=__doc__,
    kinds=(Kind.AGENT, Kind.TOOL, Kind.RETRIEVAL, Kind.MEMORY, Kind.APPROVAL),
    reads=(Tree,),
    read=_read,
    rank=40,
)
