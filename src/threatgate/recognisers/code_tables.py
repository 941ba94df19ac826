"""Tables of providers, sources and tools that code decides by.

Read are switches, matches and chains of conditions over one name (`switch (provider)`, `if search_api == …`),
enumerations and literal types of such names, entries assigned or registered one by one (`PROVIDERS["groq"] = …`,
`register_retriever("graph", …)`). A table is one element with its entries as a set, so that one that comes or goes is
one move with its own name; what an entry leads to is read where it stands. What shows, converts or tests is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Map, Ref, Scalar, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, bare, code_of, facts, speaks_of_ai, tail
from threatgate.recognisers._model_tables import provider_functions
from threatgate.recognisers._model_words import provider_name
from threatgate.recognisers._parts import alone, fixed, listed, whole
from threatgate.recognisers._table_words import (
    decides_by_order,
    is_entry,
    is_shown,
    kind_of_table,
    literals,
    plain_subject,
    registered,
)
from threatgate.recognisers._tool_words import grants
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._kinds import Class, Function
    from threatgate.model import Span

_SOURCE = Kind.RETRIEVAL
_KEYS = {Kind.MODEL: "providers", Kind.RETRIEVAL: "sources", Kind.TOOL: "tools"}
_SUBJECTS = {Kind.MODEL: "provider", Kind.TOOL: "grant"}
_PROVIDING = frozenset({"provider", "providers", "llm", "llms", "embedding", "embeddings", "embedders"})


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None or is_shown(source.path) or not speaks_of_ai(source.path, module):
        return
    known = facts(module)
    told = {found.name for found in provider_functions(module)}
    declared = {text for site in known.sites if site.key == "name" and (text := text_of(site.node)) is not None}
    for switch in module.tables:
        labels = [(tail(entry.key), entry.span) for entry in switch.entries if is_entry(entry.key)]
        subject = plain_subject(switch.subject)
        kind = kind_of_table(subject, switch.where, tuple(entry.key for entry in switch.entries))
        if kind is Kind.TOOL:
            labels = [(label, span) for label, span in labels if label not in declared]
        if kind is not None and labels and not (kind is Kind.MODEL and switch.where in told):
            name = ".".join(part for part in (switch.where, tail(bare(subject))) if part)
            yield _listing(kind, name, labels, switch.span)
    for owner in module.classes:
        yield from _of_class(owner)
    yield from _named_types(known)
    yield from _lists(known)
    yield from _entries(known)


def _listing(kind: Kind, name: str, labels: Iterable[tuple[str, Span]], span: Span) -> Found:
    part = listed(_KEYS[kind], labels, span)
    if kind is Kind.TOOL:
        return alone(kind, name, part, span, subject="grant")
    return whole(kind, name, (part,), span, subject=_SUBJECTS.get(kind, ""))


def _of_class(owner: Class) -> Iterator[Found]:
    """An enumeration of providers or sources, and fields that are one of several."""
    qualified = f"{owner.where}.{owner.name}" if owner.where else owner.name
    if any(tail(base).endswith(("Enum", "enum")) for base in owner.bases):
        labels = [
            (text, entry.span)
            for entry in owner.fields
            if (text := text_of(entry.value) or (entry.key if isinstance(entry.value, Scalar) else None))
        ]
        yield from _types(qualified, owner.name, labels, owner.span)
        return
    spans = {entry.key: entry.span for entry in owner.fields}
    for field, annotation in owner.annotations:
        span = spans.get(field, owner.span)
        yield from _types(f"{qualified}.{field}", field, [(text, span) for text in literals(annotation)], span)


def _named_types(known: Facts) -> Iterator[Found]:
    for one in known.module.assignments:
        if isinstance(one.value, Call) and one.value.callee == "Literal":
            labels = [(text, item.span) for item in one.value.args if (text := text_of(item)) is not None]
            yield from _types(one.target, one.target, labels, one.span)


def _lists(known: Facts) -> Iterator[Found]:
    """Lists of sources by name; where the name says that the order decides, so does the value."""
    for one in known.module.assignments:
        items = one.value.items if isinstance(one.value, Seq) else ()
        labels = [(text, item.span) for item in items if (text := text_of(item)) is not None]
        if len(labels) < len(items) or kind_of_table(one.target, "", tuple(text for text, _ in labels)) is not _SOURCE:
            continue
        parts = [listed("sources", labels, one.span)]
        if decides_by_order(one.target):
            parts.append(fixed("order", " > ".join(text for text, _ in labels), one.span))
        name = ".".join(part for part in (one.where, bare(one.target)) if part)
        yield whole(_SOURCE, name, parts, one.span)


def _types(name: str, subject: str, labels: list[tuple[str, Span]], span: Span) -> Iterator[Found]:
    labels = [(text, place) for text, place in labels if is_entry(text)]
    kind = kind_of_table(subject, "", tuple(text for text, _ in labels))
    if kind in (Kind.MODEL, Kind.RETRIEVAL):
        yield _listing(kind, name, labels, span)


def _entries(known: Facts) -> Iterator[Found]:
    """Entries that are added to a registry one by one."""
    for one in known.module.assignments:
        owner, _, key = one.target.rpartition(".")
        if not owner or owner in ("self", "this") or isinstance(one.value, (Scalar, Map)):
            continue
        name = ".".join(part for part in (one.where, bare(one.target)) if part)
        if grants(tail(owner)) and isinstance(one.value, (Ref, Call)) and "[" not in key:
            yield alone(Kind.TOOL, name, listed("tools", [(key, one.span)], one.span), one.span, subject="grant")
        elif set(words(tail(owner))) & _PROVIDING and provider_name(key):
            yield _listing(Kind.MODEL, name, [(key, one.span)], one.span)
    for site, call in known.calls:
        kind, named = registered(call.callee), text_of(call.args[0]) if call.args else None
        if kind is not None and named and " " not in named and (len(call.args) > 1 or call.kwargs):
            yield _registration(kind, f"{tail(call.callee)}.{named}", named, site.span)
    for function in known.module.functions:
        yield from _decorating(function)
    for class_ in known.module.classes:
        yield from _decorating(class_)


def _decorating(holder: Function | Class) -> Iterator[Found]:
    for decorator in holder.decorators:
        named = text_of(decorator.args[0]) if isinstance(decorator, Call) and decorator.args else None
        kind = registered(decorator.callee) if isinstance(decorator, Call) else None
        if kind is not None and named:
            yield _registration(kind, holder.name, named, holder.span)


def _registration(kind: Kind, name: str, named: str, span: Span) -> Found:
    return whole(kind, name, (fixed("registers", named, span),), span, subject=_SUBJECTS.get(kind, ""))


RECOGNISER = Recogniser(
    name="code_tables",
    doc=__doc__,
    kinds=(Kind.MODEL, Kind.RETRIEVAL, Kind.TOOL),
    reads=(Module,),
    read=_read,
    rank=42,
)
