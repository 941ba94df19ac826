"""What an agent may use: its tools by name as a set, those declared in the list as elements of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, items_of, plain, text_of
from threatgate.recognisers._mcp import called, is_server, server, servers
from threatgate.recognisers._parts import Part, listed, members, settled
from threatgate.recognisers._secrets import hidden
from threatgate.recognisers._tool_shape import tool, tools_in
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Scope, Span
    from threatgate.recognisers._api import Found

_SERVERS = frozenset({"mcp_servers", "mcps", "extensions"})
_NAMES = ("name", "ref", "server", "server_label", "id", "type", "tool", "function", "provider")
_SUBSETS = (
    "toolNames",
    "tool_names",
    "tools",
    "available_tools",
    "allowed_tools",
    "enabled_tools",
    "toolFilter",
    "tool_filter",
)


def grants(
    entry: Entry, scope: Scope | None = None, taken: frozenset[int] = frozenset()
) -> tuple[Part | None, tuple[Found, ...]]:
    """The names that an entry of an agent grants, and the elements that it declares in place; none that are `taken`."""
    key, node = snake(entry.key), entry.value
    if key in _SERVERS and servers(node):
        found = tuple(
            each
            for name, item, span in servers(node)
            if id(item) not in taken
            for each in server(name, item, span, scope)
        )
        rest = [item for item in items_of(node) if not is_server(item)]
        return (listed(key, _names(rest), entry.span) if rest else None), found
    if isinstance(node, Seq):
        items = [item for item in node.items if id(item) not in taken]
        declared = {id(item): tuple(tools_in(item, scope)) or tuple(_of_server(item, scope)) for item in items}
        rest = [item for item in items if not declared[id(item)]]
        names = listed(key, _names(rest), entry.span) if rest or not node.items else None
        return names, tuple(found for item in items for found in declared[id(item)])
    if isinstance(node, Map):
        shaped = {item.key: tuple(tool(item.value, listed=True, name=item.key, scope=scope)) for item in node.entries}
        if node.entries and all(shaped.values()):
            return None, tuple(found for each in shaped.values() for found in each)
    if isinstance(node, Map) and not _switches(node):
        return settled(entry, key), ()
    return listed(key, members(node), entry.span), ()


def _switches(node: Map) -> bool:
    """A map that turns tools on and off by name."""
    return all(isinstance(item.value, Scalar) and isinstance(item.value.value, bool) for item in node.entries)


def denied(entry: Entry) -> Part | None:
    """The tools that a map of switches turns off (`{write: false}`)."""
    off = [item for item in entries_of(entry.value) if isinstance(item.value, Scalar) and item.value.value is False]
    return (
        listed(f"disallowed_{snake(entry.key)}", [(item.key, item.span) for item in off], entry.span) if off else None
    )


def _of_server(node: Located, scope: Scope | None) -> Iterator[Found]:
    """A server written into the list of tools, by its command or address, also one that a toolset is made from."""
    inner = _made_from(node)
    if inner is not None and any(key in inner.keys for key in ("command", "cmd", "url", "uri", "server_url")):
        for found in server(called(inner), inner, node.span, scope):
            yield found._replace(claims=(*found.claims, node))


def _made_from(node: Located) -> Map | None:
    """The server that an item is, or that stands under its `…_params` (`args: {stdio_server_params: {…}}`)."""
    if not isinstance(node, Map):
        return None
    if is_server(node):
        return node
    params = node.get("args") or node.get("params") or node
    for entry in entries_of(params):
        held = entry.value.get("server_params") if isinstance(entry.value, Map) else None
        for each in (held, entry.value):
            if snake(entry.key).endswith("_params") and isinstance(each, Map) and is_server(each):
                chosen = next((other for other in entries_of(params) if snake(other.key) == "tool_filter"), None)
                subset = (Entry("includeTools", chosen.value, chosen.span),) if chosen is not None else ()
                return Map((*each.entries, *subset), each.span)
    return None


def _names(items: list[Located]) -> list[tuple[Any, Span]]:
    return [found for item in items for found in _named(item)]


def _named(node: Located) -> Iterator[tuple[Any, Span]]:
    """`server/tool` for each tool of a subset, a bare name where nothing else is said, else the item as it stands."""
    text = text_of(node)
    if text is not None:
        yield text, node.span
        return
    if isinstance(node, Map):
        inner = next(
            (
                entry.value
                for entry in node.entries
                if entry.key in ("mcpServer", "mcp_server") and isinstance(entry.value, Map)
            ),
            node,
        )
        holder = inner if isinstance(inner, Map) else node
        name = next((text for key in _NAMES if (text := text_of(holder.get(key)))), None)
        subset = next(
            (entry for entry in holder.entries if entry.key in _SUBSETS and isinstance(entry.value, Seq)), None
        )
        if name is not None and subset is not None:
            for item in items_of(subset.value):
                yield f"{name}/{text_of(item) or plain(item)}", item.span
            return
        if name is not None and all(
            entry.key in (*_NAMES, "kind", "apiGroup", "description") for entry in holder.entries
        ):
            yield name, node.span
            return
    yield hidden("", plain(node)), node.span
