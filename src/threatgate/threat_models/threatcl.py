"""threatcl (once hcltm), HCL or its JSON: threat models with threats, controls and exclusions.

An id is the path of names: `Support agent/Refund without approval/Ask a human`. What stands without a name (an
exclusion, a proposed control) is named by the digest of what it says. Variables of the file are filled in; imports,
other files and remote modules are not followed. When a model was created and saved is layout.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from threatgate.documents._located import Map, Ref, Scalar, Seq, entries_of, items_of, plain
from threatgate.identity import digest, freeze
from threatgate.threat_models._api import Broken, Entry, Format, Part, ThreatModel
from threatgate.threat_models._digest import model_digest
from threatgate.threat_models._documents import known_as, too_many, tree, twice, words
from threatgate.threat_models._fields import raw, text_at, told
from threatgate.threat_models._stated import beside, from_mapping, from_text, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located
    from threatgate.threat_models._api import Reading
    from threatgate.threat_models._stated import Stated

NAME: Final = "threatcl"
_BLOCK: Final = re.compile(rb'^[ \t]*threatmodel[ \t]+"', re.MULTILINE)
_AS_JSON: Final = re.compile(rb'"threatmodel"\s*:\s*[{\[]')
_DRAWN: Final = ("process", "external_element", "data_store")
_LISTED: Final = ("information_asset", "third_party_dependency")
# What a model says in parts and entries, and who saved it when.
_ELSEWHERE: Final = {
    *("threat", "exclusion", *_LISTED, "data_flow_diagram", "data_flow_diagram_v2"),
    *("created_at", "updated_at", "author"),
}
_CONTROLS: Final = ("control", "expanded_control", "proposed_control")


def _claims(path: str, data: bytes) -> bool:
    return (_AS_JSON if path.lower().endswith(".json") else _BLOCK).search(data) is not None


def _read(path: str, data: bytes) -> Reading:
    form = "json" if path.lower().endswith(".json") else "hcl"
    root = tree(NAME, path, data, form)
    if isinstance(root, Broken):
        return root
    wrong = _version(path, root)
    if wrong is not None:
        return wrong
    filled = _filled(root, _variables(root))
    models = [*_named(filled.get("threatmodel") if isinstance(filled, Map) else None)]
    parts = [part for name, model in models for part in _parts(name, model)]
    library = filled.get("component", "control") if isinstance(filled, Map) else None
    entries = [entry for name, control in _named(library) for entry in _control(f"component/{name}", control, ())]
    entries += [entry for name, model in models for entry in _entries(name, model)]
    refs = [*((part.ref, part.span) for part in parts), *((entry.ref, entry.span) for entry in entries)]
    broken = too_many(NAME, path, len(refs)) or twice(NAME, path, refs)
    if broken is not None:
        return broken
    rest = freeze([_around(name, model) for name, model in models])
    title = ", ".join(name for name, _ in models)
    owners = dict.fromkeys(text_at(model, "author") for _, model in models)
    owner = next(iter(owners)) if len(owners) == 1 else ""
    return ThreatModel(NAME, path, title, tuple(parts), tuple(entries), model_digest(parts, entries, rest), owner)


def _version(path: str, root: Map) -> Broken | None:
    stated = root.get("spec_version")
    version = "0" if stated is None else words(plain(stated))
    if re.fullmatch(r"0(?:\.\d+)*(?:-[\w.]+)?", version):
        return None
    line = root.span.line if stated is None else stated.span.line
    message = f"is of spec_version {version[:20]!r}, and 0.x is read"
    return Broken(NAME, path, line, message, "write the spec_version of a threatcl 0.x")


def _variables(root: Map) -> dict[str, Located]:
    found = {}
    for name, variable in _named(root.get("variable")):
        if (value := variable.get("value")) is not None:
            found[f"var.{name}"] = value
    return found


def _filled(node: Located, variables: dict[str, Located]) -> Located:
    """A node with the values of variables in the places that name them."""
    match node:
        case Ref():
            value = variables.get(node.name)
            return Scalar(value.value, node.span) if isinstance(value, Scalar) else node
        case Seq():
            return Seq(tuple(_filled(item, variables) for item in node.items), node.span)
        case Map():
            held = tuple(entry._replace(value=_filled(entry.value, variables)) for entry in node.entries)
            return Map(held, node.span)
        case _:
            return node


def _named(node: Located | None) -> Iterator[tuple[str, Map]]:
    """The blocks of a kind, each with its name; of a name that stands more than once, every one."""
    for entry in entries_of(node):
        for block in (entry.value, *items_of(entry.value)):
            if isinstance(block, Map):
                yield known_as(words(entry.key)), block


def _unnamed(node: Located | None) -> Iterator[Map]:
    yield from (block for block in (node, *items_of(node)) if isinstance(block, Map))


def _parts(name: str, model: Map) -> Iterator[Part]:
    for kind in _LISTED:
        for own, block in _named(model.get(kind)):
            yield Part(f"{name}/{own}", kind, own, block.span, freeze(told(block, set())))
    for diagram in _unnamed(model.get("data_flow_diagram")):
        yield from _diagram(name, diagram)
    for own, diagram in _named(model.get("data_flow_diagram_v2")):
        yield from _diagram(f"{name}/{own}", diagram)


def _diagram(name: str, diagram: Map) -> Iterator[Part]:
    for zone, block in _named(diagram.get("trust_zone")):
        yield Part(f"{name}/zone {zone}", "trust_zone", zone, block.span, None)
        for kind in _DRAWN:
            for own, inner in _named(block.get(kind)):
                meaning = freeze({**told(inner, set()), "trust_zone": zone})
                yield Part(f"{name}/{kind} {own}", kind, own, inner.span, meaning)
    for kind in _DRAWN:
        for own, block in _named(diagram.get(kind)):
            yield Part(f"{name}/{kind} {own}", kind, own, block.span, freeze(told(block, set())))
    for own, block in _named(diagram.get("flow")):
        ref = f"{name}/flow {own}: {text_at(block, 'from')} to {text_at(block, 'to')}"
        yield Part(ref, "flow", own, block.span, freeze(told(block, set())))


def _entries(name: str, model: Map) -> Iterator[Entry]:
    around = _attributes(model, "additional_attribute")
    for own, threat in _named(model.get("threat")):
        yield from _threat(f"{name}/{own}", own, threat, around)
    for block in _unnamed(model.get("exclusion")):
        said = text_at(block, "description")
        stated = merged(from_text(raw(block.get("description"))), around)
        yield Entry(f"{name}/exclusion {_short(said)}", "exclusion", said, "", None, block.span, (), stated)


def _threat(ref: str, name: str, threat: Map, around: Stated) -> Iterator[Entry]:
    """A threat and its controls. The status is whether they are there: all of them, some of them, none."""
    description = raw(threat.get("description"))
    own = merged(_attributes(threat, "attribute"), from_text(description), around)
    statement = words(beside(description))
    stated = merged(own, {"statement": statement} if statement else {})
    controls = [entry for kind in _CONTROLS for entry in _controls(ref, threat.get(kind), stated)]
    text = text_at(threat, "control")
    done = {control.status for control in controls}
    status = next(iter(done)) if len(done) == 1 else "partly implemented" if done else ""
    meaning: dict[str, Any] = told(threat, set(_CONTROLS))
    if text:
        meaning["control"] = text
    about = (*_assets(ref, threat), *(control.ref for control in controls))
    yield Entry(ref, "threat", name, status, freeze(meaning), threat.span, about, stated)
    yield from controls


def _assets(ref: str, threat: Map) -> Iterator[str]:
    model = ref.partition("/")[0]
    yield from (f"{model}/{words(plain(one))}" for one in items_of(threat.get("information_asset_refs")))


def _controls(ref: str, node: Located | None, around: Stated) -> Iterator[Entry]:
    """Controls with a name, and proposed ones, which have none."""
    unnamed = isinstance(node, Seq) or (isinstance(node, Map) and isinstance(node.get("description"), Scalar))
    if unnamed:
        for block in _unnamed(node):
            yield from _control(f"{ref}/proposed {_short(text_at(block, 'description'))}", block, (ref,), around)
    else:
        for name, block in _named(node):
            yield from _control(f"{ref}/{name}", block, (ref,), around)


def _control(ref: str, block: Map, about: tuple[str, ...], around: Stated | None = None) -> Iterator[Entry]:
    own = merged(_attributes(block, "attribute"), from_text(raw(block.get("description"))), around or {})
    implemented = block.get("implemented")
    done = implemented is not None and plain(implemented) in (True, "true")
    title = text_at(block, "description") or ref.rpartition("/")[2]
    meaning = freeze(told(block, {"implemented", "attribute"}) | {"attribute": _pairs(block, "attribute")})
    yield Entry(ref, "control", title, "implemented" if done else "proposed", meaning, block.span, about, own)


def _attributes(block: Map, kind: str) -> Stated:
    return from_mapping(_pairs(block, kind))


def _pairs(block: Map, kind: str) -> dict[str, Any]:
    return {name: plain(value) for name, one in _named(block.get(kind)) if (value := one.get("value")) is not None}


def _around(name: str, model: Map) -> dict[str, Any]:
    """What a model says besides: its description, its use cases, what it is built on."""
    return {"name": name, **told(model, _ELSEWHERE)}


def _short(text: str) -> str:
    return digest(text)[7:15]


FORMAT = Format(NAME, (".hcl", ".json"), _claims, _read)
