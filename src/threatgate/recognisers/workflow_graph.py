"""Graphs of nodes that low-code platforms export: Dify, n8n, Flowise, Langflow, prompt flow, Haystack pipelines.

Every node is compared by its name: an agent with its instructions, model, tools and memory; a tool with what it is set
to do and what it may log in to; a source; a step at which a person is asked. The edges are one set. Positions, sizes,
colours, ids, versions and sticky notes are no part of it. Workflows without a node of AI are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import items_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._described import may_say
from threatgate.recognisers._parts import listed, whole
from threatgate.recognisers._places import steering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located
    from threatgate.model import Scope
    from threatgate.recognisers._workflow_reading import Graph


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or not any(
        all(may_say(tree.text, (word,)) for word in words) for words in table("workflow_nodes")["cues"]
    ):
        return
    from threatgate.recognisers._workflow_reading import graph_in

    for root in tree.roots:
        for each in items_of(root) or (root,):
            graph = graph_in(each)
            if graph is not None:
                yield from _claimed(_of_graph(graph, steering(source)), each)


def _claimed(found: Iterator[Found], root: Located) -> Iterator[Found]:
    """The first element accounts for the whole graph."""
    claims: tuple[Located, ...] = (root,)
    for each in found:
        yield each._replace(claims=claims)
        claims = ()


def _of_graph(graph: Graph, scope: Scope | None) -> Iterator[Found]:
    from threatgate.recognisers._workflow_nodes import application, elements

    for node in graph.nodes:
        yield from elements(graph, node, scope)
    if graph.dialect == "dify":
        yield from application(graph.root, scope)
    if graph.edges:
        part = listed("edges", graph.edges, graph.edges[0][1])
        yield whole(Kind.AGENT, "edges", [part], graph.edges[0][1], subject="graph", scope=scope)


RECOGNISER = Recogniser(
    name="workflow_graph",
    doc=__doc__,
    kinds=(
        Kind.AGENT,
        Kind.PROMPT,
        Kind.MODEL,
        Kind.TOOL,
        Kind.RETRIEVAL,
        Kind.MEMORY,
        Kind.APPROVAL,
        Kind.IDENTITY,
    ),
    reads=(Tree,),
    read=_read,
    rank=8,
)
