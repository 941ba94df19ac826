"""Catalogues of models and registries of providers: lists and maps in code by the ids and provider names they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Call, Entry, Located, Map, Ref, Scalar, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._code import tail
from threatgate.recognisers._model_values import ids_in
from threatgate.recognisers._model_words import is_drawn_name, is_entry_noise, is_shown_name, provider_name, provider_of
from threatgate.recognisers._parts import Part, listed, whole
from threatgate.recognisers._secrets import hidden
from threatgate.recognisers._stated import COMPUTED, quoted, stated
from threatgate.recognisers._tool_words import grants
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module
    from threatgate.model import Span
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._code import Site

LEAST = 2
MANY = 3
_MODEL_WORDS = frozenset(
    {"model", "models", "llm", "llms", "embedding", "embeddings", "reranker", "rerankers", "reranking", "rerankings"}
)
_PROVIDER_WORDS = frozenset(
    {
        "provider",
        "providers",
        "vendor",
        "vendors",
        "factory",
        "llm",
        "llms",
        "embedding",
        "embeddings",
        "embedder",
        "backend",
        "backends",
    }
)


def table_of(site: Site, *, ai: bool) -> Found | None:
    """The catalogue or registry that a list or map is; None for any other node."""
    node = site.node
    if not isinstance(node, (Map, Seq)) or not site.names or site.names[0].startswith("__"):
        return None
    if is_drawn_name(site.names[-1]) or _is_reexport(site.names[-1], node):
        return None
    named = bool(set(words(site.names[-1])) & _MODEL_WORDS)
    if not ai and not named:
        return _registry(site, node, sure=False) if site.top else None
    found = _catalogue(site, node, named=named)
    return found or (_registry(site, node, sure=ai) if site.top or (ai and site.key) else None)


def _is_reexport(name: str, node: Map | Seq) -> bool:
    """Whether a pair says from which module a name is imported when it is first used."""
    return isinstance(node, Seq) and len(node.items) == LEAST and text_of(node.items[-1]) == name


def _catalogue(site: Site, node: Map | Seq, *, named: bool) -> Found | None:
    """Ids of models with the settings that stand beside each."""
    known = list(ids_in(node, named=named))
    if not known or not _is_catalogue(node, known, named=named):
        return None
    if isinstance(node, Map):
        shown = is_shown_name(site.names[-1])
        parts = [_entry(entry, shown=shown) for entry in node.entries]
        return whole(Kind.MODEL, site.name, parts, site.span, subject="catalogue")
    if all(isinstance(item, Scalar) for item in node.items):
        part = listed("models", [(stated(item), item.span) for item in node.items], site.span)
        return whole(Kind.MODEL, site.name, (part,), site.span, subject="catalogue")
    parts = [(text, _kept(value), (((text,), value.span),)) for text, value in known]
    return whole(Kind.MODEL, site.name, parts, site.span, subject="catalogue")


def _is_catalogue(node: Map | Seq, known: list[tuple[str, Located]], *, named: bool) -> bool:
    """Whether so many ids make a list or map a catalogue: keyed by them, made of them, or named so and full of them."""
    count = len(node.entries) if isinstance(node, Map) else len(node.items)
    if isinstance(node, Map) and any(text == entry.key for entry in node.entries for text, _ in known[:1]):
        return True
    if len(known) < LEAST and not (named and count == len(known)):
        return False
    return isinstance(node, Seq) or len(known) * 2 >= count or not all(isinstance(value, Scalar) for _, value in known)


def _entry(entry: Entry, *, shown: bool) -> Part:
    value = {} if shown and isinstance(entry.value, Scalar) else _kept(entry.value)
    return entry.key, value, (((entry.key,), entry.span), *_marks(entry))


def _marks(entry: Entry) -> Iterator[Any]:
    if isinstance(entry.value, Map):
        for inner in entry.value.entries:
            yield (entry.key, inner.key), inner.span


def _kept(node: Located) -> Any:
    """What of an entry changes what runs: prices, labels and links left out."""
    match node:
        case Map():
            found = {
                entry.key: hidden(entry.key, value)
                for entry in node.entries
                if not is_entry_noise(entry.key)
                and not grants(entry.key)
                and (value := _kept(entry.value)) is not COMPUTED
            }
            return {key: value for key, value in found.items() if value is not COMPUTED}
        case Call():
            value = stated(node)
            if value is not COMPUTED:
                return value
            found = {
                entry.key: value
                for entry in node.kwargs
                if not is_entry_noise(entry.key) and (value := _kept(entry.value)) is not COMPUTED
            }
            for item in node.args:
                if isinstance(item, Map):
                    found.update(_kept(item))
                elif isinstance(item, Scalar) and "model" not in found:
                    found["model"] = item.value
            return (
                {"provider": provider, **found}
                if (provider := provider_of(node.callee))
                else found or {"of": tail(node.callee)}
            )
        case Ref():
            return {"$ref": tail(node.name)}
    value = stated(node)
    return {} if value is COMPUTED else value


def _registry(site: Site, node: Map | Seq, *, sure: bool) -> Found | None:
    """The providers that a map is keyed by, or that a list names; where nothing else speaks of AI, with addresses."""
    if isinstance(node, Map):
        named = [(entry.key, entry.span) for entry in node.entries]
        known = [key for key, _ in named if provider_name(key)]
    else:
        named = [(text, item.span) for item in node.items if (text := _provider_text(item))]
        known = [text for text, _ in named if provider_name(text) or provider_of(text)]
        if len(named) < len(node.items):
            return None
    mostly = len(known) * 2 >= len(named)
    if len(known) < LEAST or not (mostly or set(words(site.names[-1])) & _PROVIDER_WORDS):
        return None
    if isinstance(node, Map) and any(isinstance(entry.value, (Map, Seq)) for entry in node.entries):
        return None
    addresses = list(_addresses(node))
    if any("://" in address for _, address, _ in addresses):
        parts = [(name, {"endpoint": address}, (((name,), span),)) for name, address, span in addresses]
        return whole(Kind.MODEL, site.name, parts, site.span, subject="provider") if sure or len(known) > MANY else None
    if not sure:
        return None
    return whole(Kind.MODEL, site.name, (listed("providers", named, site.span),), site.span, subject="provider")


def _addresses(node: Map | Seq) -> Iterator[tuple[str, str, Span]]:
    """Providers with the address that stands beside each."""
    for item in node.entries if isinstance(node, Map) else node.items:
        if isinstance(item, Entry):
            name, address = item.key, text_of(item.value)
        elif isinstance(item, Seq) and len(item.items) > 1:
            name, address = text_of(item.items[0]) or "", text_of(item.items[1])
        else:
            continue
        if name:
            yield name, address or "", item.span


def _provider_text(item: Located) -> str | None:
    if isinstance(item, Ref):
        return tail(item.name)
    if isinstance(item, Seq) and item.items:
        return text_of(item.items[0])
    return text_of(item)


def provider_functions(module: Module) -> Iterator[Found]:
    """Functions that accept or build providers by name: the set of names they know."""
    outer = {function.where for function in module.functions}
    for function in module.functions:
        about = set(words(function.qualified)) | set(words(function.where))
        if not about & (_PROVIDER_WORDS | {"validate", "config", "client", "model", "models", "handler"}):
            continue
        named = sorted(
            {
                text
                for text, _, _ in quoted(function.body)
                if provider_name(text) and " " not in text and text == text.lower()
            }
        )
        if len(named) > LEAST and function.qualified not in outer:
            part = listed("providers", [(name, function.span) for name in named], function.span)
            yield whole(Kind.MODEL, function.qualified, (part,), function.span, subject="provider")
