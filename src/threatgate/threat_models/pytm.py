"""pytm: a threat model that is a Python program, read as syntax and never run.

Things are known by the names they are given (`Server("Web")`), so a variable may be renamed. What the library finds
when it runs is not there; what people wrote is: overridden findings with their response, assumptions, threats of one's
own, controls, and the fields that say what a model or an agent may do. To the gate a thing speaks in lines of its
description, or in fields (`web.threatgate = {"element": "tool:…"}`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.catalog import table
from threatgate.documents._located import Call, Scalar, text_of
from threatgate.identity import digest, freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import document, too_many, twice, words
from threatgate.threat_models._fields import raw, reflowed
from threatgate.threat_models._pytm_things import Thing, Things
from threatgate.threat_models._stated import beside, from_mapping, from_text, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located
    from threatgate.threat_models._api import Reading
    from threatgate.threat_models._stated import Stated

NAME: Final = "pytm"
_IMPORT: Final = re.compile(rb"^[ \t]*(?:from[ \t]+pytm(?:\.\w+)*[ \t]+import\b|import[ \t]+pytm\b)", re.MULTILINE)
_MODEL: Final = re.compile(rb"\bTM[ \t]*\(")
_CONTROLS: Final = "controls."
_LISTS: Final = frozenset({"overrides", "assumptions", "findings"})
_WORDS: Final = {True: "on", False: "off"}


def _claims(_: str, data: bytes) -> bool:
    return _IMPORT.search(data) is not None and _MODEL.search(data) is not None


def _read(path: str, data: bytes) -> Reading:
    from threatgate.documents._kinds import Module

    module = document(NAME, path, data, "py")
    if isinstance(module, Broken):
        return module
    if not isinstance(module, Module) or module.faults:
        line = module.faults[0].line if isinstance(module, Module) else 1
        return Broken(NAME, path, line, "is no Python that can be parsed", "mend the syntax around this line")
    things = Things(module)
    drawn = [thing for thing in things.all if thing.kind not in ("TM", "Threat")]
    models = [thing for thing in things.all if thing.kind == "TM"]
    parts = _numbered(_part(thing, things) for thing in drawn)
    entries = [entry for thing in (*models, *drawn) for entry in _entries(thing, things)]
    entries += [_threat(thing, things) for thing in things.all if thing.kind == "Threat"]
    refs = [*((part.ref, part.span) for part in parts), *((entry.ref, entry.span) for entry in entries)]
    broken = too_many(NAME, path, len(refs)) or twice(NAME, path, refs)
    if broken is not None:
        return broken
    rest = freeze([_said(model, things) for model in models])
    title = ", ".join(model.label for model in models)
    return ThreatModel(NAME, path, title, tuple(parts), tuple(entries), model_digest(parts, entries, rest))


def _part(thing: Thing, things: Things) -> Part:
    return Part(thing.label, thing.kind, words(text_of(thing.given("name"))), thing.span, freeze(_said(thing, things)))


def _numbered(parts: Iterator[Part]) -> list[Part]:
    """Parts, data flows of one name between the same ends counted: pytm lets them stand."""
    seen: dict[str, int] = {}
    found = []
    for part in parts:
        if part.kind == "Dataflow":
            count = seen[part.ref] = seen.get(part.ref, 0) + 1
            found.append(part if count == 1 else part._replace(ref=f"{part.ref} ({count})"))
        else:
            found.append(part)
    return found


def _said(thing: Thing, things: Things) -> dict[str, object]:
    """What a thing is said to be, without how it is drawn and without what its entries say."""
    layout = {*table("pytm")["layout"], *_LISTS}
    watched = _watched(thing)
    return {
        field.name: reflowed(things.value(field.value))
        for field in thing.fields
        if field.name not in layout and field.name not in watched and not field.name.startswith(_CONTROLS)
    }


def _watched(thing: Thing) -> frozenset[str]:
    rules = table("pytm")
    return frozenset((*rules["guards"], *rules["exposes"])) if thing.kind in rules["watched"] else frozenset()


def _entries(thing: Thing, things: Things) -> Iterator[Entry]:
    label = thing.label
    around = _stated(thing, things)
    about = (label,) if thing.kind != "TM" else ()
    yield from _switches(thing, things, label, around)
    for node in thing.every("overrides"):
        if isinstance(node, Call):
            said = {entry.key: things.value(entry.value) for entry in node.kwargs if entry.key != "element"}
            ref = f"{label}/{words(said.get('threat_id', '')) or _short(said)}"
            title = words(said.get("description") or said.get("threat_id"))
            stated = merged(from_mapping(said), from_text(str(said.get("details", ""))), around, _statement(said))
            status = words(said.pop("response", ""))
            yield Entry(ref, "risk", title, status, freeze(reflowed(said)), node.span, about, stated)
    for node in thing.every("assumptions"):
        title = words(_first(node))
        meaning = freeze(reflowed(things.value(node)))
        stated = merged(from_text(_first(node)), around)
        yield Entry(f"{label}/assumption {_short(title)}", "assumption", title, "", meaning, node.span, about, stated)


def _switches(thing: Thing, things: Things, label: str, around: Stated) -> Iterator[Entry]:
    """Controls, and the fields of models and agents: what holds is what was assigned last."""
    guards, watched = table("pytm")["guards"], _watched(thing)
    last = {field.name: field for field in thing.fields}
    for name, field in last.items():
        if not name.startswith(_CONTROLS) and name not in watched:
            continue
        role = "control" if name.startswith(_CONTROLS) or name in guards else "risk"
        value = things.value(field.value)
        status = _WORDS[value] if isinstance(value, bool) else words(value)
        title = f"{label}: {name.removeprefix(_CONTROLS)}"
        yield Entry(f"{label}/{name}", role, title, status, None, field.span, (label,), around)


def _threat(thing: Thing, things: Things) -> Entry:
    """A threat of one's own beside those of the library."""
    said = {field.name: things.value(field.value) for field in thing.fields}
    ref = words(said.get("SID") or said.get("id") or said.get("name") or _short(said))
    title = words(said.get("description") or ref)
    stated = merged(from_mapping(said), from_text(str(said.get("details", ""))), _statement(said))
    return Entry(ref, "threat", title, "", freeze(reflowed(said)), thing.span, (), stated)


def _stated(thing: Thing, things: Things) -> Stated:
    said = {field.name: things.value(field.value) for field in thing.fields if field.name not in _LISTS}
    return merged(from_mapping(said), from_text(raw(thing.given("description"))), from_text(raw(thing.given("note"))))


def _statement(said: dict[str, object]) -> Stated:
    text = words(beside(str(said.get("description") or "")))
    return {"statement": text} if text else {}


def _first(node: Located) -> str:
    """The text of an assumption: a string, or the first argument of `Assumption(…)`."""
    if isinstance(node, Call):
        named = node.named("name")
        return text_of(named) or (text_of(node.args[0]) if node.args else None) or ""
    return str(node.value) if isinstance(node, Scalar) else ""


def _short(value: object) -> str:
    return digest(freeze(value))[7:15]


FORMAT = Format(NAME, (".py",), _claims, _read)
