"""Recognisers of data and prose yield or keep silent, whatever stands in a file; no secret gets into a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from threatgate.documents import read
from threatgate.documents._kinds import Prose, Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.identity import canonical
from threatgate.model import Pointer, Scope, Span
from threatgate.recognisers import recognisers
from threatgate.recognisers._api import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent / "fixtures" / "recognisers"
NAMED = ("agent_file", "agent_tree", "assistant_settings", "gate_files", "mcp_config", "plugin_manifest", "prompt_file",
         "prompt_tree", "tool_schema")  # fmt: skip
READERS = [recogniser for recogniser in recognisers() if recogniser.name in NAMED]
ONE = Span(1, 1)
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0.5,
    "",
    " ",
    "a b c d",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": {}},
    {"name": None},
    [{"name": []}],
)
FILES = sorted(path for path in ROOT.glob("*/*/after/**/*") if path.is_file() and path.parts[len(ROOT.parts)] in NAMED)


def located(value: Any) -> Located:
    if isinstance(value, dict):
        return Map(tuple(Entry(str(key), located(item), ONE) for key, item in value.items()), ONE)
    if isinstance(value, list):
        return Seq(tuple(located(item) for item in value), ONE)
    return Scalar(value, ONE)


def twisted(node: Located, odd: Located) -> Iterator[Located]:
    """The tree with each of its nodes in turn replaced."""
    yield odd
    if isinstance(node, Map):
        for at, entry in enumerate(node.entries):
            for other in twisted(entry.value, odd):
                yield Map((*node.entries[:at], Entry(entry.key, other, entry.span), *node.entries[at + 1 :]), node.span)
    elif isinstance(node, Seq):
        for at, item in enumerate(node.items):
            for other in twisted(item, odd):
                yield Seq((*node.items[:at], other, *node.items[at + 1 :]), node.span)


def spell(path: str, document: Tree | Prose) -> None:
    for recogniser in READERS:
        if isinstance(document, recogniser.reads):
            for found in recogniser.read(Source(path, document, Scope.PRODUCT)):
                canonical(found.value)
                assert found.name
                assert found.span.line <= found.span.end_line


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_content_makes_a_recogniser_fail(file: Path) -> None:
    path = Path(*file.relative_to(ROOT).parts[3:]).as_posix()
    document = read(path, file.read_bytes())
    for odd in ODD:
        if isinstance(document, Tree):
            for root in document.roots:
                for other in twisted(root, located(odd)):
                    spell(path, Tree(document.format, (other,), document.text))
        elif isinstance(document, Prose) and document.front is not None:
            for other in twisted(document.front, located(odd)):
                if isinstance(other, Map):
                    spell(path, Prose(document.format, other, document.body, document.body_span, document.text))


def test_depth_is_no_trouble() -> None:
    value: Any = {"tools": []}
    for key in ("mcpServers", "agents", "tools", "servers") * 20:
        value = {key: value, "instructions": "Do what is asked", "model": "gpt-4o"}
    spell(".mcp.json", Tree("json", (located(value),), json.dumps(value)))


def test_many_tools_stay_quick() -> None:
    tool = {"name": "a", "description": "Does a", "input_schema": {"type": "object"}}
    value = {"rows": [{"tools": [tool] * 5}] * 2000}
    document = Tree("json", (located(value),), "")
    found = [each for recogniser in READERS for each in recogniser.read(Source("data.json", document, Scope.PRODUCT))]
    assert len(found) == 500


def pointers(value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    yield at
    if hasattr(value, "items"):
        for key, item in value.items():
            yield from pointers(item, (*at, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from pointers(item, (*at, index))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_marks_point_into_the_value_and_secrets_stay_out(file: Path) -> None:
    path = Path(*file.relative_to(ROOT).parts[3:]).as_posix()
    document = read(path, file.read_bytes())
    for recogniser in READERS:
        if document is None or not isinstance(document, recogniser.reads):
            continue
        for found in recogniser.read(Source(path, document, Scope.PRODUCT)):
            there = set(pointers(found.value))
            assert () in {pointer for pointer, _ in found.marks}
            dangling = {pointer for pointer, _ in found.marks if pointer not in there}
            # An emptied list or a masked text keeps its line though its parts are gone.
            assert all(pointer[:-1] in there or pointer[:-2] in there for pointer in dangling), dangling
            assert "s3cr3t" not in canonical(found.value)
