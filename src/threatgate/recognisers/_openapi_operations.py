"""One operation of an HTTP interface as the tool that a model sees: method, path, words, arguments, who may call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, entries_of, items_of, plain, text_of
from threatgate.recognisers._parts import Part, fixed
from threatgate.recognisers._prompt_text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 4


class Operation(NamedTuple):
    """An operation with the path and the method it is called by."""

    path: str
    method: str
    entry: Entry
    node: Map

    @property
    def name(self) -> str:
        """What a model calls it."""
        return text_of(self.node.get("operationId")) or f"{self.method.upper()} {self.path}"


def operations(root: Map) -> Iterator[Operation]:
    """Every operation of an interface."""
    for path in entries_of(root.get("paths")):
        for entry in entries_of(path.value):
            if entry.key.lower() in table("openapi_tools")["methods"] and isinstance(entry.value, Map):
                yield Operation(path.key, entry.key.lower(), entry, entry.value)


def asked(operation: Operation) -> tuple[Entry, bool] | None:
    """What the operation says of a person who confirms its calls."""
    for key, values in table("openapi_tools")["confirmation"].items():
        entry = operation.node.entry(key)
        if entry is not None:
            return entry, plain(entry.value) in values
    return None


def parts(operation: Operation, root: Map, shared: Located | None) -> Iterator[Part]:
    """The parts of the tool; `shared` are the parameters of its path."""
    node = operation.node
    yield fixed("method", operation.method.upper(), operation.entry.span)
    yield fixed("path", operation.path, operation.entry.span)
    told = [entry for entry in node.entries if entry.key in ("summary", "description") and text_of(entry.value)]
    if told:
        text = "\n".join(normalised(text_of(entry.value) or "") for entry in told)
        yield fixed("description", text, told[-1].span)
    arguments = dict(_arguments(operation, root, shared))
    if arguments:
        yield fixed("parameters", arguments, operation.entry.span)
    security = node.entry("security")
    if security is not None:
        yield fixed("security", plain(security.value), security.span)


def _arguments(operation: Operation, root: Map, shared: Located | None) -> Iterator[tuple[str, Any]]:
    for item in (*items_of(shared), *items_of(operation.node.get("parameters"))):
        given = _resolved(item, root)
        name = text_of(given.get("name")) if given is not None else None
        if given is not None and name is not None:
            schema = given.get("schema")
            described = _schema(schema if schema is not None else given, root, 0)
            required = plain(given.get("required") or given) is True
            yield name, {**described, "required": True} if required else described
    body = _resolved(operation.node.get("requestBody"), root)
    for media in entries_of(body.get("content") if body is not None else None):
        schema = _resolved(media.value.get("schema") if isinstance(media.value, Map) else None, root)
        for field in entries_of(schema.get("properties") if schema is not None else None):
            yield field.key, _schema(field.value, root, 0)


def _resolved(node: Located | None, root: Map) -> Map | None:
    """A map, or the one in the same document that a reference leads to."""
    if not isinstance(node, Map):
        return None
    target = text_of(node.get("$ref"))
    if target is None or not target.startswith("#/"):
        return node
    found = root.get(*(part.replace("~1", "/").replace("~0", "~") for part in target[2:].split("/")))
    return found if isinstance(found, Map) else node


def _schema(node: Located | None, root: Map, depth: int) -> dict[str, Any]:
    """A schema without its words and examples, references followed."""
    given = _resolved(node, root)
    if given is None or depth > DEEPEST:
        return {}
    kept = ("type", "format", "enum", "maximum", "minimum", "maxLength", "pattern", "default")
    value = {entry.key: plain(entry.value) for entry in given.entries if entry.key in kept}
    if given.get("properties") is not None:
        value["properties"] = {
            entry.key: _schema(entry.value, root, depth + 1) for entry in entries_of(given.get("properties"))
        }
    if given.get("items") is not None:
        value["items"] = _schema(given.get("items"), root, depth + 1)
    return value
