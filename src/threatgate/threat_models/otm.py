"""Open Threat Model, JSON or YAML: a library of threats and mitigations, and where each of them applies.

A threat on a component or a data flow is a risk with a state, a mitigation of it a control with a state; both speak of
the definition, and say to the gate what the definition and the component say in their `attributes`. How and where a
representation shows something is layout.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from threatgate.documents._located import Map, items_of, plain
from threatgate.identity import freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import known_as, too_many, tree, twice, words
from threatgate.threat_models._fields import raw, stated_of, text_at, told
from threatgate.threat_models._stated import beside, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.threat_models._api import Reading
    from threatgate.threat_models._stated import Stated

NAME: Final = "otm"
_VERSION: Final = re.compile(rb"""(?:^|[{,\s])["']?otmVersion["']?\s*:""")
_PROJECT: Final = re.compile(rb"""(?:^|[{,\s])["']?project["']?\s*:""")
_NAMED: Final = (".otm", ".otm.json", ".otm.yaml", ".otm.yml")
_PLACES: Final = (("trustZones", "trust zone"), ("components", "component"), ("dataflows", "data flow"))
_LIBRARY: Final = (("threats", "threat"), ("mitigations", "mitigation"))
_LAYOUT: Final = frozenset({"id", "name", "type", "threats", "representations"})


class _Defined(NamedTuple):
    """A threat or mitigation of the library: its name, and what it says to the gate."""

    title: str
    said: Stated


def _claims(path: str, data: bytes) -> bool:
    if path.lower().endswith(_NAMED):
        return True
    return _VERSION.search(data) is not None and _PROJECT.search(data) is not None


def _read(path: str, data: bytes) -> Reading:
    form = "json" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "yaml"
    root = tree(NAME, path, data, form)
    if isinstance(root, Broken):
        return root
    wrong = _version(path, root) or too_many(NAME, path, _count(root))
    if wrong is not None:
        return wrong
    library = {
        _id(node): _Defined(known_as(text_at(node, "name")), _said(node, role))
        for name, role in _LIBRARY
        for node in items_of(root.get(name))
        if isinstance(node, Map)
    }
    parts = [*_parts(root)]
    entries = [*_defined(root), *_applied(root, library)]
    broken = _standing_twice(path, parts, entries)
    if broken is not None:
        return broken
    rest = freeze({"project": told(root.get("project"), {"id", "owner", "ownerContact"})})
    return ThreatModel(
        NAME,
        path,
        text_at(root, "project", "name"),
        tuple(parts),
        tuple(entries),
        model_digest(parts, entries, rest),
        owner=text_at(root, "project", "ownerContact") or text_at(root, "project", "owner"),
    )


def _version(path: str, root: Map) -> Broken | None:
    stated = root.get("otmVersion")
    version = "" if stated is None else words(plain(stated))
    if version.startswith("0."):
        return None
    if stated is None:
        message = "names no otmVersion, so it is no Open Threat Model"
        return Broken(NAME, path, root.span.line, message, "write otmVersion: 0.2.0 at its top")
    message = f"is of OTM version {version[:20]!r}, and 0.1 and 0.2 are read"
    return Broken(NAME, path, stated.span.line, message, "save it as OTM 0.2.0")


def _count(root: Map) -> int:
    """How many things there are to read: definitions, places, threats on places and mitigations of these."""
    applied = [node for _, place in _places(root) for node in items_of(place.get("threats"))]
    controls = sum(len(items_of(node.get("mitigations"))) for node in applied if isinstance(node, Map))
    defined = sum(len(items_of(root.get(name))) for name, _ in _LIBRARY)
    return defined + sum(1 for _ in _places(root)) + len(applied) + controls


def _standing_twice(path: str, parts: list[Part], entries: list[Entry]) -> Broken | None:
    """Ids are unique among the places and, apart from these, among what is said."""
    places = twice(NAME, path, ((one.ref, one.span) for one in parts))
    return places or twice(NAME, path, ((one.ref, one.span) for one in entries))


def _places(root: Map) -> Iterator[tuple[str, Map]]:
    for name, kind in (*_PLACES, ("assets", "asset")):
        for node in items_of(root.get(name)):
            if isinstance(node, Map):
                yield kind, node


def _parts(root: Map) -> Iterator[Part]:
    for kind, node in _places(root):
        if ref := _id(node):
            yield Part(
                ref, text_at(node, "type") or kind, text_at(node, "name"), node.span, freeze(told(node, _LAYOUT))
            )


def _defined(root: Map) -> Iterator[Entry]:
    """The threats and mitigations of the library."""
    for name, role in _LIBRARY:
        for node in items_of(root.get(name)):
            if isinstance(node, Map) and (ref := _id(node)):
                meaning = freeze(told(node, {"id", "name"}))
                yield Entry(ref, role, text_at(node, "name"), "", meaning, node.span, (), _said(node, role))


def _applied(root: Map, library: dict[str, _Defined]) -> Iterator[Entry]:
    """The threats on components and data flows, and the mitigations of each."""
    for _, place in _places(root):
        at = _id(place)
        around = stated_of(place)
        for node in items_of(place.get("threats")):
            if not isinstance(node, Map) or not (threat := _id(node, "threat")):
                continue
            defined = library.get(threat, _Defined(threat, {}))
            said = merged(stated_of(node), defined.said, around)
            ref = f"{at}/{threat}"
            controls = [*_controls(node, ref, (at, threat), library, said)]
            about = (at, threat, *(control.about[2] for control in controls))
            meaning = freeze(told(node, {"threat", "state"}))
            yield Entry(ref, "risk", defined.title, text_at(node, "state"), meaning, node.span, about, said)
            yield from controls


def _controls(
    node: Map, ref: str, about: tuple[str, str], library: dict[str, _Defined], around: Stated
) -> Iterator[Entry]:
    for one in items_of(node.get("mitigations")):
        if not isinstance(one, Map) or not (mitigation := _id(one, "mitigation")):
            continue
        defined = library.get(mitigation, _Defined(mitigation, {}))
        said = merged(stated_of(one), defined.said, around)
        meaning = freeze(told(one, {"mitigation", "state"}))
        state = text_at(one, "state")
        yield Entry(
            f"{ref}/{mitigation}", "control", defined.title, state, meaning, one.span, (*about, mitigation), said
        )


def _id(node: Map, key: str = "id") -> str:
    return known_as(text_at(node, key))


def _said(node: Map, role: str) -> Stated:
    """What a definition says to the gate; of a threat the description is the statement."""
    if role != "threat":
        return stated_of(node, "description")
    statement = words(beside(raw(node.get("description"))))
    return merged(stated_of(node, "description"), {"statement": statement} if statement else {})


FORMAT = Format(NAME, (".otm", ".json", ".yaml", ".yml"), _claims, _read)
