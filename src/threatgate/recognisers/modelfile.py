"""Modelfiles of Ollama: the model that is built on, its adapter and parameters, what it is told before anything else.

`FROM`, `ADAPTER` and `PARAMETER` are a model; `SYSTEM`, `TEMPLATE` and the messages of `MESSAGE` are a prompt each. The
licence is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Map, plain, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import fixed, kept, whole
from threatgate.recognisers._places import stem
from threatgate.recognisers._prompt_text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

_MODEL = {"FROM": "model", "ADAPTER": "adapter", "PARAMETER": "parameters", "DRAFT": "draft"}
_TEXTS = ("SYSTEM", "TEMPLATE")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "modelfile":
        return
    for root in tree.roots:
        if isinstance(root, Map):
            named = [entry for entry in root.entries if entry.key in _MODEL]
            if named:
                parts = [kept(entry, _MODEL[entry.key]) for entry in named]
                yield whole(Kind.MODEL, f"{_name(source)}.model", parts, named[0].span, claims=(root,))
            for entry in root.entries:
                yield from _told(entry, root)


def _name(source: Source) -> str:
    """`Modelfile.support` and `support.modelfile` are both called support."""
    parts = [part for part in source.path.rpartition("/")[2].split(".") if part and part.lower() != "modelfile"]
    return parts[0] if parts else stem(source.path)


def _told(entry: Entry, root: Map) -> Iterator[Found]:
    if entry.key in _TEXTS:
        text = text_of(entry.value)
        value = normalised(text) if text is not None else plain(entry.value)
        yield whole(Kind.PROMPT, entry.key.lower(), [fixed("text", value, entry.span)], entry.span, claims=(root,))
    elif entry.key == "MESSAGE":
        yield whole(Kind.PROMPT, "messages", [kept(entry, "messages")], entry.span, claims=(root,))


RECOGNISER = Recogniser(
    name="modelfile",
    doc=__doc__,
    kinds=(Kind.MODEL, Kind.PROMPT),
    reads=(Tree,),
    read=_read,
    rank=20,
)
