"""Servers of the Model Context Protocol that code starts or connects to, read as those of any configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Call, Entry, Map, Ref, Scalar, Seq, text_of
from threatgate.recognisers._code import settings, tail
from threatgate.recognisers._mcp import called, is_server, server, servers
from threatgate.recognisers._stated import stated
from threatgate.recognisers._tool_declared import own_name
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._code import Facts, Site

_INNER = frozenset({"params", "server_params", "connection_params", "server", "transport", "tool_config", "config"})
# Keys that the SDKs of some languages have for what configuration files call otherwise.
_KEYS = {
    "arguments": "args",
    "command": "command",
    "name": "name",
    "endpoint": "url",
    "sse_url": "url",
    "base_uri": "url",
    "url": "url",
    "environment_variables": "env",
    "environment": "env",
    "working_directory": "cwd",
    "additional_headers": "headers",
    "custom_headers": "headers",
}
_STARTS = frozenset({"ServerParameters"})
_ADDRESSES = frozenset({"URL", "Uri", "create"})


def servers_of_call(site: Site, call: Call, known: Facts) -> list[Found]:
    """The servers that a client's constructor names; empty if it states none."""
    entries = list(_entries(call, known))
    given = (*call.args, *(entry.value for entry in entries))
    many = next((found for item in given if (found := servers(known.resolved(item)))), ())
    if many:
        return [found for name, inner, span in many for found in server(name, written(inner), span)]
    own = {entry.key: entry for entry in entries if not (entry.key in _INNER and isinstance(entry.value, (Map, Call)))}
    node = written(Map(tuple(own.values()), call.span))
    if not is_server(node):
        return []
    return list(server(text_of(node.get("name")) or own_name(site, called(node)), node, site.span))


def written(node: Map) -> Map:
    """The same settings with names and variables as a configuration file would write them: `{url}`, `${TOKEN}`."""
    return Map(tuple(Entry(entry.key, _written(entry.value), entry.span) for entry in node.entries), node.span)


def _written(node: Located) -> Located:
    match node:
        case Ref():
            return Scalar(f"{{{tail(node.name)}}}", node.span)
        case Map():
            return written(node)
        case Seq():
            return Seq(tuple(_written(item) for item in node.items), node.span)
        case Call() if node.args and isinstance(value := stated(node), dict) and "$env" in value:
            return Scalar(f"${{{value['$env']}}}", node.span)
        case Call() if (address := _address(node)) is not None:
            return Scalar(address, node.span)
    return node


def _entries(call: Call, known: Facts) -> Iterator[Entry]:
    """The settings of the client, those of the objects they hand on, and an address given by position."""
    keys: set[str] = set()
    command = text_of(call.args[0]) if call.args and tail(call.callee) in _STARTS else None
    if command is not None:
        yield Entry("command", call.args[0], call.args[0].span)
    for given in settings(call):
        entry = Entry(_KEYS.get(snake(given.key), given.key), given.value, given.span)
        keys.add(entry.key)
        yield entry
        inner = known.resolved(entry.value)
        if entry.key in _INNER and isinstance(inner, Map):
            keys.update(inner.keys)
            yield from inner.entries
        elif entry.key in _INNER and isinstance(inner, Call):
            yield from settings(inner)
    address = next((text for item in call.args if (text := _address(item)) is not None), None)
    if address is not None and "url" not in keys:
        yield Entry("url", Scalar(address, call.span), call.span)


def _address(node: Located) -> str | None:
    """A text with an address in it, or the address in `new URL("https://…")`."""
    if isinstance(node, Call) and tail(node.callee) in _ADDRESSES and node.args:
        return text_of(node.args[0])
    text = text_of(node)
    return text if text is not None and "://" in text else None
