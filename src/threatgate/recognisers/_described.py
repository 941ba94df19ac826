"""Documents that say what data may look like, and set none: JSON Schemas, OpenAPI, definitions of resources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Map, Scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.documents._located import Located

_TYPES = frozenset({"string", "object", "array", "number", "integer", "boolean", "null"})


@cache
def _keywords() -> frozenset[str]:
    return frozenset(table("tool_shapes")["schema_keywords"])


def describes(root: Located) -> bool:
    """Whether a document only describes others: each of its keys is a word of JSON Schema, so none is a setting."""
    if not isinstance(root, Map):
        return False
    if text_of(root.get("kind")) == "CustomResourceDefinition":
        return (text_of(root.get("apiVersion")) or "").startswith("apiextensions.k8s.io/")
    keys = set(root.keys)
    if isinstance(root.get("openapi") or root.get("swagger"), Scalar) and keys & {"paths", "components", "webhooks"}:
        return True
    parts = keys & {"properties", "definitions", "$defs"}
    return bool(parts) and bool(keys & {"$schema", "$id", "type"}) and keys <= _keywords()


def is_field(node: Located) -> bool:
    """Whether a node is the schema of one field (`{type: string}`), not a value of it."""
    return isinstance(node, Map) and text_of(node.get("type")) in _TYPES


def may_say(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words may stand in a data file, spelled out or with escapes."""
    return any(word in text for word in words) or "\\u" in text or "\\x" in text or "\\U" in text
