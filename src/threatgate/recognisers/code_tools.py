"""Tools in code.

Read are decorated functions, tool objects and classes, registrations on a server or agent, prebuilt and hosted tools, servers
of the Model Context Protocol that code starts or connects to, and the lists of tools that agents are given. An element holds
what the model is offered: name, description, parameters, options such as an approval. The body of a handler is not read: a
repair inside a tool is no change of what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, text_of, walk
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, Site, bare, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._mcp import called, is_server, server, servers
from threatgate.recognisers._parts import Part, fixed, kept, whole
from threatgate.recognisers._prompt_pieces import text_in
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._stated import setting
from threatgate.recognisers._tool_grants import granted
from threatgate.recognisers._tool_schemas import class_part, parameters_part, signature_part
from threatgate.recognisers._tool_words import decorates_tool, is_hosted, is_mcp_client, is_tool_base, makes_tool, part_of, registers_tool

if TYPE_CHECKING:
    from threatgate.documents._kinds import Class, Function


def _read(source: Source) -> Iterator[Found]:
    module = source.document
    if not isinstance(module, Module):
        return
    known = facts(module)
    for function in module.functions:
        yield from _decorated(function)
    for owner in module.classes:
        yield from _of_class(owner, known)
    reader = _Reader(known, ai=speaks_of_ai(source.path, module))
    for site in known.sites:
        if id(site.node) not in reader.done:
            yield from reader.of(site)
        yield from granted(site, known, ai=reader.ai)


def _decorated(function: Function) -> Iterator[Found]:
    """A function that a decorator offers to a model."""
    for decorator in function.decorators:
        callee = decorator.callee if isinstance(decorator, Call) else decorator.name
        if not decorates_tool(callee):
            continue
        call = decorator if isinstance(decorator, Call) else None
        name = text_of(call.named("name", "name_override", "tool_name")) if call is not None else None
        first = text_of(call.args[0]) if call is not None and call.args else None
        described = text_in(call.named("description", "description_override", "tool_description")) if call is not None else None
        if first is not None and (" " in first or described is not None):
            described, first = described or first, None
        parts: list[Part] = []
        text = described if described is not None else function.doc
        if text:
            parts.append(fixed("description", normalised(text), function.doc_span or function.span))
        parts.append(signature_part(function))
        if call is not None:
            parts.extend(_options(settings(call)))
        yield whole(Kind.TOOL, name or first or function.name, parts, function.span)
        return


def _options(entries: Iterator[Entry]) -> Iterator[Part]:
    for entry in entries:
        if part_of(entry.key) == "options":
            yield kept(entry)


def _of_class(owner: Class, known: Facts) -> Iterator[Found]:
    """A class that is a tool: its name, description and argument schema are fields."""
    if not any(is_tool_base(base) for base in owner.bases):
        return
    fields = {entry.key: entry for entry in owner.fields}
    name = text_of(fields["name"].value) if "name" in fields else None
    parts: list[Part] = []
    if "description" in fields and (text := text_in(fields["description"].value)) is not None:
        parts.append(fixed("description", text, fields["description"].span))
    elif owner.doc and "name" in fields:
        parts.append(fixed("description", normalised(owner.doc), owner.span))
    schema = class_part(owner, known)
    if schema is not None:
        parts.append(schema)
    parts.extend(_options(iter(owner.fields)))
    if parts:
        yield whole(Kind.TOOL, name or owner.name, parts, owner.span)


class _Reader:
    """One reading of a module; `done` holds the nodes that an element already accounts for."""

    def __init__(self, known: Facts, *, ai: bool) -> None:
        self.known = known
        self.ai = ai
        self.done: set[int] = set()

    def of(self, site: Site) -> Iterator[Found]:
        node = site.node
        if isinstance(node, Call):
            if is_mcp_client(node.callee):
                yield from self._mcp(site, node)
            elif registers_tool(node.callee) and self._is_registration(node):
                yield from self._tool(site, self._registered(node), node)
            elif makes_tool(node.callee) and self.ai:
                yield from self._tool(site, list(settings(node)), node)
            elif is_hosted(node.callee) and self.ai:
                parts = [part for entry in settings(node) if (part := setting(entry)) is not None]
                yield whole(Kind.TOOL, _own_name(site, tail(node.callee)), [fixed("hosted", tail(node.callee), node.span), *parts], site.span)
        elif isinstance(node, Map):
            yield from self._of_map(site, node)

    def _of_map(self, site: Site, node: Map) -> Iterator[Found]:
        if site.key in ("mcpServers", "mcp_servers", "servers") and servers(node):
            for name, inner, span in servers(node):
                yield from server(name, inner, span)
            self._pass_over(node)
            return
        inner = node.get("function") if text_of(node.get("type")) == "function" else node
        if isinstance(inner, Map) and _is_tool_map(inner, self.ai):
            yield from self._tool(site, list(inner.entries), None)

    def _pass_over(self, node: Located) -> None:
        self.done.update(id(part) for _, part in walk(node))

    def _is_registration(self, call: Call) -> bool:
        first = text_of(call.args[0]) if call.args else None
        return first is not None and " " not in first.strip() and len(call.args) > 1 and (self.ai or any(isinstance(item, Map) for item in call.args))

    def _registered(self, call: Call) -> list[Entry]:
        """The arguments of a registration as named entries: name, description, schema or configuration; handlers left out."""
        first, *rest = call.args
        entries = [Entry("name", first, first.span)]
        for item in rest:
            if isinstance(item, Map) and (part_of_any(item) or not entries):
                entries.extend(item.entries)
            elif isinstance(item, Map):
                entries.append(Entry("annotations" if any(key.endswith("Hint") for key in item.keys) else "parameters", item, item.span))
            elif isinstance(item, Scalar) and isinstance(item.value, str):
                entries.append(Entry("description", item, item.span))
            elif isinstance(item, Ref) and item.name in self.known.constants or (isinstance(item, Ref) and tail(item.name).lower().endswith("schema")):
                entries.append(Entry("parameters", item, item.span))
        entries.extend(call.kwargs)
        return entries

    def _tool(self, site: Site, entries: list[Entry], call: Call | None) -> Iterator[Found]:
        """A tool of these entries, if they say more than a name."""
        name = next((text for entry in entries if part_of(entry.key) == "names" and (text := text_of(entry.value))), None)
        positional = [text for item in (call.args if call is not None else ()) if (text := text_of(item)) is not None]
        if name is None and positional and " " not in positional[0]:
            name = positional[0]
        parts: dict[str, Part] = {}
        for entry in entries:
            part = part_of(entry.key)
            if part == "descriptions" and (text := text_in(self.known.resolved(entry.value))) is not None:
                parts["description"] = fixed("description", text, entry.span)
            elif part == "parameters":
                parts["parameters"] = parameters_part(entry, self.known)
            elif part == "options":
                parts[entry.key] = kept(entry)
        if "description" not in parts and (texts := [text for text in positional if " " in text]):
            parts["description"] = fixed("description", normalised(texts[0]), site.span)
        source = self._function_of(entries, call)
        if source is not None:
            if "description" not in parts and source.doc:
                parts["description"] = fixed("description", normalised(source.doc), source.doc_span or source.span)
            if "parameters" not in parts:
                parts["parameters"] = signature_part(source)
        if "description" not in parts and "parameters" not in parts:
            return
        given = name or (source.name if source is not None else None) or _own_name(site, "tool")
        yield whole(Kind.TOOL, given, parts.values(), site.span)

    def _function_of(self, entries: list[Entry], call: Call | None) -> Function | None:
        """The function of this module that a tool wraps."""
        handed = [entry.value for entry in entries if part_of(entry.key) == "handlers"] + list(call.args if call is not None else ())
        for node in handed:
            if isinstance(node, Ref):
                for function in self.known.module.functions:
                    if function.name == tail(node.name):
                        return function
        return None

    def _mcp(self, site: Site, call: Call) -> Iterator[Found]:
        """A server that code starts or connects to."""
        entries = list(settings(call))
        for entry in tuple(entries):
            inner = self.known.resolved(entry.value)
            if entry.key in ("params", "server_params", "connection_params", "server", "transport", "tool_config", "config") and isinstance(inner, Map):
                entries.extend(inner.entries)
        address = next((text for item in call.args if (text := text_of(item) or _address(item)) is not None and "://" in text), None)
        if address is not None and not any(entry.key == "url" for entry in entries):
            entries.append(Entry("url", Scalar(address, call.span), call.span))
        node = Map(tuple({entry.key: entry for entry in entries if entry.key not in ("params", "tool_config", "transport")}.values()), call.span)
        many = next((found for item in (*call.args, *(entry.value for entry in entries)) if (found := servers(self.known.resolved(item)))), ())
        if many:
            for name, inner_map, span in many:
                yield from server(name, inner_map, span)
        elif is_server(node):
            named = text_of(node.get("name"))
            yield from server(named or _own_name(site, called(node)), node, site.span)
        else:
            return
        self._pass_over(call)


def part_of_any(node: Map) -> bool:
    """Whether a map holds the fields of a tool rather than those of its parameters."""
    return any(part_of(key) in ("descriptions", "parameters", "handlers") for key in node.keys) and not any(
        isinstance(entry.value, Call) and part_of(entry.key) in ("descriptions",) for entry in node.entries
    )


def _is_tool_map(node: Map, ai: bool) -> bool:  # noqa: FBT001 - one fact of the file
    """Whether an object literal is a tool: text for the model, and a schema or a handler."""
    found = {part_of(entry.key): entry.value for entry in node.entries}
    described = found.get("descriptions")
    schema = found.get("parameters")
    if described is None or isinstance(described, (Map,)):
        return False
    sure = any(entry.key in ("input_schema", "inputSchema", "args_schema", "parameters_json_schema") for entry in node.entries)
    if schema is not None and not isinstance(schema, Scalar):
        return sure or (ai and ("names" in found or "handlers" in found or isinstance(schema, Call)))
    return ai and "handlers" in found and "names" in found and isinstance(found["handlers"], (Ref, Code, Call))


def _address(node: Located) -> str | None:
    """The address in `new URL("https://…")`."""
    return text_of(node.args[0]) if isinstance(node, Call) and tail(node.callee) == "URL" and node.args else None


def _own_name(site: Site, other: str) -> str:
    """The name a tool has in the code: what it is assigned to or the key it stands under."""
    return tail(bare(site.names[-1])) if site.names and site.names[-1] not in ("return", "default", "tools") else other


RECOGNISER = Recogniser(
    name="code_tools",
    doc=__doc__,
    kinds=(Kind.TOOL, Kind.APPROVAL),
    reads=(Module,),
    read=_read,
    rank=40,
)
