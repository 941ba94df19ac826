"""draw.io, `.drawio`, also as XML or carried by an SVG: what stands in boxes, what is connected with what.

Shapes, colours, sizes, places and the markup inside labels are layout. A shape is a statement only if people made it
one with a property (Edit Data) whose name is a role: `threat`, `mitigation`, `control`, `risk`, `assumption`,
`decision`, `exclusion`; other properties of it (`status`, `element`, `ticket`, `owner` …) are what it says.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from threatgate.identity import freeze
from threatgate.model import Span
from threatgate.threat_models._api import ROLES, Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import too_many, twice, words
from threatgate.threat_models._drawio_pages import Page, pages
from threatgate.threat_models._stated import from_mapping, merged
from threatgate.threat_models._xml import attributes, below, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.threat_models._api import Reading

NAME: Final = "drawio"
_SUFFIXES: Final = (".drawio", ".drawio.xml", ".drawio.svg", ".dio")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_FRAMES: Final = ("object", "UserObject")
_OWN: Final = frozenset({"id", "label", "placeholders", "link", "tooltip", "tags"})


class _Cell(NamedTuple):
    """A cell: its id, its label as text, what it joins, what holds it, and the properties that people gave it."""

    ref: str
    label: str
    edge: bool
    ends: tuple[str, str]
    parent: str
    said: dict[str, str]
    span: Span


def _claims(path: str, _: bytes) -> bool:
    return path.lower().endswith(_SUFFIXES)


def _read(path: str, data: bytes) -> Reading:
    opened = pages(NAME, path, data)
    if isinstance(opened, Broken):
        return opened
    parts: list[Part] = []
    entries: list[Entry] = []
    for page in opened:
        cells = [*_cells(page)]
        broken = too_many(NAME, path, len(cells)) or twice(NAME, path, ((cell.ref, cell.span) for cell in cells))
        if broken is not None:
            return broken
        known = {cell.ref: cell for cell in cells if cell.label or cell.said}
        parts += [part for cell in cells if (part := _part(page, cell, known)) is not None]
        entries += [entry for cell in cells if (entry := _entry(page, cell)) is not None]
    broken = twice(NAME, path, ((part.ref, part.span) for part in parts)) or too_many(NAME, path, len(parts))
    if broken is not None:
        return broken
    names = tuple(words(page.name) for page in opened)
    digest = model_digest(parts, entries, tuple(sorted(names)))
    return ThreatModel(NAME, path, ", ".join(filter(None, names)), tuple(parts), tuple(entries), digest)


def _cells(page: Page) -> Iterator[_Cell]:
    for name, node in children(below(page.model, "root"), "mxCell", *_FRAMES):
        frame = attributes(node)
        cell = attributes(below(node, "mxCell")) if name in _FRAMES else frame
        label = frame.get("label", "") if name in _FRAMES else frame.get("value", "")
        said = {key: words(value) for key, value in frame.items() if name in _FRAMES and key not in _OWN and value}
        yield _Cell(
            frame.get("id") or _shown(label),
            _shown(label),
            cell.get("edge") == "1",
            (cell.get("source", ""), cell.get("target", "")),
            cell.get("parent", ""),
            said,
            Span(page.line, page.line) if page.line else node.span,
        )


def _shown(label: str) -> str:
    """A label as it is read: without markup, which draws it."""
    return words(unescape(_TAG.sub(" ", label)).replace("\xa0", " "))


def _part(page: Page, cell: _Cell, known: dict[str, _Cell]) -> Part | None:
    """A cell that says something: by its label, its properties, or what it joins; None for decoration."""
    joins = cell.edge and all(end in known for end in cell.ends)
    if not (cell.label or cell.said or joins):
        return None
    ends = {"source": cell.ends[0], "target": cell.ends[1]} if cell.edge else {}
    held = {"in": cell.parent} if cell.parent in known else {}
    meaning = freeze({**ends, **held, **({"properties": cell.said} if cell.said else {})})
    return Part(f"{page.ref}/{cell.ref}", "edge" if cell.edge else "vertex", cell.label, cell.span, meaning)


def _entry(page: Page, cell: _Cell) -> Entry | None:
    """The statement that a shape is made by a property named after a role."""
    role = next((role for role in ROLES if role in cell.said), "")
    if not role:
        return None
    ref = f"{page.ref}/{cell.ref}"
    about = tuple(f"{page.ref}/{end}" for end in (*cell.ends, cell.parent) if end)
    statement = cell.said[role]
    stated = merged(from_mapping(cell.said), {"statement": statement} if role == "threat" else {})
    meaning = freeze(cell.said)
    return Entry(
        f"{ref}/{role}", role, statement or cell.label, cell.said.get("status", ""), meaning, cell.span, about, stated
    )


FORMAT = Format(NAME, _SUFFIXES, _claims, _read)
