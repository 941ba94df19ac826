"""Tools and functions that data files declare to a model.

Read are the function schemas of OpenAI, Anthropic's `input_schema`, Gemini's `functionDeclarations`, Bedrock's
`toolSpec`, tool lists as MCP servers answer them, and lists under `tools` or `functions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, Seq, entries_of, items_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._tool_shape import tool, tools_in

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 12
# A data set of recorded conversations repeats its tools in every line; the first ones say it all.
MOST = 500


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    seen = 0
    for root in tree.roots:
        for found in _below(source, root, listed=isinstance(root, Seq), depth=0):
            seen += 1
            if seen > MOST:
                return
            yield found


def _below(source: Source, node: Located, *, listed: bool, depth: int) -> Iterator[Found]:
    if depth > DEEPEST or id(node) in source.taken:
        return
    if isinstance(node, Seq):
        for item in items_of(node):
            found = tuple(tools_in(item)) if listed and id(item) not in source.taken else tuple(tool(item))
            yield from found
            if not found:
                yield from _below(source, item, listed=False, depth=depth + 1)
        return
    if not isinstance(node, Map):
        return
    found = tuple(tool(node))
    yield from found
    if found:
        return
    for entry in entries_of(node):
        inside = entry.key in table("tool_shapes")["lists"]
        if inside and isinstance(entry.value, Map) and id(entry.value) not in source.taken:
            named = tuple(
                found for item in entry.value.entries for found in tool(item.value, listed=True, name=item.key)
            )
            yield from named
            if named:
                continue
        yield from _below(source, entry.value, listed=inside, depth=depth + 1)


RECOGNISER = Recogniser(
    name="tool_schema",
    doc=__doc__,
    kinds=(Kind.TOOL, Kind.APPROVAL),
    reads=(Tree,),
    read=_read,
    rank=20,
)
