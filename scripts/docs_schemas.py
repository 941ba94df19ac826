"""Tables of the keys that settings, records and reports have, from their JSON Schemas, and of the default levels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docs_table import MADE, escaped, grid, with_parts

from threatgate import schemas
from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).resolve().parent.parent / "docs"
FEW = 12
OUTCOMES = ("backlog", "blocker", "exception", "no_change")
DIRECTIONS = ("widens", "unclear", "neutral", "narrows")


_SIMPLE = {
    "string": "text",
    "object": "mapping",
    "null": "null",
    "boolean": "`true` or `false`",
    None: "any JSON value",
}


class Row(NamedTuple):
    """One key: where it stands, what it holds, whether it must be there, what it is for."""

    key: str
    holds: str
    required: bool
    words: str
    default: str


def pages() -> dict[str, str]:
    """The pages, by their path below docs/. Those that people write keep all but their generated parts."""
    settings, record = (_Schema(name) for name in ("settings", "record"))
    tickets = "\n".join(f"- `{pattern}`" for pattern in table("tickets")["patterns"])
    parts = {"keys": _settings(settings), "levels": _levels(), "severities": _severities(), "tickets": tickets}
    return {
        "settings.md": with_parts((DOCS / "settings.md").read_text(encoding="utf-8"), parts),
        "records.md": with_parts((DOCS / "records.md").read_text(encoding="utf-8"), _records(record)),
        "report.md": _report(_Schema("report")),
    }


class _Schema:
    """A schema, with its references followed."""

    def __init__(self, name: str) -> None:
        self.root: dict[str, Any] = json.loads(schemas.schema(name))

    def node(self, node: dict[str, Any]) -> dict[str, Any]:
        """What a node says, its own words before those of what it refers to."""
        if "$ref" not in node:
            return node
        referred = self.root["$defs"][node["$ref"].rpartition("/")[2]]
        return self.node(referred) | {key: value for key, value in node.items() if key != "$ref"}

    def rows(self, parent: dict[str, Any], prefix: str = "") -> Iterator[Row]:
        """A row for every key of an object and of the objects in it."""
        for key, value in parent.get("properties", {}).items():
            node = self.node(value)
            default = json.dumps(node["default"]) if "default" in node else ""
            required = key in parent.get("required", ())
            yield Row(prefix + key, self.holds(node), required, node.get("description", ""), default.replace('"', ""))
            inner, mark = self._inside(node)
            yield from self.rows(inner, f"{prefix}{key}{mark}.")

    def _inside(self, node: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The object whose keys are worth rows of their own."""
        if node.get("type") == "array":
            item = self.node(node["items"])
            return (item, "[]") if "properties" in item and "title" not in item else ({}, "")
        return ({}, "") if _uniform(node) else (node, "")

    def holds(self, node: dict[str, Any]) -> str:
        """What a value is, in words."""
        if "title" in node:
            return str(node["title"])
        if "const" in node:
            return f"`{node['const']}`"
        if node.get("pattern", "").startswith("^sha256:"):
            return "`sha256:` and 64 hex digits"
        if "enum" in node:
            named = [f"`{each}`" for each in node["enum"] if each != ""]
            return " ".join(named) if len(named) <= FEW else "a name"
        for choice in ("anyOf", "oneOf"):
            if choice in node:
                return " or ".join(self.holds(self.node(each)) for each in node[choice])
        return self._typed(node)

    def _typed(self, node: dict[str, Any]) -> str:
        kind = node.get("type")
        if isinstance(kind, list):
            return " or ".join(kind).replace("string", "text")
        match kind:
            case "array":
                return f"list of: {self.holds(self.node(node['items']))}"
            case "object" if isinstance(node.get("additionalProperties"), dict):
                return f"mapping to: {self.holds(self.node(node['additionalProperties']))}"
            case "object" if "properties" in node:
                first = self.node(next(iter(node["properties"].values())))
                keys = " ".join(f"`{key}`" for key in node["properties"])
                return f"mapping of {keys} to: {self.holds(first)}" if _uniform(node) else "mapping"
            case "integer" if "maximum" in node:
                return f"a number from {node['minimum']} to {node['maximum']}"
            case "integer":
                return "a number"
            case _:
                return _SIMPLE[kind]


def _uniform(node: dict[str, Any]) -> bool:
    """Whether an object is a mapping of some names to values of one sort."""
    values = list(node.get("properties", {}).values())
    return len(values) > 1 and "required" not in node and all(value == values[0] for value in values)


def _settings(schema: _Schema) -> str:
    rows = [
        [f"`{row.key}`", escaped(row.holds), escaped(row.words), f"`{row.default}`" if row.default else ""]
        for row in schema.rows(schema.root)
    ]
    return grid(["key", "holds", "what it is for", "default"], rows)


def _records(schema: _Schema) -> dict[str, str]:
    """The table of what every record has, and one for each outcome."""
    properties = schema.root["properties"]
    common = {**schema.root, "properties": {key: it for key, it in properties.items() if key not in OUTCOMES}}
    made = {"fields": _fields(schema, common)}
    for outcome in OUTCOMES:
        made[outcome] = _fields(schema, properties[outcome])
    return made


def _fields(schema: _Schema, node: dict[str, Any]) -> str:
    rows = [
        [f"`{row.key}`", "yes" if row.required else "", escaped(row.holds), escaped(row.words)]
        for row in schema.rows(node)
    ]
    return grid(["field", "required", "holds", "what it is"], rows)


def _report(schema: _Schema) -> str:
    root = schema.root
    parts = [
        MADE + "# The report as JSON",
        f"{root['description']} `threatgate schema report` prints the JSON Schema.",
        f"The name of the format is `{root['title']}`; a change that is not compatible gets another name.",
        grid(["key", "holds", "what it is"], _plain(schema, root)),
    ]
    for name in ("trigger", "record", "problem"):
        rows = _plain(schema, root["$defs"][name])
        parts.append(f"## {name.capitalize()}\n" + grid(["key", "holds", "what it is"], rows))
    return "\n\n".join(parts) + "\n"


def _plain(schema: _Schema, node: dict[str, Any]) -> list[list[str]]:
    return [
        [f"`{key}`", escaped(schema.holds(schema.node(value))), escaped(schema.node(value).get("description", ""))]
        for key, value in node["properties"].items()
    ]


def _levels() -> str:
    rows = []
    for row in table("levels")["rows"]:
        where = ", ".join(row.get("scopes", ["the gate's own files, in any scope"]))
        kinds = f": {', '.join(row['kinds'])}" if "kinds" in row else ""
        rows.append([where + kinds, *(row["levels"][direction] for direction in DIRECTIONS)])
    return grid(["elements", *DIRECTIONS], rows)


def _severities() -> str:
    data = table("severity")
    rows = [[f"`{kind}`", *(row[direction] for direction in DIRECTIONS)] for kind, row in data["base"].items()]
    return grid(["kind", *DIRECTIONS], rows)
