"""One row of a table of products: the elements that stand at its path, with the fields that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, plain, text_of
from threatgate.identity import canonical
from threatgate.model import Kind, Span
from threatgate.recognisers._parts import Part, fixed, kept, listed, settled, whole
from threatgate.recognisers._platform_shapes import Place, called, field, matches, places
from threatgate.recognisers._prompt_text import normalised
from threatgate.vocabulary import is_noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Scope
    from threatgate.recognisers._api import Found

_EMPTY: tuple[object, ...] = (None, "", [], {})
# What is told to a model or chosen of it has an order; elsewhere a list of words is a set.
_ORDERED = frozenset({Kind.PROMPT, Kind.MODEL})
_TOLD = frozenset({"description", "title", "metadata", "summary"})


def elements(
    row: dict[str, Any], base: Map, around: dict[str, str], used: set[int], scope: Scope | None
) -> Iterator[Found]:
    """The elements of a row in one shape. `used` are the nodes that an earlier row took whole."""
    kind = Kind(row["kind"])
    for place in places(base, row["at"]):
        if id(place.entry.value) in used or not matches(place, base, row.get("if", {})):
            continue
        if place.met and place.met[-1] in row.get("besides", ()):
            continue
        shown = _unquoted(place) if "unquoted" in row else place
        parts, claims = _parts(row, kind, shown.entry, base)
        if not parts:
            continue
        if "keep" not in row:
            used.add(id(place.entry.value))
        name = called(row["name"], shown, base, around)
        span = _span(parts) if "keep" in row or not row["at"] else place.entry.span
        yield whole(
            kind,
            name,
            parts,
            span,
            subject=row.get("subject", ""),
            claims=(*claims, place.entry.value) if shown is not place else claims,
            scope=scope,
        )


def _unquoted(place: Place) -> Place:
    """A text without its quotation marks, on which nothing rests: `check input $model="guard"`."""
    text = text_of(place.entry.value)
    if text is None:
        return place
    bare = Scalar(text.replace('"', "").replace("'", ""), place.entry.value.span)
    return Place(Entry(place.entry.key, bare, place.entry.span), place.met)


def _parts(row: dict[str, Any], kind: Kind, entry: Entry, base: Map) -> tuple[list[Part], tuple[Located, ...]]:
    node = entry.value
    parts: list[Part] = []
    if not isinstance(node, Map):
        if "keep" in row or "flat" in row or plain(node) in _EMPTY:
            return [], ()
        return [_part(entry, kind, row, row.get("as", entry.key))], (node,)
    claims: tuple[Located, ...] = () if "keep" in row else (node,)
    for each in _fields(row, node):
        if plain(each.value) in _EMPTY:
            continue
        if each.key in row.get("names", {}):
            parts.append(_names(each, row["names"][each.key]))
        else:
            parts.append(_part(each, kind, row, row.get("renamed", {}).get(each.key, "")))
        if "keep" in row:
            claims = (*claims, each.value)
    made = field(base, row["with"]) if "with" in row and parts else None
    if made:
        parts.append(fixed(row["with"], made.rpartition(".")[2], base.span))
    return parts, claims


def _fields(row: dict[str, Any], node: Map) -> Iterator[Entry]:
    """The fields that count, those of the maps laid flat among them."""
    for entry in node.entries:
        if entry.key in row.get("flat", ()) and isinstance(entry.value, Map):
            yield from (inner for inner in entry.value.entries if inner.key not in row.get("drop", ()))
        elif "keep" in row:
            if entry.key in row["keep"]:
                yield entry
        elif entry.key not in row.get("drop", ()) and (entry.key in _TOLD or not is_noise(entry.key)):
            yield entry


def _part(entry: Entry, kind: Kind, row: dict[str, Any], key: str = "") -> Part:
    if isinstance(entry.value, Scalar) and isinstance(entry.value.value, str) and kind is Kind.PROMPT:
        return fixed(key or entry.key, normalised(entry.value.value), entry.span)
    if kind in _ORDERED or row.get("fixed") or _holds_maps(entry.value):
        return kept(entry, key)
    return settled(entry, key)


def _holds_maps(node: Located) -> bool:
    return isinstance(node, Seq) and any(not isinstance(item, Scalar) for item in node.items)


def _names(entry: Entry, path: str) -> Part:
    """The names of a list's members, as a set."""
    items = entry.value.items if isinstance(entry.value, Seq) else ()
    named = [(field(item, path) or field(item, "name") or canonical(plain(item)), item.span) for item in items]
    return listed(entry.key, [(str(plain(item)) if isinstance(item, Scalar) else name, span)
                              for item, (name, span) in zip(items, named, strict=True)], entry.span)  # fmt: skip


def _span(parts: list[Part]) -> Span:
    spans = [part[2][0][1] for part in parts]
    return Span(min(span.line for span in spans), max(span.end_line for span in spans))
