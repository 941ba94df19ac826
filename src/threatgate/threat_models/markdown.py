"""Threat models written as Markdown: front matter, headings, tables, lists, decision records, fenced records.

Read leniently, for everybody writes them differently: a table whose columns speak of threats, risks or mitigations has
an entry in each row; below a heading that speaks of them each item of a list and each sub-heading is one. An id at the
beginning (`T7: …`) is the entry's id, else its first words are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Prose
from threatgate.documents._located import Map, entries_of, items_of, plain
from threatgate.identity import freeze
from threatgate.threat_models._adr import decision, is_decision
from threatgate.threat_models._api import Broken, Entry, Format, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import document, too_many, words
from threatgate.threat_models._fields import told
from threatgate.threat_models._markdown_blocks import Heading, blocks
from threatgate.threat_models._markdown_sections import Sections, joined
from threatgate.threat_models._markdown_words import said, slug
from threatgate.threat_models._records import PAGES
from threatgate.threat_models._stated import from_mapping, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.documents._located import Located
    from threatgate.threat_models._api import Reading

NAME = "markdown"
_LOOKED_AT = 256 * 1024
_SIGNS = re.compile(
    rb"^(?:[ \t]*(?:```+|~~~+)[ \t]*threatgate-record"
    rb"|#{1,6}[ \t]+[^\n]{0,60}\b(?:threats?|mitigations?|risk register|abuse cases?|decision)\b"
    rb"|(?:threats|risks|mitigations)[ \t]*:"
    rb"|\|?[^\n|]{0,60}\|?[^\n]{0,200}\b(?:threat|mitigation|countermeasure)s?\b[^\n]{0,200}\|)",
    re.MULTILINE | re.IGNORECASE,
)


def _claims(path: str, data: bytes) -> bool:
    name = path.rpartition("/")[2].lower()
    return "threat" in name or _SIGNS.search(data[:_LOOKED_AT]) is not None


def _read(path: str, data: bytes) -> Reading:
    found = document(NAME, path, data, "md")
    if isinstance(found, Broken):
        return found
    if not isinstance(found, Prose):
        return Broken(NAME, path, 1, "is no text", "save it as Markdown")
    read = blocks(found.body, found.body_span.line)
    decided = is_decision(read)
    sections = Sections(path, read, only_records=decided)
    if sections.broken is not None:
        return sections.broken
    entries = list(sections.entries)
    if decided:
        entries.insert(0, decision(path, found.front, read, found.body_span))
    else:
        entries += _front(found.front)
    parts = list({part.ref: part for part in sections.parts}.values())
    merged_ = joined(entries)
    broken = too_many(NAME, path, len(parts) + len(merged_))
    if broken is not None:
        return broken
    given = {said(entry.key): entry.value for entry in entries_of(found.front)}
    listed = table("threat_models")
    title = next((block.text for block in read if isinstance(block, Heading) and block.level == 1), "")
    rest = freeze({"front": told(found.front, {*listed["front"], "date", "reviewed", "status"}), "text": sections.rest})
    return ThreatModel(
        "adr" if decided else NAME,
        path,
        words(plain(given["title"])) if "title" in given else words(title),
        tuple(parts),
        merged_,
        model_digest(parts, merged_, "" if decided else rest),
        owner=_first(given, listed["front_owner"]),
        notes=tuple(sections.notes),
    )


def _first(given: Mapping[str, Located], names: list[str]) -> str:
    for name in names:
        value = plain(given[name]) if name in given else ""
        if isinstance(value, list):
            value = value[0] if value else ""
        if value:
            return words(value)
    return ""


def _front(front: Map | None) -> Iterator[Entry]:
    """Entries that the front matter lists: `threats: [{id: T1, title: …, element: …}]`."""
    for key, role in table("threat_models")["front"].items():
        for node in items_of(front.get(key)) if front is not None else ():
            if not isinstance(node, Map):
                continue
            value = told(node, frozenset())
            title = words(value.get("title") or value.get("name") or value.get(role) or value.get("description"))
            ref = words(value.get("id") or value.get("ref")) or slug(title)
            native = {"statement": words(value.get("description") or title)}
            stated = merged(from_mapping(plain(node)), native if native["statement"] else {})
            said_ = freeze({name: one for name, one in value.items() if name not in ("id", "ref", "title", "status")})
            yield Entry(ref, role, title, words(value.get("status")), said_, node.span, (), stated)


FORMAT = Format(NAME, PAGES, _claims, _read)
