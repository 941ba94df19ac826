"""Tools in code.

Read are decorated functions, tool objects and classes, registrations on a server or agent, prebuilt and hosted tools,
servers of the Model Context Protocol that code starts or connects to, and the lists of tools that agents are given. An
element holds what the model is offered: name, description, parameters, options such as an approval. Of the body of a
handler it holds the conditions under which it refuses, as far as they are about permission, confirmation, amounts of
money or places that must hold, and whether it executes commands, deletes folders or sends mail: a repair inside a tool
is no change of what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Code, Entry, Map, Ref, Scalar, text_of, walk
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, Site, code_of, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._mcp import server, servers
from threatgate.recognisers._options import options
from threatgate.recognisers._parts import fixed, whole
from threatgate.recognisers._stated import setting
from threatgate.recognisers._tool_declared import declared, decorated, decorated_class, of_class, own_name
from threatgate.recognisers._tool_grants import granted
from threatgate.recognisers._tool_servers import servers_of_call, written
from threatgate.recognisers._tool_words import is_hosted, is_mcp_client, makes_tool, part_of, registers_tool, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located

_SURE_SCHEMAS = frozenset({"input_schema", "inputSchema", "args_schema", "parameters_json_schema"})


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    known = facts(module)
    if not any(name.startswith(tuple(rows()["not_tools_of"])) for name in module.imports):
        for function in module.functions:
            yield from decorated(function, known)
    for owner in module.classes:
        yield from of_class(owner, known)
        yield from decorated_class(owner, known)
    reader = _Reader(known, ai=speaks_of_ai(source.path, module))
    for site in known.sites:
        if id(site.node) not in reader.done:
            yield from reader.of(site)
        if reader.ai:
            yield from granted(site, known)


class _Reader:
    """One reading of a module; `done` holds the nodes that an element already accounts for."""

    def __init__(self, known: Facts, *, ai: bool) -> None:
        self.known = known
        self.ai = ai
        self.done: set[int] = set()

    def of(self, site: Site) -> Iterator[Found]:
        """The tools that a node declares, registers or sets up."""
        if isinstance(site.node, Call):
            yield from self._of_call(site, site.node)
        elif isinstance(site.node, Map):
            yield from self._of_map(site, site.node)

    def _of_call(self, site: Site, call: Call) -> Iterator[Found]:
        if is_mcp_client(call.callee):
            found = servers_of_call(site, call, self.known)
            if found:
                self._pass_over(call)
            yield from found
        elif registers_tool(call.callee) and self._is_registration(call):
            self.done.update(id(item) for item in call.args)
            yield from declared(site, self._registered(call), call, self.known)
        elif makes_tool(call.callee) and self.ai and not any(_is_made(item) for item in call.args):
            self.done.update(id(item) for item in call.args)
            yield from declared(site, list(settings(call)), call, self.known)
        elif is_hosted(call.callee) and self.ai:
            name = tail(call.callee)
            parts = [part for entry in settings(call) if (part := setting(entry)) is not None]
            yield whole(Kind.TOOL, own_name(site, name), [fixed("hosted", name, call.span), *parts], site.span)

    def _of_map(self, site: Site, node: Map) -> Iterator[Found]:
        if site.key in ("mcpServers", "mcp_servers", "servers") and servers(node):
            for name, inner, span in servers(node):
                yield from server(name, written(inner), span)
            self._pass_over(node)
            return
        function = node.get("function") if text_of(node.get("type")) == "function" else None
        inner = function if isinstance(function, Map) else node
        if self._is_tool(inner):
            yield from declared(site, list(inner.entries), None, self.known)

    def _pass_over(self, node: Located) -> None:
        self.done.update(id(part) for _, part in walk(node))

    def _is_registration(self, call: Call) -> bool:
        """Whether a call names a tool and says more of it."""
        first = text_of(call.args[0]) if call.args else None
        if first is None or " " in first.strip() or len(call.args) < 2:
            return False
        return self.ai or any(isinstance(item, Map) for item in call.args)

    def _registered(self, call: Call) -> list[Entry]:
        """The arguments of a registration as named entries: name, description, schema or configuration; no handlers."""
        entries = [Entry("name", call.args[0], call.args[0].span)]
        for item in call.args[1:]:
            if isinstance(item, Map) and _holds_fields(item):
                entries.extend(item.entries)
            elif isinstance(item, Map):
                hints = any(key.endswith("Hint") for key in item.keys)
                entries.append(Entry("annotations" if hints else "parameters", item, item.span))
            elif isinstance(item, Scalar) and isinstance(item.value, str):
                entries.append(Entry("description", item, item.span))
            elif isinstance(item, Ref) and self._is_schema(item):
                entries.append(Entry("parameters", item, item.span))
        return [*entries, *call.kwargs, *options(call)]

    def _is_schema(self, node: Ref) -> bool:
        return tail(node.name).lower().endswith("schema") or isinstance(self.known.resolved(node), (Map, Call))

    def _is_tool(self, node: Map) -> bool:
        """Whether an object literal is a tool: text for the model, and a schema or a handler."""
        found = {part_of(entry.key): entry.value for entry in node.entries}
        described, schema, handler = found.get("descriptions"), found.get("parameters"), found.get("handlers")
        if described is None or isinstance(described, Map):
            return False
        runs = "names" in found and isinstance(handler, (Ref, Code, Call))
        if schema is None or isinstance(schema, Scalar):
            return self.ai and runs
        if _SURE_SCHEMAS & set(node.keys) or runs:
            return True
        return self.ai and ("names" in found or handler is not None or isinstance(schema, Call))


def _is_made(node: Located) -> bool:
    """Whether a node makes a tool itself, so that the call around it only puts it somewhere."""
    return isinstance(node, Call) and bool(node.kwargs) and makes_tool(node.callee)


def _holds_fields(node: Map) -> bool:
    """Whether a map holds the fields of a tool rather than those of its parameters."""
    texts = [entry.value for entry in node.entries if part_of(entry.key) == "descriptions"]
    if any(isinstance(text, (Call, Map)) for text in texts):
        return False
    return bool(texts) or any(part_of(key) in ("parameters", "handlers") for key in node.keys)


RECOGNISER = Recogniser(
    name="code_tools",
    doc=__doc__,
    kinds=(Kind.TOOL, Kind.APPROVAL),
    reads=(Module,),
    read=_read,
    rank=40,
)
