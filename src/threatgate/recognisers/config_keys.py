"""Settings by the meaning of their keys, in any YAML, JSON, TOML, dotenv or properties file of the product.

Read are mappings that hold keys of the vocabulary (`catalog/keys.yaml`): model and parameters, prompts, retrieval,
approval and guardrails, memory, identity scopes, evals and thresholds, audit and tracing. A mapping gives one element a
kind. Inside a place of approval, retrieval, memory, identity, eval or logging every setting counts, known or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, plain
from threatgate.identity import canonical, freeze
from threatgate.model import Kind, Pointer, Scope, Span
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._flat import read_flat
from threatgate.recognisers._keys import WHOLE, container, place, reading, speaks_of_ai
from threatgate.vocabulary import Term, is_noise, lookup, polarity, words

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAT = frozenset({"dotenv", "properties", "ini"})
NAMED = ("name", "id", "model_name", "key", "title", "type")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    if tree.format in FLAT:
        yield from read_flat(source, tree)
        return
    inside = place(source.path, tree.text)
    if source.scope is Scope.CI:
        inside = None
        if not speaks_of_ai(tree.text):
            return
    for index, root in enumerate(tree.roots):
        prefix = (f"document {index + 1}",) if len(tree.roots) > 1 else ()
        yield from _below(source, root, prefix, inside)


def _below(source: Source, node: Located, path: tuple[str, ...], inside: Kind | None) -> Iterator[Found]:
    if id(node) in source.taken:
        return
    if isinstance(node, Seq):
        for index, item in enumerate(node.items):
            if isinstance(item, (Map, Seq)):
                yield from _below(
                    source, item, (*path[:-1], f"{path[-1] if path else 'item'}[{_item_name(item, index)}]"), inside
                )
    elif isinstance(node, Map):
        yield from _of_map(source, node, path, inside)


def _item_name(item: Located, index: int) -> str:
    if isinstance(item, Map):
        for key in NAMED:
            value = item.get(key)
            if isinstance(value, Scalar) and isinstance(value.value, str) and value.value:
                return value.value[:60]
    return str(index)


def _of_map(source: Source, node: Map, path: tuple[str, ...], inside: Kind | None) -> Iterator[Found]:
    grouped: dict[Kind, list[Entry]] = {}
    rest: list[Entry] = []
    entries = [entry for entry in node.entries if id(entry.value) not in source.taken and not is_noise(entry.key)]
    here = {term.kind for entry in entries if (term := _strong(entry))} | ({inside} if inside else set())
    for entry in entries:
        term = _term(entry, here, inside)
        within = container(entry.key, inside)
        opens = within is not None and isinstance(entry.value, (Map, Seq)) and not _scalars_only(entry.value)
        if opens and (isinstance(entry.value, Map) or within is not inside):
            yield from _below(source, entry.value, (*path, entry.key), within)
        elif term is not None:
            grouped.setdefault(term.kind, []).append(entry)
        elif inside in WHOLE:
            rest.append(entry)
        elif isinstance(entry.value, (Map, Seq)):
            yield from _below(source, entry.value, (*path, entry.key), within or inside)
    yield from _whole_or_below(source, rest, grouped, path, inside)
    for kind, members in sorted(grouped.items()):
        if members:
            yield from _elements(source, kind, members, path)


def _strong(entry: Entry) -> Term | None:
    term = reading(entry.key, entry.value, None)
    return term if term is not None and term.strong else None


def _term(entry: Entry, here: set[Kind], inside: Kind | None) -> Term | None:
    strong = _strong(entry)
    if strong is not None and (inside not in (Kind.EVAL, Kind.LOGGING) or strong.kind is inside):
        return strong
    for kind in [inside] if inside else sorted(here):
        term = reading(entry.key, entry.value, kind)
        if term is not None and term.kind is kind and (kind is not inside or kind in here):
            return term
    return None


def _scalars_only(node: Located) -> bool:
    return isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node.items)


def _whole_or_below(
    source: Source, rest: list[Entry], grouped: dict[Kind, list[Entry]], path: tuple[str, ...], inside: Kind | None
) -> Iterator[Found]:
    """Unknown keys inside a whole place join the mapping's element; one that holds only mappings gives one each."""
    if inside is None or not rest:
        return
    leaves = [entry for entry in rest if not isinstance(entry.value, Map)]
    whole = bool(path) and (bool(leaves) or inside in grouped)
    grouped.setdefault(inside, []).extend(rest if whole else leaves)
    for entry in rest:
        if not whole and isinstance(entry.value, Map):
            yield from _below(source, entry.value, (*path, entry.key), inside)


