"""Agents, models and MCP servers that kagent keeps as Kubernetes resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Entry, Located, Map, Seq, items_of, text_of
from threatgate.recognisers._agent_parts import agent, approvals, delegates, model
from threatgate.recognisers._mcp import is_server, server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Scope
    from threatgate.recognisers._api import Found

_BESIDE = ("description", "skills", "tools")
_SERVERS = frozenset({"RemoteMCPServer", "MCPServer", "ToolServer"})


def is_kagent(root: Map) -> bool:
    """Whether a document is a resource of kagent."""
    return (text_of(root.get("apiVersion")) or "").startswith(("kagent.dev/", "kmcp.dev/"))


def resource(root: Map, scope: Scope | None, taken: frozenset[int]) -> Iterator[Found]:
    """The elements of one resource."""
    name = text_of(root.get("metadata", "name")) or "agent"
    kind, spec = text_of(root.get("kind")), root.get("spec")
    if not isinstance(spec, Map):
        return
    if kind is not None and kind.endswith("Agent"):
        yield from _agent(name, spec, scope, taken)
    elif kind == "ModelConfig":
        yield from model(
            f"{name}.model", [entry for entry in spec.entries if not entry.key.startswith("apiKey")], scope
        )
    elif kind in _SERVERS:
        inner = (
            spec.get("deployment")
            or spec.get("config", "stdio")
            or spec.get("config", "sse")
            or spec.get("config", "streamableHttp")
            or spec
        )
        if isinstance(inner, Map) and (is_server(inner) or inner.get("image") is not None):
            yield from server(name, inner, root.span, scope)


def _agent(name: str, spec: Map, scope: Scope | None, taken: frozenset[int]) -> Iterator[Found]:
    inner = spec.get("declarative")
    node = inner if isinstance(inner, Map) else spec
    beside = [entry for entry in spec.entries if entry.key in _BESIDE and node is not spec]
    entries = [_without_agents(entry) if entry.key == "tools" else entry for entry in (*beside, *node.entries)]
    yield from agent(name, Map(tuple(entries), spec.span), scope=scope, taken=taken)
    tools = items_of(node.get("tools")) + (items_of(spec.get("tools")) if node is not spec else ())
    others = tuple(item for item in tools if _agent_in(item) is not None)
    if others:
        yield from delegates(
            name,
            [Entry("handoffs", Seq(tuple(_agent_in(item) or item for item in others), others[0].span), others[0].span)],
            scope,
        )
    for item in tools:
        yield from _approval(name, item, scope)


def _without_agents(entry: Entry) -> Entry:
    items = tuple(item for item in items_of(entry.value) if _agent_in(item) is None)
    return Entry(entry.key, Seq(items, entry.value.span), entry.span)


def _agent_in(tool: Located) -> Located | None:
    """The other agent that a tool is, if it is one."""
    return tool.get("agent", "name") or tool.get("agent", "ref") if isinstance(tool, Map) else None


def _approval(name: str, tool: Located, scope: Scope | None) -> Iterator[Found]:
    """Calls of a server's tools that wait for a person."""
    node = tool.get("mcpServer") if isinstance(tool, Map) else None
    entry = node.entry("requireApproval") if isinstance(node, Map) else None
    if entry is not None and isinstance(node, Map):
        yield from approvals(f"{name}.{text_of(node.get('name')) or 'tools'}", [entry], scope)
