"""Microsoft Threat Modeling Tool, `.tm7`: the drawing, the threats that the tool found, and what people made of them.

A threat is known by the number that the tool shows. Places, sizes, ports and handles are layout, as is who changed a
threat when; the knowledge base that every file carries is the template, read only for the names of properties.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.identity import freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import document, known_as, too_many, twice, words
from threatgate.threat_models._stated import beside, from_mapping, from_text, merged
from threatgate.threat_models._xml import attributes, below, children, text, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located
    from threatgate.threat_models._api import Reading

NAME: Final = "tm7"
_NONE: Final = "00000000-0000-0000-0000-000000000000"
_META: Final = ("Assumptions", "ExternalDependencies", "HighLevelSystemDescription")
# What the tool keeps of a threat as elements of its own; older versions leave them empty for properties.
_SAID: Final = (
    *("Priority", "StateInformation", "Title", "TypeId"),
    *("UserThreatCategory", "UserThreatDescription", "UserThreatShortDescription"),
)
_INSTANCE: Final = "KeyValueOfstringThreatpc_P0_PhOB"
_ENDS: Final = ("SourceGuid", "FlowGuid", "TargetGuid")


def _claims(path: str, _: bytes) -> bool:
    return path.lower().endswith(".tm7")


def _read(path: str, data: bytes) -> Reading:
    from threatgate.documents._kinds import Tree

    found = document(NAME, path, data, "xml")
    if isinstance(found, Broken):
        return found
    root = below(found.roots[0], "ThreatModel") if isinstance(found, Tree) else None
    if root is None:
        return Broken(NAME, path, 1, "holds no ThreatModel", "save it with the Threat Modeling Tool")
    wrong = _wrong(path, root) or too_many(NAME, path, _count(root))
    if wrong is not None:
        return wrong
    parts = [*_parts(root)]
    entries = [*_assumptions(root), *_threats(root)]
    refs = [*((part.ref, part.span) for part in parts), *((entry.ref, entry.span) for entry in entries)]
    broken = twice(NAME, path, refs)
    if broken is not None:
        return broken
    notes = sorted(words_of(note, "Message") for _, note in children(below(root, "Notes"), "Note"))
    about = {name: words_of(root, "MetaInformation", name) for name in _META}
    title = words_of(root, "MetaInformation", "ThreatModelName")
    return ThreatModel(
        NAME,
        path,
        title,
        tuple(parts),
        tuple(entries),
        model_digest(parts, entries, freeze({"about": about, "notes": notes})),
        owner=words_of(root, "MetaInformation", "Owner"),
    )


def _count(root: Located) -> int:
    """How many things there are to read: what is drawn, and threats."""
    drawn = sum(1 for _ in _drawn(root))
    return drawn + sum(1 for _ in children(below(root, "ThreatInstances"), _INSTANCE))


def _wrong(path: str, root: Located) -> Broken | None:
    version = below(root, "Version")
    said = words(text(version))
    if re.fullmatch(r"4(?:\.\d+)*", said):
        return None
    line = root.span.line if version is None else version.span.line
    message = f"is of version {said[:20]!r}, and 4 is read" if said else "names no version of its format"
    return Broken(NAME, path, line, message, "save it with the current Threat Modeling Tool")


def _parts(root: Located) -> Iterator[Part]:
    for pair in _drawn(root):
        if (drawn := below(pair, "Value")) is not None and (ref := words_of(drawn, "Guid")):
            yield _part(ref, drawn)


def _drawn(root: Located) -> Iterator[Located]:
    """What is drawn on every page: elements and boundaries, then flows."""
    for _, page in children(below(root, "DrawingSurfaceList"), "DrawingSurfaceModel"):
        for _, group in children(page, "Borders", "Lines"):
            yield from (pair for _, pair in children(group, "KeyValueOfguidanyType"))


def _part(ref: str, drawn: Located) -> Part:
    said = _properties(drawn)
    name = said.pop("Name", "")
    ends = {end: guid for end in _ENDS if (guid := words_of(drawn, end)) and guid != _NONE}
    meaning = {**said, **ends, "type": words_of(drawn, "TypeId")}
    return Part(ref, attributes(drawn).get("type", ""), name, drawn.span, freeze(meaning))


def _properties(drawn: Located) -> dict[str, str]:
    """The properties that people set, by the name they are shown with; of a list the value that is chosen."""
    found = {}
    for _, one in children(below(drawn, "Properties"), "anyType"):
        name = words_of(one, "DisplayName")
        value = below(one, "Value")
        choices = [words(text(choice)) for _, choice in children(value, "string")]
        chosen = words_of(one, "SelectedIndex")
        if choices:
            at = int(chosen) if re.fullmatch(r"\d{1,4}", chosen) else 0
            found[name] = choices[at] if at < len(choices) else ""
        elif said := words(text(value)):
            found[name] = said
    return found


def _assumptions(root: Located) -> Iterator[Entry]:
    """The assumptions of the model: one text."""
    node = below(root, "MetaInformation", "Assumptions")
    if node is not None and (said := words(text(node))):
        yield Entry("assumptions", "assumption", said, "", None, node.span, (), from_text(text(node)))


def _threats(root: Located) -> Iterator[Entry]:
    labels = _labels(root)
    for _, pair in children(below(root, "ThreatInstances"), _INSTANCE):
        threat = below(pair, "Value")
        if threat is None:
            continue
        own = {name: held for name in _SAID if (held := text(below(threat, name)))}
        properties = {
            labels.get(key, key): text(below(one, "Value"))
            for _, one in children(below(threat, "Properties"), "KeyValueOfstringstring")
            if (key := words_of(one, "Key"))
        }
        said = {name: words(value) for name, value in {**own, **properties}.items() if words(value)}
        title = said.get("Title", "")
        described = properties.get("Description") or properties.get("UserThreatDescription") or title
        statement = words(beside(described))
        stated = merged(
            from_mapping({**own, **properties}),
            *(from_text(value) for value in (*own.values(), *properties.values())),
            {"statement": statement} if statement else {},
        )
        ends = tuple(guid for end in _ENDS if (guid := words_of(threat, end)) and guid != _NONE)
        ref = words_of(threat, "Id") or words_of(pair, "Key")
        yield Entry(ref, "threat", title, words_of(threat, "State"), freeze(said), threat.span, ends, stated)


def _labels(root: Located) -> dict[str, str]:
    """The names that properties of threats are shown with, by the ids they are kept under."""
    held = below(root, "KnowledgeBase", "ThreatMetaData", "PropertiesMetaData")
    return {
        key: known_as(label)
        for _, one in children(held, "ThreatMetaDatum")
        if (key := words_of(one, "Name")) and (label := words_of(one, "Label"))
    }


FORMAT = Format(NAME, (".tm7",), _claims, _read)
