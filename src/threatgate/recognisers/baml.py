"""BAML: the clients that functions call, the prompts of functions and templates, tests.

A client is a model: provider, model, options, and for `fallback` and `round-robin` the clients it chooses from. Of a
function the prompt, what it takes and gives, and its client; classes and enums are shown to the model, so those of a
file are a prompt too. Generators, retries and layout are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Map, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._eval_cases import meaning
from threatgate.recognisers._evals import eval_scope
from threatgate.recognisers._parts import fixed, kept, whole
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._secrets import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.recognisers._parts import Marks, Part

_CHOICE = frozenset({"fallback", "round-robin", "round_robin"})
_TYPES = frozenset({"class", "enum", "dynamic"})
_PEOPLE = frozenset({"retry_policy"})


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "baml":
        return
    for root in tree.roots:
        types = [entry for entry in entries_of(root) if entry.key.partition(" ")[0] in _TYPES]
        if types:
            parts = [kept(entry, entry.key.partition(" ")[2]) for entry in types]
            yield whole(Kind.PROMPT, "types", parts, types[0].span, subject="schema", claims=(root,))
        for entry in entries_of(root):
            sort, _, name = entry.key.partition(" ")
            for found in _declared(source, sort, name, entry):
                yield found._replace(claims=(root,))


def _declared(source: Source, sort: str, name: str, entry: Entry) -> Iterator[Found]:
    if sort == "client":
        yield _client(name, entry)
    elif sort in ("function", "impl"):
        yield from _function(name, entry)
    elif sort == "template_string" and (text := text_of(entry.value)) is not None:
        yield whole(Kind.PROMPT, name, [fixed("text", normalised(text), entry.span)], entry.span)
    elif sort == "test" and isinstance(entry.value, Map):
        value, marks = meaning(entry.key, entry.value)
        yield whole(Kind.EVAL, f"test {name}", _parts(value, marks, entry), entry.span, scope=eval_scope(source))


def _parts(value: dict[str, Any], marks: Marks, entry: Entry) -> list[Part]:
    return [
        (key, item, tuple((at, span) for at, span in marks if at[:1] == (key,)) or (((key,), entry.span),))
        for key, item in value.items()
    ]


def _client(name: str, entry: Entry) -> Found:
    """Provider, model and options; the clients that one falls back on in their order."""
    parts: list[Part] = []
    provider = ""
    for one in entries_of(entry.value):
        if one.key == "provider":
            provider = (text_of(one.value) or "").replace("baml-", "")
            parts.append(fixed("provider", provider, one.span))
        elif one.key == "options" and isinstance(one.value, Map):
            parts.extend(_option(option, provider) for option in one.value.entries)
        elif one.key not in _PEOPLE:
            parts.append(kept(one))
    return whole(Kind.MODEL, name, parts, entry.span)


def _option(entry: Entry, provider: str) -> Part:
    if entry.key == "strategy" and provider in _CHOICE and isinstance(entry.value, Seq):
        names = [text_of(item) or hidden("", plain(item)) for item in items_of(entry.value)]
        return fixed("fallbacks" if provider == "fallback" else "providers", names, entry.span)
    return kept(entry)


def _function(name: str, entry: Entry) -> Iterator[Found]:
    parts: list[Part] = []
    for one in entries_of(entry.value):
        text = text_of(one.value)
        if one.key == "prompt" and text is not None:
            parts.append(fixed("text", normalised(text), one.span))
        elif one.key == "signature":
            parts.append(fixed("signature", text, one.span))
        elif one.key == "client":
            key = "model" if "/" in (text or "") else "client"
            yield whole(Kind.MODEL, f"{name}.client", [kept(one, key)], one.span)
    if parts:
        yield whole(Kind.PROMPT, name, parts, entry.span)


RECOGNISER = Recogniser(
    name="baml",
    doc=__doc__,
    kinds=(Kind.MODEL, Kind.PROMPT, Kind.EVAL),
    reads=(Tree,),
    read=_read,
    rank=20,
)
