"""OWASP Threat Dragon, version 2: diagrams of cells; threats hang on cells, each with its mitigation as text.

Where a cell stands, how large it is and how it looks is layout. Version 1 kept its cells elsewhere; it is named, not
read. A threat answers for the element that its own description names, or that of the cell on which it hangs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._located import Map, items_of, plain
from threatgate.identity import freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import known_as, too_many, tree, twice, words
from threatgate.threat_models._fields import raw, stated_of, text_at, told
from threatgate.threat_models._stated import beside, from_text, merged

if TYPE_CHECKING:
    from threatgate.threat_models._api import Reading

NAME = "threat-dragon"
_KEYS = (re.compile(rb'"detail"\s*:'), re.compile(rb'"diagrams"\s*:'))
_OTHERS = re.compile(rb'"(?:trust_zones|otmVersion|bomFormat|mitigationLinks)"\s*:')
# What the drawing program keeps of a cell for itself.
_DRAWN = frozenset({"threats", "hasOpenThreats", "threatFrequency", "name", "type", "isTrustBoundary"})
_BOOKKEEPING = frozenset({"id", "threatId", "number", "title", "status", "new"})


def _claims(_: str, data: bytes) -> bool:
    return (
        _KEYS[0].search(data) is not None
        and (_KEYS[1].search(data) is not None or b'"summary"' in data)
        and _OTHERS.search(data) is None
    )


def _read(path: str, data: bytes) -> Reading:
    root = tree(NAME, path, data, "json")
    if isinstance(root, Broken):
        return root
    wrong = _version(path, root) or too_many(NAME, path, _count(root))
    if wrong is not None:
        return wrong
    parts: list[Part] = []
    entries: list[Entry] = []
    drawings = []
    for diagram in items_of(root.get("detail", "diagrams")):
        if not isinstance(diagram, Map):
            continue
        drawings.append((text_at(diagram, "title"), text_at(diagram, "diagramType"), text_at(diagram, "description")))
        for cell in items_of(diagram.get("cells")):
            if isinstance(cell, Map) and (part := _part(cell)) is not None:
                parts.append(part)
                entries += _threats(cell, part)
    refs = [(part.ref, part.span) for part in parts] + [(entry.ref, entry.span) for entry in entries]
    broken = twice(NAME, path, refs)
    if broken is not None:
        return broken
    rest = freeze({"drawings": sorted(drawings), "summary": told(root.get("summary"), {"owner", "id"})})
    return ThreatModel(
        NAME,
        path,
        text_at(root, "summary", "title"),
        tuple(parts),
        tuple(entries),
        model_digest(parts, entries, rest),
        owner=text_at(root, "summary", "owner"),
    )


def _count(root: Map) -> int:
    """How many cells and threats there are to read."""
    diagrams = [one for one in items_of(root.get("detail", "diagrams")) if isinstance(one, Map)]
    cells = [cell for diagram in diagrams for cell in items_of(diagram.get("cells")) if isinstance(cell, Map)]
    return len(cells) + sum(len(items_of(cell.get("data", "threats"))) for cell in cells)


def _version(path: str, root: Map) -> Broken | None:
    stated = root.get("version")
    version = "" if stated is None else words(plain(stated))
    if version.partition(".")[0] == "2":
        return None
    if stated is None:
        message = "is a model of Threat Dragon 1, or names no version"
        return Broken(NAME, path, root.span.line, message, "open it in Threat Dragon 2 and save it")
    message = f"is a Threat Dragon model of version {version[:20]!r}, and 2 is read"
    return Broken(NAME, path, stated.span.line, message, "save it with Threat Dragon 2")


def _part(cell: Map) -> Part | None:
    """A cell of a diagram; None for one without an id."""
    ref = known_as(text_at(cell, "id"))
    if not ref:
        return None
    data = cell.get("data")
    kind = (text_at(cell, "data", "type") or text_at(cell, "shape")).removeprefix("tm.")
    flows = {end: said for end in ("source", "target") if (said := text_at(cell, end, "cell"))}
    meaning = freeze({**told(data, _DRAWN), **flows})
    return Part(ref, kind, words(text_at(cell, "data", "name") or _label(cell)), cell.span, meaning)


def _label(cell: Map) -> str:
    """The name of a cell that has it on its label only."""
    return text_at(cell, "attrs", "text", "text") or text_at(cell, "attrs", "label", "text")


def _threats(cell: Map, part: Part) -> list[Entry]:
    """The threats that hang on a cell."""
    described = from_text(raw(cell.get("data", "description")))
    around = {"element": described["element"]} if "element" in described else {}
    found = []
    for threat in items_of(cell.get("data", "threats")):
        if not isinstance(threat, Map):
            continue
        ref = text_at(threat, "id") or text_at(threat, "threatId")
        number = text_at(threat, "number")
        own = stated_of(threat, "description", "mitigation")
        statement = words(beside(raw(threat.get("description"))))
        stated = {**({"statement": statement} if statement else {}), **merged(own, {} if "element" in own else around)}
        found.append(
            Entry(
                ref or f"{part.ref}/{number or text_at(threat, 'title')}",
                "threat",
                text_at(threat, "title"),
                text_at(threat, "status"),
                freeze(told(threat, _BOOKKEEPING)),
                threat.span,
                (part.ref,),
                stated,
            )
        )
    return found


FORMAT = Format(NAME, (".json",), _claims, _read)
