"""Retrieval in code.

Read are vector stores, retrievers, loaders, splitters, rerankers and search clients by their class or method, with the
settings they are given (how many, which index, which filter, which sources), builder chains as a set of settings,
classes that implement a known interface with the ways they reach out, and constants named after settings of retrieval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Entry, Located, Map, Ref, Seq, plain
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, Site, code_of, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._retrieval_words import (
    asks,
    base_of,
    fetches_context,
    is_asking_setting,
    is_presence,
    is_setting,
    is_unmistakable,
    may_be_name,
    names_retrieval,
    reaches,
    reads_outside,
    retrieves,
)  # fmt: skip
from threatgate.recognisers._secrets import hidden
from threatgate.recognisers._stated import COMPUTED, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Class


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    known = facts(module)
    ai = speaks_of_ai(source.path, module)
    receivers = {id(call.receiver) for _, call in known.calls if call.receiver is not None}
    for site in known.sites:
        node = site.node
        if isinstance(node, Call) and id(node) not in receivers:
            yield from _of_call(site, node, ai=ai)
        if ai and site.top and site.key and names_retrieval(site.key):
            yield from _of_name(site)
    for owner in module.classes:
        yield from _of_class(owner, known, ai=ai)


def _of_call(site: Site, call: Call, *, ai: bool) -> Iterator[Found]:
    """A call that sets up or asks a store, its chain of settings included."""
    links = list(_chain(call))
    kind = next((found for link in links if (found := retrieves(link.callee))), "")
    if not kind and not (ai and (_asks(links) or fetches_context(call.callee))):
        return
    if not ai and not _is_sure(kind, links):
        return
    of = kind or tail(next((link.callee for link in reversed(links) if asks(link.callee)), call.callee))
    parts: dict[str, Part] = {"of": fixed("of", of, call.span)}
    for link in links:
        for entry in settings(link):
            part = _setting(entry)
            if part is not None:
                parts.setdefault(part[0], part)
        if link is not links[-1] or "()" in link.callee:
            parts.update({part[0]: part for part in _of_link(link)})
        _first_argument(parts, link)
    if len(parts) == 1 and not kind and not fetches_context(call.callee):
        return
    yield whole(Kind.RETRIEVAL, _name(site, of), parts.values(), site.span)


def _chain(call: Call) -> Iterator[Call]:
    """A call and the calls it is made on, the last one first."""
    node: Located | None = call
    while isinstance(node, Call):
        yield node
        node = node.receiver


def _asks(links: list[Call]) -> bool:
    return any(asks(link.callee) and any(is_asking_setting(entry.key) for entry in settings(link)) for link in links)


def _is_sure(kind: str, links: list[Call]) -> bool:
    """Whether a call is retrieval in a file that shows nothing else of the field: named so, and set up so."""
    return is_unmistakable(kind) and any(is_asking_setting(entry.key) for link in links for entry in settings(link))


def _setting(entry: Entry) -> Part | None:
    if not is_setting(entry.key):
        return None
    value = _value(entry)
    return None if value is COMPUTED else fixed(entry.key, value, entry.span)


def _value(entry: Entry) -> Any:
    """A setting as stated; of filters, sources and what else matters by name, the name where it is computed."""
    if may_be_name(entry.key):
        return _named(entry.value, given=is_presence(entry.key))
    if isinstance(entry.value, Map):
        found = {inner.key: value for inner in entry.value.entries if (value := _value(inner)) is not COMPUTED}
        return found or COMPUTED
    value = stated(entry.value)
    return value if value is COMPUTED else hidden(entry.key, value)


def _named(node: Located, *, given: bool) -> Any:
    """A setting, with the names of what is computed in it, or no more than that it is given."""
    match node:
        case Seq():
            return sorted((_named(item, given=given) for item in node.items), key=str)
        case Map():
            return {entry.key: _named(entry.value, given=given) for entry in node.entries}
    value = stated(node)
    if value is not COMPUTED:
        return hidden("", value)
    if given:
        return {"$code": "…"}
    match node:
        case Ref():
            return {"$ref": tail(node.name)}
        case Call():
            return {"$call": tail(node.callee)}
    return hidden("", plain(node))


def _of_link(link: Call) -> Iterator[Part]:
    """A setting in a chain: `.topK(3)`, `.similarityThreshold(0.5)`."""
    if (
        link.args
        and len(link.args) == 1
        and (value := stated(link.args[0])) is not COMPUTED
        and not isinstance(value, (dict, list))
    ):
        yield fixed(tail(link.callee), value, link.span)


def _first_argument(parts: dict[str, Part], link: Call) -> None:
    """Sources named by position: addresses and folders of loaders, the name of a collection."""
    first = link.args[0] if link.args else None
    if not retrieves(link.callee) or first is None or isinstance(first, Map):
        return
    value = stated(first)
    if isinstance(value, str) and " " not in value and value:
        parts.setdefault("source", fixed("source", hidden("", value), first.span))
    elif isinstance(first, Seq) and isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        parts.setdefault("sources", fixed("sources", sorted(value), first.span))


def _name(site: Site, of: str) -> str:
    return site.name if site.names else ".".join(part for part in (site.where, of) if part)


def _of_name(site: Site) -> Iterator[Found]:
    """A constant, field or default named after a setting of retrieval."""
    value = stated(site.node)
    if value is COMPUTED or value is None or (isinstance(value, str) and (" " in value or not value)):
        return
    key = tail(site.key)
    yield whole(Kind.RETRIEVAL, site.name, (fixed(key, hidden(key, value), site.span),), site.span)


def _of_class(owner: Class, known: Facts, *, ai: bool) -> Iterator[Found]:
    """A class that implements an interface of retrieval: what it is set to, and how it reaches out."""
    base = base_of(owner.bases)
    if not ai or not (base or (reads_outside(owner.name) and "Base" not in owner.name)):
        return
    qualified = f"{owner.where}.{owner.name}" if owner.where else owner.name
    ways = sorted(
        {
            way
            for function in known.module.functions
            if function.where == qualified
            for callee in function.calls
            if (way := reaches(callee))
        }
    )
    parts: list[Part] = [fixed("implements", base, owner.span)] if base else []
    if ways:
        parts.append(fixed("reaches", ways, owner.span))
    for entry in owner.fields:
        value = stated(entry.value)
        if (value is not COMPUTED and isinstance(value, (int, float, bool))) or (
            value is not COMPUTED and is_setting(entry.key)
        ):
            parts.append(fixed(entry.key, hidden(entry.key, value), entry.span))
    if parts:
        yield whole(Kind.RETRIEVAL, qualified, parts, owner.span, subject="class")


RECOGNISER = Recogniser(
    name="code_retrieval",
    doc=__doc__,
    kinds=(Kind.RETRIEVAL,),
    reads=(Module,),
    read=_read,
    rank=40,
)
