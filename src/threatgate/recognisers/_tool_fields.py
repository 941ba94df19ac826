"""Parameters of tools that are declared field by field: argument structs with tags, and options of a tool by type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from threatgate.documents._located import Call, Entry, Located, Map, Scalar, Seq, text_of
from threatgate.recognisers._code import tail
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._stated import COMPUTED, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Class
    from threatgate.model import Span
    from threatgate.recognisers._code import Facts

DEEP: Final = 10
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_TYPED: Final = re.compile(r"With(String|Number|Integer|Int|Float|Boolean|Bool|Object|Array|Any)")
_COMMA: Final = re.compile(r"(?<!\\),")
_LONE: Final = frozenset({"required", "omitempty", "omitzero", "nullable"})


def struct_of(annotation: str, known: Facts) -> Class | None:
    """The class of this module, with tags or documentation beside its fields, that a type names."""
    for name in _NAME.findall(annotation):
        owner = known.classes.get(name)
        if owner is not None and owner.notes:
            return owner
    return None


def fields_of(owner: Class) -> Iterator[tuple[str, dict[str, Any], Span]]:
    """The fields of an argument struct as a model sees them."""
    types = dict(owner.annotations)
    notes: dict[str, list[Call]] = {}
    for name, note in owner.notes:
        notes.setdefault(name, []).append(note)
    for entry in owner.fields:
        shown: dict[str, Any] = {"type": types[entry.key]} if entry.key in types else {}
        name = entry.key
        for note in notes.get(entry.key, ()):
            name = _renamed(note) or name
            shown |= _said(note)
        if name != "-":
            yield name, shown, entry.span


def struct_schema(node: Located | None) -> Map | None:
    """A JSON Schema that is written as structs of a schema library, as the map that it stands for; or None."""
    found = _as_map(node) if isinstance(node, Call) else None
    if isinstance(found, Map) and ("properties" in found.keys or text_of(found.get("type")) is not None):
        return found
    return None


def _as_map(node: Located, depth: int = 0) -> Located:
    if depth > DEEP:
        return node
    if isinstance(node, Call) and node.kwargs and not node.args and node.receiver is None:
        entries = (_decapitalised(entry) for entry in node.kwargs)
        return Map(tuple(entry._replace(value=_as_map(entry.value, depth + 1)) for entry in entries), node.span)
    if isinstance(node, Map):
        return node._replace(
            entries=tuple(entry._replace(value=_as_map(entry.value, depth + 1)) for entry in node.entries)
        )
    if isinstance(node, Seq):
        return node._replace(items=tuple(_as_map(item, depth + 1) for item in node.items))
    return node


def _decapitalised(entry: Entry) -> Entry:
    return entry._replace(key=entry.key[:1].lower() + entry.key[1:])


def _renamed(note: Call) -> str:
    """The name that a tag or attribute gives a field."""
    if note.callee == "json":
        return (text_of(next(iter(note.args), None)) or "").partition(",")[0]
    return (text_of(note.named("rename")) or "") if note.callee in {"serde", "schemars"} else ""


def _said(note: Call) -> dict[str, Any]:
    """What a note tells the model of a field."""
    text = text_of(next(iter(note.args), None))
    if note.callee in {"doc", "jsonschema_description"} and text:
        return {"description": normalised(text)}
    if note.callee == "jsonschema" and text:
        return _schema(text)
    if note.callee == "schemars":
        return {entry.key: value for entry in note.kwargs if (value := stated(entry.value)) is not COMPUTED}
    return {}


def _schema(text: str) -> dict[str, Any]:
    """A tag of properties (`required,description=…`), or one that is the description itself."""
    parts = [part.replace("\\,", ",").strip() for part in _COMMA.split(text)]
    if not any("=" in part.partition(" ")[0] or part in _LONE for part in parts):
        return {"description": normalised(text)}
    found: dict[str, Any] = {}
    for part in parts:
        key, given, value = part.partition("=")
        if given and key == "enum":
            found.setdefault("enum", []).append(value)
        elif key:
            found[key] = normalised(value) if given else True
    return found


def typed_options(call: Call) -> dict[str, Any]:
    """The parameters that options declare: `WithString("query", Required(), Description("…"))`."""
    found: dict[str, Any] = {}
    for item in call.args:
        kind = _TYPED.fullmatch(tail(item.callee)) if isinstance(item, Call) else None
        if kind is None or not isinstance(item, Call) or not item.args:
            continue
        name = text_of(item.args[0])
        if name is None:
            continue
        shown: dict[str, Any] = {"type": kind[1].lower()}
        for one in item.args[1:]:
            if isinstance(one, Call):
                values = [arg.value for arg in one.args if isinstance(arg, Scalar)]
                key = tail(one.callee)
                value = True if not one.args else values[0] if len(values) == 1 else values
                shown[key[:1].lower() + key[1:]] = normalised(value) if isinstance(value, str) else value
        found[name] = shown
    return found
