"""Graphs of nodes as low-code platforms export them, brought to one shape: named nodes with settings, and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Seq, entries_of, items_of, text_of
from threatgate.model import Kind
from threatgate.vocabulary import lookup, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span

_OF_STEP = frozenset({"connection", "provider", "api", "activate"})


class Node(NamedTuple):
    """A node: what people call it, its type as the platform's table knows it, its settings, what it may log in to."""

    name: str
    type: str
    settings: Map
    span: Span
    credentials: tuple[str, ...] = ()
    disabled: bool = False


class Graph(NamedTuple):
    """A graph of one platform. `edges` are in words, with the names of the nodes."""

    dialect: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, Span], ...]
    root: Map


def graph_in(root: Located) -> Graph | None:
    """The graph that a document holds, if it has the shape of one."""
    if not isinstance(root, Map):
        return None
    for read in (_dify, _n8n, _flowise, _flowise_tool, _langflow, _promptflow, _haystack):
        found = read(root)
        if found is not None:
            return found
    return None


def _dify(root: Map) -> Graph | None:
    if text_of(root.get("kind")) != "app" or not isinstance(root.get("app"), Map):
        return None
    graph = root.get("workflow", "graph")
    nodes: dict[str, Node] = {}
    for item in items_of(graph.get("nodes") if isinstance(graph, Map) else None):
        data = item.get("data") if isinstance(item, Map) else None
        if isinstance(item, Map) and isinstance(data, Map):
            ident = text_of(item.get("id")) or str(len(nodes))
            kind = text_of(data.get("type")) or ""
            settings = Map((*data.entries, *_unwrapped(data.get("agent_parameters"))), data.span)
            nodes[ident] = Node(text_of(data.get("title")) or kind or ident, kind, settings, item.span)
    edges = _by_ids(graph.get("edges") if isinstance(graph, Map) else None, nodes)
    return Graph("dify", tuple(nodes.values()), edges, root)


def _unwrapped(node: Located | None) -> tuple[Entry, ...]:
    """Parameters of an agent without the wrapping that says whether they are constants."""
    found = []
    for entry in entries_of(node):
        inner = entry.value.get("value") if isinstance(entry.value, Map) else None
        found.append(Entry(entry.key, inner, entry.span) if inner is not None else entry)
    return tuple(found)


def _n8n(root: Map) -> Graph | None:
    connections, items = root.get("connections"), root.get("nodes")
    if not isinstance(connections, Map) or not isinstance(items, Seq):
        return None
    nodes: list[Node] = []
    for item in items.items:
        kind, name = (text_of(item.get(key)) if isinstance(item, Map) else None for key in ("type", "name"))
        if not isinstance(item, Map) or kind is None or name is None or "." not in kind:
            return None
        settings = item.get("parameters")
        accounts = tuple(entry.key for entry in entries_of(item.get("credentials")))
        nodes.append(
            Node(
                name, kind, settings if isinstance(settings, Map) else Map((), item.span), item.span, accounts,
                disabled=getattr(item.get("disabled"), "value", False) is True,
            )
        )  # fmt: skip
    if not any("langchain" in node.type for node in nodes):
        return None
    return Graph("n8n", tuple(nodes), tuple(_connections(connections)), root)


def _connections(connections: Map) -> Iterator[tuple[str, Span]]:
    for start in connections.entries:
        for port in entries_of(start.value):
            for branch in items_of(port.value):
                for end in items_of(branch):
                    name = text_of(end.get("node")) if isinstance(end, Map) else None
                    if name is not None:
                        by = "" if port.key == "main" else f" as {port.key.removeprefix('ai_')}"
                        yield f"{start.key} → {name}{by}", end.span


def _flowise(root: Map) -> Graph | None:
    items = root.get("nodes")
    if not isinstance(items, Seq) or not items.items or not isinstance(root.get("edges"), Seq):
        return None
    nodes: dict[str, Node] = {}
    for item in items.items:
        data = item.get("data") if isinstance(item, Map) else None
        if not isinstance(data, Map) or text_of(data.get("name")) is None or not isinstance(item, Map):
            return None
        category, settings = text_of(data.get("category")), data.get("inputs")
        if category is None or not ("baseClasses" in data.keys or isinstance(settings, Map)):
            return None
        kind = f"{category}/{text_of(data.get('name'))}"
        ident = text_of(item.get("id")) or str(len(nodes))
        accounts = ("credential",) if text_of(data.get("credential")) else ()
        given = settings if isinstance(settings, Map) else Map((), item.span)
        nodes[ident] = Node(_called(given) or text_of(data.get("label")) or ident, kind, given, item.span, accounts)
    return Graph("flowise", tuple(nodes.values()), _by_ids(root.get("edges"), nodes), root)


def _flowise_tool(root: Map) -> Graph | None:
    """A tool of its own: name, description, schema and the function behind it, which runs as it stands."""
    texts = {key: text_of(root.get(key)) for key in ("name", "description", "schema", "func")}
    name = texts["name"]
    if name is None or None in texts.values():
        return None
    settings = Map(tuple(entry for entry in root.entries if entry.key in ("description", "schema", "func")), root.span)
    return Graph("flowise", (Node(name, "tools/customTool", settings, root.span),), (), root)


def _called(settings: Map) -> str | None:
    """The name that people gave a node whose label says only its type."""
    return next((text for key in table("workflow_nodes")["node_names"] if (text := text_of(settings.get(key)))), None)


