"""Graphs of agents in code: their edges as a set, and the controls among their nodes and routes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from threatgate.documents._located import Call, Located, Map, Ref, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._code import bare, tail
from threatgate.recognisers._parts import fixed, listed, whole
from threatgate.recognisers._policy_words import graph_part, is_control

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._code import Facts, Site


def graphs(known: Facts) -> Iterator[Found]:
    """One element for the edges of each graph, and one for each control in it."""
    edges: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    controls: dict[tuple[str, str], Span] = {}
    for site, call in known.calls:
        part = graph_part(tail(call.callee))
        if not part:
            continue
        graph = _graph_name(site, call)
        said, named = ("", [_label(call.args[0])] if call.args else []) if part == "nodes" else _edge(part, call)
        if said:
            edges[graph].append((said, call.span))
        for name in named:
            if is_control(name):
                controls.setdefault((graph, name), call.span)
    for graph, found in edges.items():
        part_of_edges = listed("edges", found, found[0][1])
        yield whole(Kind.AGENT, f"{graph}.edges", (part_of_edges,), found[0][1], subject="graph")
    for (graph, name), span in controls.items():
        yield whole(Kind.APPROVAL, f"{graph}.{name}", (fixed("control", name, span),), span, subject="control")


def _graph_name(site: Site, call: Call) -> str:
    """The variable that holds the graph, in its function."""
    owner = bare(call.callee).split(".")[0] if "()" not in call.callee else ""
    named = site.names[0] if site.names else owner
    return ".".join(part for part in (site.where, bare(named or "graph")) if part)


def _edge(part: str, call: Call) -> tuple[str, list[str]]:
    """An edge in words, and the route it goes by: `answer → review`, `answer → by grade: no=answer, yes=END`."""
    labels = [_label(item) for item in call.args]
    if part == "entries":
        return (f"{tail(call.callee)} {labels[0]}" if labels else ""), []
    if "onditional" not in call.callee:
        return " → ".join(label for label in labels if label), []
    start = labels[0] if labels else ""
    router = labels[1] if len(labels) > 1 else ""
    given = (*call.args[2:], *(entry.value for entry in call.kwargs))
    ends = _ends(next((item for item in given if isinstance(item, (Map, Seq))), None))
    return f"{start} → by {router}" + (f": {', '.join(ends)}" if ends else ""), [router]


def _ends(node: Located | None) -> list[str]:
    if isinstance(node, Map):
        return sorted(f"{entry.key}={_label(entry.value)}" for entry in node.entries)
    if isinstance(node, Seq):
        return sorted(_label(item) for item in node.items)
    return []


def _label(node: Located) -> str:
    if isinstance(node, Ref):
        return tail(node.name)
    if isinstance(node, Seq):
        return "[" + ", ".join(sorted(_label(item) for item in node.items)) + "]"
    return text_of(node) or ""
