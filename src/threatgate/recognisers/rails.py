"""Rails in Colang (NeMo Guardrails): flows that check, steer or stop, what users are taken to say, what the bot says.

One element a definition: flows and what users say are guardrails, a set of lines each; what the bot says is a prompt.
Comments, layout and doc strings are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Map, items_of, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import fixed, listed, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "guardrail"
_SORTS = frozenset({"flow", "subflow", "user", "bot", "main", "action", "event", "extension", "parallel", "priority"})
_IMPORT = "import"
_CORE = frozenset({"core", "llm", "timing", "utils"})
_NAMELESS = re.compile(r"flow(?: \(\d+\))?")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "colang":
        return
    for root in tree.roots:
        if isinstance(root, Map) and any(_defines(entry) for entry in root.entries):
            for entry in root.entries:
                if entry.key.partition(" ")[0] in _SORTS or _brings_rails(entry):
                    yield _definition(entry, root)


def _defines(entry: Entry) -> bool:
    """Whether an entry has a head of its own."""
    return entry.key != "main" and entry.key.partition(" ")[0] in _SORTS


def _brings_rails(entry: Entry) -> bool:
    """Imports of more than the standard library's core."""
    return entry.key == _IMPORT and any(text_of(item) not in _CORE for item in items_of(entry.value))


def _named(entry: Entry) -> str:
    """A flow without a name is known by what it begins with."""
    first = next((text_of(item) for item in items_of(entry.value)), None)
    return f"flow: {(first or '').strip()}" if _NAMELESS.fullmatch(entry.key) else entry.key


def _definition(entry: Entry, root: Map) -> Found:
    lines = [((text_of(item) or "").strip(), item.span) for item in items_of(entry.value)]
    sort = entry.key.partition(" ")[0]
    if sort == "bot":
        said = "\n".join(line.strip("\"'") for line, _ in lines)
        return whole(Kind.PROMPT, entry.key, [fixed("text", said, entry.span)], entry.span, claims=(root,))
    if sort in ("user", _IMPORT):
        part = listed("examples" if sort == "user" else "uses", lines, entry.span)
        return whole(Kind.APPROVAL, _named(entry), [part], entry.span, subject=SUBJECT, claims=(root,))
    steps = [text_of(item) or "" for item in items_of(entry.value)]
    marks = tuple((("steps", at), item.span) for at, item in enumerate(items_of(entry.value)))
    part = ("steps", steps, ((("steps",), entry.span), *marks))
    return whole(Kind.APPROVAL, _named(entry), [part], entry.span, subject=SUBJECT, claims=(root,))


RECOGNISER = Recogniser(
    name="rails",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.PROMPT),
    reads=(Tree,),
    read=_read,
    rank=20,
)
