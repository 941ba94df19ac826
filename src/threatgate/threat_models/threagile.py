"""Threagile: assets, links and boundaries; `risk_tracking` says what became of each risk that its rules find.

A tracked risk is named `category@asset@…`, with `*` for any. It answers for the element that its justification names,
or that the description or a tag of an asset names which its name spells out. Its day of checking is in no digest.
Files that `includes` names are not read from here, which is noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._located import Map, entries_of, items_of, plain
from threatgate.identity import freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import known_as, too_many, tree, twice, words
from threatgate.threat_models._fields import raw, reflowed, stated_of, text_at, told
from threatgate.threat_models._stated import beside, from_text, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Entry as Pair
    from threatgate.documents._located import Located
    from threatgate.threat_models._api import Reading
    from threatgate.threat_models._stated import Stated

NAME = "threagile"
_VERSION = re.compile(rb"^[\"']?threagile_version[\"']?\s*:", re.MULTILINE)
_PARTS = ("data_assets", "technical_assets", "trust_boundaries", "shared_runtimes")
_TEXTS = {"questions": "assumption", "abuse_cases": "threat", "security_requirements": "control"}
_FILE = frozenset({"threagile_version", "date", "author", "contributors", "includes", "tags_available"})
_LAYOUT = frozenset(
    {
        "diagram_tweak_nodesep",
        "diagram_tweak_ranksep",
        "diagram_tweak_edge_layout",
        "diagram_tweak_layout_left_to_right",
        "diagram_tweak_suppress_edge_labels",
        "diagram_tweak_invisible_connections_between_assets",
        "diagram_tweak_same_rank_assets",
    }
)


def _claims(path: str, data: bytes) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.startswith("threagile.y") or _VERSION.search(data) is not None


def _read(path: str, data: bytes) -> Reading:
    root = tree(NAME, path, data, "yaml")
    if isinstance(root, Broken):
        return root
    listed = (*_PARTS, *_TEXTS, "risk_tracking", "individual_risk_categories")
    wrong = _version(path, root) or too_many(NAME, path, sum(len(entries_of(root.get(key))) for key in listed))
    if wrong is not None:
        return wrong
    parts = [part for key in _PARTS for pair in entries_of(root.get(key)) for part in _drawn(key, pair)]
    named = dict(_elements(root))
    entries = [
        *(_tracked(pair, named) for pair in entries_of(root.get("risk_tracking"))),
        *(entry for pair in entries_of(root.get("individual_risk_categories")) for entry in _category(pair)),
        *(_text(role, pair) for key, role in _TEXTS.items() for pair in entries_of(root.get(key))),
    ]
    refs = [(f"{part.kind} {part.ref}", part.span) for part in parts]
    broken = (
        too_many(NAME, path, len(refs) + len(entries))
        or twice(NAME, path, refs)
        or twice(NAME, path, ((entry.ref, entry.span) for entry in entries))
    )
    if broken is not None:
        return broken
    without = {*_FILE, *_PARTS, *_TEXTS, *_LAYOUT, "risk_tracking", "individual_risk_categories"}
    rest = freeze(told(root, without))
    return ThreatModel(
        NAME,
        path,
        text_at(root, "title"),
        tuple(parts),
        tuple(entries),
        model_digest(parts, entries, rest),
        owner=text_at(root, "author", "name"),
        notes=_notes(root),
    )


def _version(path: str, root: Map) -> Broken | None:
    stated = root.get("threagile_version")
    if stated is None:
        return Broken(NAME, path, 1, "names no threagile_version", "add threagile_version: 1.0.0")
    version = words(plain(stated))
    if version.partition(".")[0] in ("0", "1"):
        return None
    message = f"is a Threagile model of version {version[:20]!r}, and 1 is read"
    return Broken(NAME, path, stated.span.line, message, "save it in the format of version 1")


def _notes(root: Map) -> tuple[str, ...]:
    included = root.get("includes")
    names = [words(plain(one)) for one in items_of(included)]
    return (f"includes {', '.join(names[:10])}, which is not read from here",) if names else ()


def _drawn(key: str, pair: Pair) -> Iterator[Part]:
    """An asset, boundary or runtime, and the links that lead from an asset."""
    node = pair.value
    if not isinstance(node, Map):
        return
    ref = text_at(node, "id") or words(pair.key)
    meaning = freeze(told(node, {"id", "communication_links", *_LAYOUT}))
    yield Part(ref, key, words(pair.key), pair.span, meaning)
    shown = known_as(ref)
    for link in entries_of(node.get("communication_links")):
        told_of = freeze(told(link.value, {"diagram_tweak_weight", "diagram_tweak_constraint"}))
        yield Part(f"{shown}>{words(link.key)}", "communication_links", words(link.key), link.span, told_of)


def _elements(root: Map) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Assets by id with the elements of the AI system that they say they are."""
    for key in _PARTS:
        for pair in entries_of(root.get(key)):
            if isinstance(pair.value, Map):
                element = stated_of(pair.value, "description").get("element", ())
                ref = text_at(pair.value, "id") or words(pair.key)
                if element:
                    yield ref, (element,) if isinstance(element, str) else element


def _tracked(pair: Pair, named: dict[str, tuple[str, ...]]) -> Entry:
    """What became of a risk: its status, who checked it, where the work is tracked."""
    node = pair.value if isinstance(pair.value, Map) else Map((), pair.span)
    about = tuple(dict.fromkeys(one for one in re.split(r"[@>]", pair.key)[1:] if one and one != "*"))
    own = merged(stated_of(node, "justification"), _fields(node))
    around: list[Stated] = [] if "element" in own else [{"element": named[one]} for one in about if one in named]
    return Entry(
        words(pair.key),
        "risk",
        words(pair.key),
        text_at(node, "status"),
        freeze(told(node, {"status", "date"})),
        pair.span,
        about,
        merged(own, *around),
    )


def _fields(node: Map) -> Stated:
    """The native fields of a tracked risk in the gate's words."""
    checked = text_at(node, "checked_by")
    justified = words(beside(raw(node.get("justification"))))
    said = {
        "ticket": text_at(node, "ticket"),
        "rationale": justified,
        "statement": justified,
        "owner": checked,
        "decided_by": checked,
    }
    return {key: value for key, value in said.items() if value}


def _category(pair: Pair) -> Iterator[Entry]:
    """A category of the team's own and the risks that were identified in it."""
    node = pair.value
    if not isinstance(node, Map):
        return
    ref = known_as(text_at(node, "id") or words(pair.key))
    stated = stated_of(node, "description", "mitigation", "action")
    meaning = freeze(told(node, {"id", "risks_identified"}))
    yield Entry(ref, "risk", words(pair.key), "", meaning, pair.span, (), stated)
    for found in entries_of(node.get("risks_identified")):
        said = told(found.value, frozenset())
        about = tuple(words(value) for key, value in said.items() if key.startswith("most_relevant_") and value)
        yield Entry(
            f"{ref}/{words(found.key)}",
            "risk",
            words(found.key),
            "",
            freeze(said),
            found.span,
            (ref, *about),
        )


def _text(role: str, pair: Pair) -> Entry:
    """A question with its answer, an abuse case, a requirement."""
    said = _said(pair.value)
    status = ("answered" if said else "open") if role == "assumption" else ""
    stated = from_text(raw(pair.value))
    return Entry(words(pair.key), role, words(pair.key), status, freeze(said), pair.span, (), stated)


def _said(node: Located) -> object:
    value = reflowed(plain(node))
    return value or ""


FORMAT = Format(NAME, (".yaml", ".yml"), _claims, _read)