def _by_ids(edges: Located | None, nodes: dict[str, Node]) -> tuple[tuple[str, Span], ...]:
    found = []
    for edge in items_of(edges):
        ends = [text_of(edge.get(key)) if isinstance(edge, Map) else None for key in ("source", "target")]
        named = [nodes[end].name if end in nodes else end for end in ends if end is not None]
        if len(named) > 1:
            found.append((" → ".join(named), edge.span))
    return tuple(found)


def _haystack(root: Map) -> Graph | None:
    components, connections = root.get("components"), root.get("connections")
    if not isinstance(components, Map) or not isinstance(connections, Seq) or not components.entries:
        return None
    nodes: list[Node] = []
    for entry in components.entries:
        kind = text_of(entry.value.get("type")) if isinstance(entry.value, Map) else None
        if kind is None or "." not in kind or not isinstance(entry.value, Map):
            return None
        settings = entry.value.get("init_parameters")
        given = settings if isinstance(settings, Map) else Map((), entry.span)
        nodes.append(Node(entry.key, kind, given, entry.span))
    edges = []
    for item in connections.items:
        ends = [text_of(item.get(key)) if isinstance(item, Map) else None for key in ("sender", "receiver")]
        edges.append((" → ".join(end for end in ends if end), item.span))
    return Graph("haystack", tuple(nodes), tuple(edges), root)


def _langflow(root: Map) -> Graph | None:
    graph = root.get("data")
    items = graph.get("nodes") if isinstance(graph, Map) else None
    nodes: dict[str, Node] = {}
    for item in items_of(items):
        data = item.get("data") if isinstance(item, Map) else None
        kind = text_of(data.get("type")) if isinstance(data, Map) else None
        inner = data.get("node") if isinstance(data, Map) else None
        if not isinstance(item, Map) or kind is None or not isinstance(inner, Map):
            continue
        fields = _fields(inner, edited=getattr(inner.get("edited"), "value", False) is True)
        ident = text_of(item.get("id")) or kind
        nodes[ident] = Node(text_of(inner.get("display_name")) or ident, kind, Map(fields, item.span), item.span)
    if not nodes or not isinstance(graph, Map):
        return None
    return Graph("langflow", tuple(nodes.values()), _by_ids(graph.get("edges"), nodes), root)


def _fields(node: Map, *, edited: bool) -> tuple[Entry, ...]:
    """The values of a component's fields; its code is the product's unless somebody edited it."""
    found = []
    for entry in entries_of(node.get("template")):
        value = entry.value.get("value") if isinstance(entry.value, Map) else None
        if value is not None and (entry.key != "code" or edited):
            secret = (
                getattr(entry.value.get("password"), "value", False) is True if isinstance(entry.value, Map) else False
            )
            found.append(Entry(f"{entry.key}_secret" if secret else entry.key, value, entry.span))
    return tuple(found)


def _promptflow(root: Map) -> Graph | None:
    items = root.get("nodes")
    if (
        not isinstance(items, Seq)
        or not isinstance(root.get("inputs"), Map)
        or not isinstance(root.get("outputs"), Map)
    ):
        return None
    nodes = [found for item in items.items if isinstance(item, Map) and (found := _step(item, "")) is not None]
    for entry in entries_of(root.get("node_variants")):
        variants = entry.value.get("variants") if isinstance(entry.value, Map) else None
        for each in entries_of(variants):
            inner = each.value.get("node") if isinstance(each.value, Map) else None
            found = _step(inner, f"{entry.key}.{each.key}") if isinstance(inner, Map) else None
            nodes.extend([found] if found is not None else [])
    if not any(node.type.partition("/")[0] in {"llm", "prompt", "custom_llm", "package"} for node in nodes):
        return None
    return Graph("promptflow", tuple(nodes), (), root)


def _step(item: Map, name: str) -> Node | None:
    """A step with its file and settings; what it is handed from other steps is no setting."""
    kind, called = text_of(item.get("type")), name or text_of(item.get("name"))
    if kind is None or not called:
        return None
    source = item.get("source")
    made = next((each for each in entries_of(source) if each.key in ("path", "tool")), None)
    entries = [Entry("template" if kind in ("llm", "prompt") else made.key, made.value, made.span)] if made else []
    entries += [entry for entry in item.entries if entry.key in _OF_STEP and kind != "prompt"]
    entries += [entry for entry in entries_of(item.get("inputs")) if not (text_of(entry.value) or "").startswith("${")]
    return Node(called, _sort(called, kind, source, item.get("inputs")), Map(tuple(entries), item.span), item.span)


def _sort(name: str, kind: str, source: Located | None, inputs: Located | None) -> str:
    """The type of a step: a tool of a package by its name, code of one's own by what it is told to use.

    A step that reads is no tool: no model chooses it, what it finds goes into the prompt.
    """
    if isinstance(source, Map) and text_of(source.get("type")) == "package":
        return f"package/{text_of(source.get('tool'))}"
    told = {term.kind for entry in entries_of(inputs) for term in lookup(entry.key) if term.strong}
    reads = bool(set(words(name)) & set(table("workflow_nodes")["reads"]))
    return f"{kind}/retrieval" if kind == "python" and (Kind.RETRIEVAL in told or reads) else f"{kind}/"
