"""What the properties of a resource say of the surface, by the row of its type."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Seq, entries_of
from threatgate.model import Kind
from threatgate.recognisers._parts import Part, fixed, kept, settled, whole
from threatgate.vocabulary import is_noise, snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.recognisers._api import Found
    from threatgate.recognisers._resources import Resource

_TEXTS = (Kind.PROMPT, Kind.TOOL)
_DEPLOYED = ("format", "version", "publisher")


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {kind: row for row in table("infrastructure")["rows"] for kind in row["types"]}


def row_of(kind: str) -> dict[str, Any] | None:
    """The row of a type."""
    return _rows().get(kind)


def module_row(source: str) -> dict[str, Any] | None:
    """The row of a module, by its source."""
    rows = table("infrastructure")
    row = next((row for row in rows["modules"] if any(word in source.lower() for word in row["words"])), None)
    return None if row is None else {**rows["module_reads"], "is": row["is"]}


def is_deployed(node: Located | None) -> bool:
    """`{format, name, version}`: a model as Azure deploys it."""
    return (
        isinstance(node, Map) and node.get("name") is not None and any(node.get(key) is not None for key in _DEPLOYED)
    )


def read(resource: Resource, row: dict[str, Any]) -> Iterator[tuple[Found, list[Entry]]]:
    """An element for each kind that the properties speak of, with the entries that it accounts for."""
    entries = {snake(entry.key): entry for entry in resource.properties.entries}
    for kind in Kind:
        chosen = [entries[key] for key in row.get(kind, ()) if key in entries]
        if kind is Kind.PROMPT:
            for entry in chosen:
                yield whole(kind, f"{resource.name}.{entry.key}", _parts(kind, entry), entry.span), [entry]
            continue
        parts = [part for entry in chosen for part in _parts(kind, entry)]
        if kind == row.get("is") and not parts:
            parts = [fixed("type", resource.source or resource.type, resource.span)]
        if parts:
            subject = str(row.get("subject", "")) if kind is Kind.APPROVAL else ""
            yield whole(kind, resource.name, parts, resource.span, subject=subject), chosen


def _parts(kind: Kind, entry: Entry) -> list[Part]:
    """A property; of a model its name, version and maker side by side."""
    if kind is Kind.MODEL and snake(entry.key) == "model" and is_deployed(entry.value):
        return [
            kept(one, "model" if one.key == "name" else "")
            for one in entries_of(entry.value)
            if snake(one.key) in ("name", *_DEPLOYED)
        ]
    pared = Entry(entry.key, _pared(kind, entry.value), entry.span)
    if isinstance(pared.value, Map) and pared.value.keys == ("name",):
        # `sku: {name: …}` is that name.
        pared = Entry(entry.key, pared.value.entries[0].value, entry.span)
    if isinstance(pared.value, Map) and not pared.value.entries:
        return []
    return [kept(pared) if kind in _TEXTS else settled(pared, empty=True)]


def _pared(kind: Kind, node: Located) -> Located:
    """A value without what says how much and where, and, outside texts, without what speaks to people."""
    if isinstance(node, Seq):
        return Seq(tuple(_pared(kind, item) for item in node.items), node.span)
    if not isinstance(node, Map):
        return node
    dropped = table("infrastructure")["dropped"]
    return Map(
        tuple(
            Entry(entry.key, _pared(kind, entry.value), entry.span)
            for entry in node.entries
            if snake(entry.key) not in dropped and (kind in _TEXTS or not is_noise(entry.key) or entry.key == "version")
        ),
        node.span,
    )
