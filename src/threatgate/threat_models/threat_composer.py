"""AWS Threat Composer, schema 1: statements of threats, mitigations and assumptions, and the links between them.

What it says to the gate stands in metadata whose key begins with `custom:`, the place that the schema keeps for others
(`custom:threatgate/element`), in tags, or in lines of the comments. Numbers and the order on the screen, pictures, and
who wrote a brainstormed note when, are layout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from threatgate.documents._located import Map, items_of, plain
from threatgate.identity import freeze
from threatgate.threat_models._api import Broken, Entry, Format, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import too_many, tree, twice, words
from threatgate.threat_models._fields import raw, reflowed, text_at, told
from threatgate.threat_models._stated import from_pairs, from_tags, from_text, merged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.documents._located import Located
    from threatgate.model import Json
    from threatgate.threat_models._api import Reading
    from threatgate.threat_models._stated import Stated

NAME: Final = "threat-composer"
_SCHEMA: Final = re.compile(rb'"schema"\s*:\s*-?[\d."]')
# Two of these beside `schema` are a workspace; one alone could be anybody's.
_PARTS: Final = re.compile(
    rb'"(applicationInfo|architecture|dataflow|assumptions|mitigations|assumptionLinks|mitigationLinks|threats)"\s*:'
)
_LISTS: Final = (("threats", "threat"), ("mitigations", "mitigation"), ("assumptions", "assumption"))
_LINKS: Final = {"mitigationLinks": "mitigationId", "assumptionLinks": "assumptionId"}
_BOOKKEEPING: Final = frozenset({"id", "numericId", "displayOrder", "status", "metadata", "tags"})
_OWN: Final = "custom:"
_COMMENTS: Final = "Comments"


def _claims(path: str, data: bytes) -> bool:
    if path.lower().endswith(".tc.json"):
        return True
    return _SCHEMA.search(data) is not None and len(set(_PARTS.findall(data))) > 1


def _read(path: str, data: bytes) -> Reading:
    root = tree(NAME, path, data, "json")
    if isinstance(root, Broken):
        return root
    count = sum(len(items_of(root.get(name))) for name in (*(name for name, _ in _LISTS), *_LINKS))
    wrong = _version(path, root) or too_many(NAME, path, count)
    if wrong is not None:
        return wrong
    linked, loose = _links(root)
    entries = [
        entry
        for name, role in _LISTS
        for node in items_of(root.get(name))
        if isinstance(node, Map) and (entry := _entry(node, role, linked)) is not None
    ]
    entries = _through_links(entries)
    broken = twice(NAME, path, ((one.ref, one.span) for one in entries))
    if broken is not None:
        return broken
    rest = freeze(
        {
            "application": told(root.get("applicationInfo"), set()),
            "architecture": text_at(root, "architecture", "description"),
            "brainstorm": _brainstorm(root.get("brainstorm")),
            "dataflow": text_at(root, "dataflow", "description"),
            "links": loose,
        }
    )
    title = text_at(root, "applicationInfo", "name")
    return ThreatModel(NAME, path, title, (), tuple(entries), model_digest((), entries, rest))


def _version(path: str, root: Map) -> Broken | None:
    stated = root.get("schema")
    if stated is None:
        message = "names no schema, so it is no workspace of Threat Composer"
        return Broken(NAME, path, root.span.line, message, "export it from Threat Composer again")
    if plain(stated) == 1:
        return None
    message = f"is of schema {words(plain(stated))[:20]!r}, and schema 1 is read"
    return Broken(NAME, path, stated.span.line, message, "export it from a Threat Composer that writes schema 1")


def _links(root: Map) -> tuple[Mapping[str, list[str]], list[tuple[str, str]]]:
    """For each id the ids it is linked with, and every link as it stands, sorted."""
    linked: defaultdict[str, list[str]] = defaultdict(list)
    every = []
    for name, end in _LINKS.items():
        for link in items_of(root.get(name)):
            if isinstance(link, Map) and (one := text_at(link, end)) and (other := text_at(link, "linkedId")):
                linked[one].append(other)
                linked[other].append(one)
                every.append((one, other))
    return linked, sorted(every)


def _entry(node: Map, role: str, linked: Mapping[str, list[str]]) -> Entry | None:
    """A threat, mitigation or assumption; None for one without an id."""
    ref = text_at(node, "id")
    if not ref:
        return None
    metadata = _metadata(node.get("metadata"))
    title = text_at(node, "statement") or text_at(node, "content") or text_at(node, "threatAction")
    stated: Stated = {"statement": title} if role == "threat" and title else {}
    tags = sorted(words(plain(tag)) for tag in items_of(node.get("tags")))
    return Entry(
        ref,
        role,
        title,
        text_at(node, "status"),
        freeze({**told(node, _BOOKKEEPING), "metadata": metadata, "tags": tags}),
        node.span,
        tuple(sorted(set(linked.get(ref, ())))),
        merged(_stated(node, tags), stated),
    )


def _through_links(entries: list[Entry]) -> list[Entry]:
    """The entries, a mitigation that names no element as one that speaks of what the threats name it is linked with."""
    named = {entry.ref: entry.stated["element"] for entry in entries if "element" in entry.stated}
    found = []
    for entry in entries:
        around = merged(*({"element": named[ref]} for ref in entry.about if ref in named))
        speaks = entry.role == "mitigation" and around and "element" not in entry.stated
        found.append(entry._replace(stated={**entry.stated, **around}) if speaks else entry)
    return found


def _metadata(node: Located | None) -> dict[str, list[Json]]:
    """The values of each key: the order of keys says nothing, that of the values of one key is kept."""
    found: defaultdict[str, list[Json]] = defaultdict(list)
    for one in items_of(node):
        if isinstance(one, Map) and (key := text_at(one, "key")):
            value = one.get("value")
            found[key].append(None if value is None else reflowed(plain(value)))
    return dict(found)


def _stated(node: Map, tags: list[str]) -> Stated:
    pairs = [
        (text_at(one, "key"), value)
        for one in items_of(node.get("metadata"))
        if isinstance(one, Map) and (value := one.get("value")) is not None
    ]
    own = from_pairs((key[len(_OWN) :], plain(value)) for key, value in pairs if key.startswith(_OWN))
    said = [from_text(raw(value)) for key, value in pairs if key == _COMMENTS]
    return merged(own, from_tags(tags), *said)


def _brainstorm(node: Located | None) -> dict[str, list[str]]:
    """The notes of each list, sorted: who wrote one, when, and how they are grouped is left out."""
    if not isinstance(node, Map):
        return {}
    return {
        entry.key: sorted(text_at(note, "content") for note in items_of(entry.value) if isinstance(note, Map))
        for entry in node.entries
        if items_of(entry.value)
    }


FORMAT = Format(NAME, (".json",), _claims, _read)