def _elements(source: Source, kind: Kind, members: list[Entry], path: tuple[str, ...]) -> Iterator[Found]:
    """One element of the mapping; prompts and differently named models stand for themselves."""
    if kind is Kind.PROMPT:
        for entry in members:
            yield _element(kind, (*path, entry.key), [entry], bare=True)
        return
    if kind is Kind.MODEL:
        primary = [entry for entry in members if not _is_other_model(entry)]
        for entry in members:
            if _is_other_model(entry):
                yield _element(kind, (*path, entry.key), [entry], bare=True)
        if primary and not any(_names_model(entry) for entry in primary) and not path and len(primary) == 1:
            primary = []
        members = primary
    if members:
        yield _element(kind, path or (_stem(source.path),), members)


def _is_other_model(entry: Entry) -> bool:
    """`embedding_model` beside `model`: a pin of its own."""
    return any(term.kind is Kind.MODEL and term.strong for term in lookup(entry.key)) and words(entry.key) not in (
        ("model",), ("model", "name"), ("model", "id"), ("llm",), ("deployment", "name"),
    )  # fmt: skip


def _names_model(entry: Entry) -> bool:
    return any(term.kind is Kind.MODEL and term.strong for term in lookup(entry.key)) or entry.key in (
        "name",
        "id",
        "provider",
    )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0] or path.rpartition("/")[2]


def _element(kind: Kind, path: tuple[str, ...], members: list[Entry], *, bare: bool = False) -> Found:
    marks: list[tuple[Pointer, Span]] = []
    value: dict[str, object] = {}
    for entry in members:
        value[entry.key] = _meaning(kind, entry.key, entry.value)
        marks.append(((entry.key,), entry.span))
        marks.extend(_marks(entry.value, (entry.key,)))
    subject = (
        "guardrail"
        if kind is Kind.APPROVAL and any("guardrail" in part.lower() or "moderation" in part.lower() for part in path)
        else ""
    )
    span = Span(min(entry.span.line for entry in members), max(entry.span.end_line for entry in members))
    if bare:
        marks.insert(0, ((), members[0].span))
    return Found(
        kind=kind, name=".".join(path), value=freeze(value), span=span, marks=tuple(marks), subject=subject,
        claims=tuple(entry.value for entry in members),
    )  # fmt: skip


def _meaning(kind: Kind, key: str, node: Located) -> object:
    """The value without what speaks to people; a list that is a set in one order."""
    if isinstance(node, Map):
        return {entry.key: _meaning(kind, entry.key, entry.value) for entry in node.entries if not is_noise(entry.key)}
    if isinstance(node, Seq):
        items = [_meaning(kind, key, item) for item in node.items]
        is_set = polarity(kind, key) in ("grant", "guard") and _scalars_only(node)
        return sorted(items, key=canonical) if is_set else items
    value = plain(node)
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    lines = value.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).removesuffix("\n")


def _marks(node: Located, path: Pointer) -> Iterator[tuple[Pointer, Span]]:
    if isinstance(node, Map):
        for entry in node.entries:
            yield (*path, entry.key), entry.span
            yield from _marks(entry.value, (*path, entry.key))
    elif isinstance(node, Seq) and not _scalars_only(node):
        for index, item in enumerate(node.items):
            yield (*path, index), item.span
            yield from _marks(item, (*path, index))


RECOGNISER = Recogniser(
    name="config_keys",
    doc=__doc__,
    kinds=tuple(Kind),
    reads=(Tree,),
    read=_read,
    rank=90,
)
