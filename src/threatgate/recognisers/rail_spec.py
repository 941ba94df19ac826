"""RAIL specifications of Guardrails AI: what an answer must satisfy, what happens where it does not, the prompt.

One guardrail for each field of the output, with its validators as a set and the action of each that fails; the
messages, prompt and instructions are prompts. Layout and comments are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Seq, entries_of, plain, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._prompt_text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span

SUBJECT = "guardrail"
_RULES = ("@format", "@validators")
_ON_FAIL = "@on-fail-"
_TOLD = ("prompt", "instructions", "messages", "reask_prompt", "reask_instructions", "reask_messages")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "xml":
        return
    for root in tree.roots:
        rail = root.entry("rail") if isinstance(root, Map) else None
        if rail is None or not isinstance(rail.value, Map):
            continue
        for entry in rail.value.entries:
            if entry.key == "output":
                yield from (found._replace(claims=(root,)) for found in _fields(entry.value, "output", entry.span))
            elif entry.key in _TOLD:
                part = fixed("text", _texts(entry.value), entry.span)
                yield whole(Kind.PROMPT, entry.key, [part], entry.span, claims=(root,))


def _fields(node: Located, path: str, span: Span) -> Iterator[Found]:
    """Every field that has validators; a field is called by its name, else by its type."""
    if isinstance(node, Seq):
        for item in node.items:
            yield from _fields(item, path, item.span)
    if not isinstance(node, Map):
        return
    parts = list(_parts(node))
    if parts:
        yield whole(Kind.APPROVAL, path, parts, span, subject=SUBJECT)
    for entry in node.entries:
        if not entry.key.startswith(("@", "#")):
            for item in entry.value.items if isinstance(entry.value, Seq) else (entry.value,):
                named = text_of(item.get("@name")) if isinstance(item, Map) else None
                yield from _fields(item, f"{path}.{named or entry.key}", _span(item, entry))


def _span(item: Located, entry: Entry) -> Span:
    return item.span if isinstance(entry.value, Seq) else entry.span


def _parts(node: Map) -> Iterator[Part]:
    rules = [(entry, _listed(text_of(entry.value) or "")) for entry in node.entries if entry.key in _RULES]
    if rules:
        yield fixed("validators", sorted({rule for _, found in rules for rule in found}), rules[0][0].span)
    failing: dict[str, Any] = {
        entry.key.removeprefix(_ON_FAIL): plain(entry.value) for entry in node.entries if entry.key.startswith(_ON_FAIL)
    }
    if failing:
        first = next(entry for entry in node.entries if entry.key.startswith(_ON_FAIL))
        yield fixed("on_fail", failing, first.span)


def _listed(text: str) -> list[str]:
    """`valid-length: 1 10; two-words`: validators with what they are given."""
    return [" ".join(rule.split()) for rule in text.split(";") if rule.strip()]


def _texts(node: Located) -> Any:
    """A prompt's text, or the messages with their roles."""
    text = text_of(node)
    if text is not None:
        return normalised(text)
    if isinstance(node, Seq):
        return [_texts(item) for item in node.items]
    return {entry.key.lstrip("@#"): _texts(entry.value) for entry in entries_of(node)}


RECOGNISER = Recogniser(
    name="rail_spec",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.PROMPT),
    reads=(Tree,),
    read=_read,
    rank=20,
)
