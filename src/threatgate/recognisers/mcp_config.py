"""MCP servers that an assistant or an agent may start or call, in every dialect of client configuration.

Read are `mcpServers`, `servers`, `mcp_servers`, `mcp.servers`, `context_servers`, goose `extensions` and opencode's
`mcp`, in JSON, YAML and TOML; and `server.json`, with which a repository publishes a server of its own.
"""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, Seq, entries_of, items_of, text_of
from threatgate.model import Kind, Scope, Span
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._mcp import SUBJECT, is_server, server, servers
from threatgate.recognisers._parts import Part, kept, listed, whole
from threatgate.recognisers._places import steering
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 12
_GOOSE = frozenset({"stdio", "builtin", "sse", "streamable_http", "platform", "inline_python", "frontend"})


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    scope = steering(source)
    about_mcp = "mcp" in words(basename(source.path))
    for root in tree.roots:
        if id(root) in source.taken:
            continue
        if _is_manifest(root, source.path):
            yield _manifest(root, scope)
            continue
        if (
            about_mcp
            and isinstance(root, Map)
            and root.entries
            and all(is_server(entry.value) for entry in root.entries)
        ):
            yield from _each(root, scope)
            continue
        yield from _below(source, root, about_mcp, scope, 0)


def _below(source: Source, node: Located, about_mcp: bool, scope: Scope | None, depth: int) -> Iterator[Found]:
    """Every map of servers in the tree, outermost first."""
    if depth > DEEPEST or id(node) in source.taken:
        return
    for entry in entries_of(node):
        if entry.key in table("mcp")["containers"] or (
            entry.key in table("mcp")["shared"] and _is_shared(entry.key, entry.value, about_mcp)
        ):
            found = tuple(_each(entry.value, scope))
            yield from found
            if found:
                continue
        inside = about_mcp or "mcp" in words(entry.key)
        yield from _below(source, entry.value, inside, scope, depth + 1)
    for item in items_of(node):
        if isinstance(item, (Map, Seq)):
            yield from _below(source, item, about_mcp, scope, depth + 1)


def _map(node: Located) -> Map:
    return node if isinstance(node, Map) else Map((), node.span)


def _is_shared(key: str, node: Located, about_mcp: bool) -> bool:
    """A word that others use too counts in what is about MCP; `mcp` and goose's `extensions` by their entries."""
    if key == "extensions":
        nodes = [*items_of(node), *(entry.value for entry in entries_of(node))]
        kinds = [text_of(item.get("type")) if isinstance(item, Map) else None for item in nodes]
        return bool(kinds) and all(kind in _GOOSE for kind in kinds)
    if key == "mcp":
        return bool(entries_of(node)) and all(is_server(entry.value) for entry in entries_of(node))
    return about_mcp and bool(servers(node))


def _each(node: Located, scope: Scope | None) -> Iterator[Found]:
    """The servers of a container, which is accounted for as a whole."""
    claims: tuple[Located, ...] = (node,)
    for name, inner, span in servers(node):
        for found in server(name, inner, span, scope):
            yield found._replace(claims=claims + found.claims)
            claims = ()


def _is_manifest(root: Located, path: str) -> bool:
    if not isinstance(root, Map):
        return False
    schema = text_of(root.get("$schema")) or ""
    named = basename(path).lower() == "server.json" and text_of(root.get("name")) is not None
    return "modelcontextprotocol.io/schemas" in schema or (
        named and isinstance(root.get("packages") or root.get("remotes"), Seq)
    )


def _manifest(root: Located, scope: Scope | None) -> Found:
    """A published server: what runs and what is called.

    Its own version and checksums change with every release and are no pins of anybody else's code.
    """
    node = _map(root)
    parts: list[Part] = []
    for key in ("packages", "remotes"):
        items = [_published(item) for item in items_of(node.get(key))]
        entry = node.entry(key)
        if entry is not None:
            parts.append(listed(key, items, entry.span))
    span = Span(node.span.line, node.span.end_line)
    return whole(
        Kind.TOOL, text_of(node.get("name")) or "server", parts, span, subject=SUBJECT, claims=(root,), scope=scope
    )


def _published(item: Located) -> tuple[object, Span]:
    value: dict[str, object] = {}
    for entry in entries_of(item):
        if entry.key in (
            "registryType",
            "registry_type",
            "registryBaseUrl",
            "identifier",
            "runtimeHint",
            "type",
            "url",
        ):
            value[entry.key] = kept(entry)[1]
        elif entry.key == "transport":
            value["transport"] = {
                inner.key: kept(inner)[1] for inner in entries_of(entry.value) if inner.key in ("type", "url")
            }
        elif entry.key in ("environmentVariables", "environment_variables", "headers"):
            named = [text_of(variable.get("name")) for variable in items_of(entry.value) if isinstance(variable, Map)]
            value[entry.key] = sorted(name for name in named if name)
        elif entry.key in ("packageArguments", "runtimeArguments", "package_arguments", "runtime_arguments"):
            value[entry.key] = [_argument(argument) for argument in items_of(entry.value)]
    return value, item.span


def _argument(node: Located) -> dict[str, object]:
    return {
        entry.key: kept(entry)[1]
        for entry in entries_of(node)
        if entry.key in ("type", "name", "value", "default", "valueHint")
    }


RECOGNISER = Recogniser(
    name="mcp_config",
    doc=__doc__,
    kinds=(Kind.TOOL, Kind.APPROVAL),
    reads=(Tree,),
    read=_read,
    rank=10,
)
