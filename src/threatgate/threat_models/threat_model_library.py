"""OWASP Threat Model Library, schema 1.0: components, stores and flows; threats, controls, risks, assumptions.

Every thing has a `symbolic_name`. A threat answers for the element that it names itself or that a component names which
it affects. `frozen` and the days of release and review are about the file and in no digest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from threatgate.documents._located import Map, entries_of, items_of, plain, text_of
from threatgate.identity import digest, freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import too_many, tree, twice, words
from threatgate.threat_models._fields import raw, stated_of, text_at, told
from threatgate.threat_models._stated import beside, from_mapping, merged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.documents._located import Located
    from threatgate.threat_models._api import Reading
    from threatgate.threat_models._stated import Stated

NAME = "threat-model-library"
_SCHEMA = re.compile(rb'"\$schema"\s*:\s*"[^"]*threat-model-library', re.IGNORECASE)
_KEYS = (re.compile(rb'"trust_zones"\s*:\s*\['), re.compile(rb'"scope"\s*:\s*\{'))
_VERSION = re.compile(r"/v(\d+)\.(\d+)(?:\.\d+)?/")
_PARTS = ("trust_zones", "trust_boundaries", "actors", "components", "data_stores", "data_sets", "data_flows")
_MORE_PARTS = ("threat_personas",)
_FILE = frozenset({"$schema", "version", "frozen", "released_at", "reviewed_at", "product_release_date", "extensions"})


class _Role(NamedTuple):
    """A list of entries: their role, where their status stands, which lists of refs they hold."""

    role: str
    status: str
    about: tuple[str, ...]


_ENTRIES = {
    "threats": _Role("threat", "status", ("components_affected", "threat_persona")),
    "controls": _Role("control", "status", ("threats",)),
    "risks": _Role("risk", "status", ("threats",)),
    "assumptions": _Role("assumption", "validity", ("topics",)),
}


def _claims(_: str, data: bytes) -> bool:
    return _SCHEMA.search(data) is not None or all(key.search(data) for key in _KEYS)


def _read(path: str, data: bytes) -> Reading:
    root = tree(NAME, path, data, "json")
    if isinstance(root, Broken):
        return root
    listed = (*_PARTS, *_MORE_PARTS, *_ENTRIES)
    wrong = _version(path, root) or too_many(NAME, path, sum(len(_nodes(root.get(key))) for key in listed))
    if wrong is not None:
        return wrong
    parts = [part for key in (*_PARTS, *_MORE_PARTS) for part in _parts(root, key)]
    named = {_symbol(node): stated_of(node, "description") for key in _PARTS for node in _nodes(root.get(key))}
    extended = _extensions(root.get("extensions", "threatgate"))
    entries = [
        _entry(key, role, node, named, extended) for key, role in _ENTRIES.items() for node in _nodes(root.get(key))
    ]
    refs = [(f"{part.kind} {part.ref}", part.span) for part in parts]
    broken = twice(NAME, path, refs) or twice(NAME, path, ((entry.ref, entry.span) for entry in entries))
    if broken is not None:
        return broken
    rest = freeze(told(root, {*_FILE, *_PARTS, *_MORE_PARTS, *_ENTRIES}))
    return ThreatModel(
        NAME,
        path,
        text_at(root, "scope", "title"),
        tuple(parts),
        tuple(entries),
        model_digest(parts, entries, rest),
    )


def _version(path: str, root: Map) -> Broken | None:
    """Which edition of the schema the file follows, told by its `$schema`; another major version is not read."""
    schema = text_at(root, "$schema")
    found = _VERSION.search(schema)
    if found is None or found[1] == "1":
        return None
    stated = root.get("$schema")
    line = stated.span.line if stated is not None else 1
    message = f"follows version {found[1]}.{found[2]} of the schema, and 1.0 is read"
    return Broken(NAME, path, line, message, "save it as version 1.0")


def _nodes(node: Located | None) -> list[Map]:
    return [item for item in items_of(node) if isinstance(item, Map)]


def _symbol(node: Map) -> str:
    between = [text_at(node, side) for side in ("trust_zone_a", "trust_zone_b")]
    return text_at(node, "symbolic_name") or (" ↔ ".join(between) if any(between) else "")


def _parts(root: Map, key: str) -> list[Part]:
    return [
        Part(
            _symbol(node) or _made(told(node, frozenset())),
            key,
            text_at(node, "title") or _symbol(node),
            node.span,
            freeze(told(node, {"symbolic_name", "title"})),
        )
        for node in _nodes(root.get(key))
    ]


def _entry(key: str, role: _Role, node: Map, named: dict[str, Stated], extended: Mapping[str, Located]) -> Entry:
    said = told(node, {"symbolic_name", "title", role.status})
    ref = _symbol(node) or _made(text_at(node, "description"))
    about = tuple(one for field in role.about for one in _refs(node.get(field)))
    own = merged(stated_of(node, "description", "impact_description"), _extension(extended, key, ref))
    around = [{"element": found["element"]} for one in about if "element" in (found := named.get(one, {}))]
    statement = words(beside(raw(node.get("description"))))
    stated = merged({"statement": statement} if statement else {}, own, *([] if "element" in own else around))
    title = text_at(node, "title") or statement[:120]
    return Entry(ref, role.role, title, text_at(node, role.status), freeze(said), node.span, about, stated)


def _extensions(node: Located | None) -> dict[str, Located]:
    """What the file's `extensions` say to the gate, by symbolic name, and by list and symbolic name."""
    named = {pair.key: pair.value for pair in entries_of(node)}
    below = {f"{key}/{pair.key}": pair.value for key in _ENTRIES for pair in entries_of(named.get(key))}
    return named | below


def _extension(extended: Mapping[str, Located], key: str, ref: str) -> Stated:
    """What the file's `extensions` say of one entry: `{threatgate: {<symbolic name>: {…}}}`, also below its list."""
    for place in (f"{key}/{ref}", ref):
        found = extended.get(place)
        if isinstance(found, Map):
            return from_mapping(plain(found))
    return {}


def _refs(node: Located | None) -> list[str]:
    one = text_of(node)
    if one is not None:
        return [one]
    value = plain(node) if node is not None else []
    return [words(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _made(said: object) -> str:
    """An id for what has none: the beginning of the digest of what it says."""
    return digest(freeze(said)).removeprefix("sha256:")[:12]


FORMAT = Format(NAME, (".json",), _claims, _read)
