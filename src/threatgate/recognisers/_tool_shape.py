"""A tool as it is declared to a model: name, description, arguments, whatever the provider's dialect.

Serves data files and object literals in code alike: `tool` takes a map, whatever it was written in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Pointer, Scope, Span
from threatgate.recognisers._mcp import called, is_server, server
from threatgate.recognisers._parts import Part, fixed, kept, whole
from threatgate.recognisers._prompt_text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.recognisers._api import Found

_VERSION = re.compile(r"(?:_\d{8}|-\d{4}-\d{2}-\d{2})$")


def tools_in(node: Located, scope: Scope | None = None) -> Iterator[Found]:
    """The tools that one item of a tool list declares: one, several function declarations, a hosted tool, or none."""
    for entry in entries_of(node):
        if entry.key in table("tool_shapes")["declarations"]:
            for item in items_of(entry.value):
                yield from tool(item, listed=True, scope=scope)
        elif entry.key in table("tool_shapes")["hosted_keys"] and len(entries_of(node)) <= 2:
            yield whole(Kind.TOOL, entry.key, [kept(entry, "settings")], entry.span, claims=(entry.value,), scope=scope)
    yield from tool(node, listed=True, scope=scope)


def tool(node: Located, *, listed: bool = False, name: str = "", scope: Scope | None = None) -> Iterator[Found]:
    """The tool that a map declares, if it does; `listed` in a list of tools, `name` where a key names it."""
    if not isinstance(node, Map):
        return
    inner = _inner(node)
    given = text_of(inner.get("name")) or name
    schema = _schema(inner, listed=listed or inner is not node)
    if (
        given
        and (schema is not None or (inner is not node and inner.get("description") is not None))
        and inner.get("arguments") is None
    ):
        yield whole(Kind.TOOL, given, _parts(node, inner, schema), node.span, claims=(node,), scope=scope)
    elif listed and inner is node:
        yield from _hosted(node, scope)


def _inner(node: Map) -> Map:
    """The map that holds the name: `function` of OpenAI, `toolSpec` of Bedrock, or the node itself."""
    for key in table("tool_shapes")["wrappers"]:
        inner = node.get(key)
        if (
            isinstance(inner, Map)
            and text_of(inner.get("name"))
            and (key == "toolSpec" or text_of(node.get("type")) in (key, None))
        ):
            return inner
    return node


def _schema(node: Map, *, listed: bool) -> Entry | None:
    """The entry that holds the schema of the arguments, if the map is a tool."""
    rows = table("tool_shapes")
    for key in rows["schema_sure"]:
        entry = node.entry(key)
        if entry is not None and not isinstance(entry.value, (Scalar, Seq)):
            return entry
    is_function = text_of(node.get("type")) == "function"
    if not (listed or is_function) or ("description" not in node.keys and not is_function):
        return None
    for key in rows["schema_listed"]:
        entry = node.entry(key)
        if entry is not None and _is_schema(entry.value):
            return entry
    return None


def _is_schema(node: Located) -> bool:
    """A JSON Schema of an object, one of its properties only, or (in code) a call that builds one."""
    if not isinstance(node, Map):
        return not isinstance(node, (Scalar, Seq))
    if "properties" in node.keys or (text_of(node.get("type")) or "").lower() == "object" or "$ref" in node.keys:
        return True
    return all(
        isinstance(entry.value, Map) and ("type" in entry.value.keys or "description" in entry.value.keys)
        for entry in node.entries
    )


def _parts(node: Map, inner: Map, schema: Entry | None) -> Iterator[Part]:
    for entry in inner.entries:
        if entry.key == "description":
            text = text_of(entry.value)
            yield fixed("description", normalised(text), entry.span) if text is not None else kept(entry)
        elif schema is not None and entry is schema:
            yield parameters(entry)
    seen: set[str] = set()
    for entry in (*inner.entries, *(node.entries if inner is not node else ())):
        if entry.key in table("tool_shapes")["kept"] and entry.key not in seen and not _is_default(entry):
            seen.add(entry.key)
            yield kept(entry)


def _is_default(entry: Entry) -> bool:
    return entry.key == "strict" and isinstance(entry.value, Scalar) and entry.value.value in (None, False)


def parameters(entry: Entry) -> Part:
    """The schema of the arguments under one name in every dialect; `required` is a set."""
    node = entry.value
    if isinstance(node, Map) and node.keys == ("json",):
        node = node.entries[0].value
    marks: list[tuple[Pointer, Span]] = [(("parameters",), entry.span)]
    value = _normal(node, ("parameters",), marks)
    if isinstance(node, Map) and "properties" not in node.keys and "type" not in node.keys and "$ref" not in node.keys:
        shifted = [
            ((pointer[0], "properties", *pointer[1:]) if len(pointer) > 1 else pointer, span) for pointer, span in marks
        ]
        return "parameters", {"type": "object", "properties": value}, tuple(shifted)
    return "parameters", value, tuple(marks)


def _normal(node: Located, at: Pointer, marks: list[tuple[Pointer, Span]]) -> Any:
    match node:
        case Map():
            value: dict[str, Any] = {}
            for entry in node.entries:
                if entry.key in table("tool_shapes")["silent"] and len(at) < 2:
                    continue
                here = (*at, entry.key)
                marks.append((here, entry.span))
                if entry.key == "required" and isinstance(entry.value, Seq):
                    names = sorted(items_of(entry.value), key=lambda item: str(plain(item)))
                    marks.extend(((*here, index), item.span) for index, item in enumerate(names))
                    value["required"] = [plain(item) for item in names]
                else:
                    value[entry.key] = _normal(entry.value, here, marks)
            return value
        case Seq():
            marks.extend(((*at, index), item.span) for index, item in enumerate(node.items))
            return [_normal(item, (*at, index), marks) for index, item in enumerate(node.items)]
        case _:
            return plain(node)


def _hosted(node: Map, scope: Scope | None) -> Iterator[Found]:
    """A tool that the provider runs: web search, code interpreter, a remote MCP server."""
    kind = text_of(node.get("type")) or ""
    if kind == "mcp" or (kind == "" and node.get("server_url") is not None):
        if is_server(node) or node.get("connector_id") is not None:
            yield from server(called(node), node, node.span, scope)
        return
    if _VERSION.sub("", kind) in table("tool_shapes")["hosted"]:
        name = text_of(node.get("name")) or _VERSION.sub("", kind)
        parts = [kept(entry) for entry in node.entries if entry.key not in ("name", "description", "cache_control")]
        yield whole(Kind.TOOL, name, parts, node.span, claims=(node,), scope=scope)
