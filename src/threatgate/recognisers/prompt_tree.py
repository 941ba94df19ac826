"""Prompts in data files of their own: `*.prompt.yml` of GitHub Models, LangChain's prompt files.

The messages or the template, the model and its parameters. Test data and evaluators beside them are left to the evals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Pointer, Span
from threatgate.recognisers._agent_parts import group, model
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._places import steering, stem
from threatgate.recognisers._prompt_text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

_LANGCHAIN = frozenset({"prompt", "few_shot", "chat_prompt"})


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    suffixed = source.path.lower().endswith(tuple(table("prompt_places")["data_suffixes"]))
    for root in tree.roots:
        if (
            isinstance(root, Map)
            and id(root) not in source.taken
            and (suffixed or text_of(root.get("_type")) in _LANGCHAIN)
        ):
            yield from _prompt(source, root)


def _prompt(source: Source, root: Map) -> Iterator[Found]:
    parts: list[Part] = []
    claims: list[Located] = []
    for entry in root.entries:
        if entry.key == "messages" and isinstance(entry.value, Seq):
            parts.append(_messages(entry))
        elif (
            entry.key in ("template", "prefix", "suffix", "system", "prompt", "content")
            and text_of(entry.value) is not None
        ):
            parts.append(fixed(entry.key, normalised(text_of(entry.value) or ""), entry.span))
        else:
            continue
        claims.append(entry.value)
    if parts:
        span = Span(min(part[2][0][1].line for part in parts), max(part[2][0][1].end_line for part in parts))
        yield whole(Kind.PROMPT, "text", parts, span, claims=tuple(claims), scope=steering(source))
    named = [entry for entry in root.entries if group(entry.key) in ("model", "model_with")]
    yield from model(f"{stem(source.path)}.model", named, steering(source))


def _messages(entry: Entry) -> Part:
    """Messages in their order, each with role and text."""
    marks: list[tuple[Pointer, Span]] = [(("messages",), entry.span)]
    value = []
    for index, item in enumerate(items_of(entry.value)):
        message = {}
        marks.append((("messages", index), item.span))
        for field in entries_of(item):
            text = text_of(field.value)
            message[field.key] = normalised(text) if text is not None else plain(field.value)
            marks.append((("messages", index, field.key), field.span))
        value.append(message)
    return "messages", value, tuple(marks)


RECOGNISER = Recogniser(
    name="prompt_tree",
    doc=__doc__,
    kinds=(Kind.PROMPT, Kind.MODEL),
    reads=(Tree,),
    read=_read,
    rank=30,
)
