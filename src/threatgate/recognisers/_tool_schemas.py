"""The parameters of a tool in code: JSON Schema, schema builders (zod, TypeBox …), argument classes, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq, plain, text_of
from threatgate.recognisers._code import Facts, tail
from threatgate.recognisers._parts import Part, fixed
from threatgate.recognisers._prompt_pieces import text_in
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._stated import COMPUTED, stated
from threatgate.recognisers._tool_fields import fields_of, struct_of, struct_schema
from threatgate.recognisers._tool_shape import parameters
from threatgate.recognisers._tool_words import describes, fills_in, is_injected

if TYPE_CHECKING:
    from threatgate.documents._kinds import Class, Function, Param
    from threatgate.model import Pointer, Span

DEEP = 10
_OBJECTS = frozenset({"object", "Object", "strictObject", "strict_object", "looseObject", "interface"})
_WRAPS = frozenset(
    {
        "zodSchema",
        "jsonSchema",
        "zodToJsonSchema",
        "valibotSchema",
        "toJsonSchema",
        "convertJsonSchema",
        "schema",
        "strict",
        "passthrough",
        "partial",
        "extend",
        "strip",
        "model_json_schema",
    }
)
_TEXTS = frozenset({"describe", "description"})


def parameters_part(entry: Entry, known: Facts) -> Part:
    """The parameters that an entry declares, by name where they can be read."""
    node = known.resolved(entry.value)
    node = struct_schema(node) or node
    if isinstance(node, Map) and ("properties" in node.keys or text_of(node.get("type")) == "object"):
        return parameters(Entry(entry.key, node, entry.span))
    fields = _fields(node, known, 0)
    if fields is None:
        return fixed("parameters", _described(node, known, 0), entry.span)
    value = {name: _described(item, known, 0) for name, item, _ in fields}
    marks = tuple((("parameters", name), span) for name, _, span in fields)
    return "parameters", value, ((("parameters",), entry.span), *marks)


def _fields(node: Located | None, known: Facts, depth: int) -> list[tuple[str, Located, Any]] | None:
    """The named fields of an object schema; None if the node is none."""
    if node is None or depth > DEEP:
        return None
    if isinstance(node, Map):
        return [(entry.key, entry.value, entry.span) for entry in node.entries]
    if isinstance(node, Ref):
        found = known.resolved(node)
        if found is not node:
            return _fields(found, known, depth + 1)
        owner = known.classes.get(tail(node.name))
        return _of_class(owner) if owner is not None else None
    if isinstance(node, Call):
        if tail(node.callee) in _OBJECTS | _WRAPS and node.args:
            return _fields(node.args[0], known, depth + 1)
        return _fields(node.receiver, known, depth + 1) if node.receiver is not None else None
    return None


def _of_class(owner: Class) -> list[tuple[str, Located, Any]]:
    """The fields of an argument class; one that is only declared stands for its type."""
    types = dict(owner.annotations)
    return [
        (
            entry.key,
            Code(types[entry.key], entry.span) if _is_bare(entry.value) and entry.key in types else entry.value,
            entry.span,
        )
        for entry in owner.fields
    ]


def _is_bare(node: Located) -> bool:
    return isinstance(node, Code) and not node.text


def _described(node: Located | None, known: Facts, depth: int) -> Any:
    """One parameter as JSON: its type, its text, whether it may be left out, its bounds."""
    if depth > DEEP or node is None:
        return {}
    if isinstance(node, Call):
        return _of_builder(node, known, depth)
    if isinstance(node, Code):
        return {"type": node.text}
    if isinstance(node, Ref):
        found = known.resolved(node)
        return _described(found, known, depth + 1) if found is not node else {"type": tail(node.name)}
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return {"type": node.value}
    return plain(node)


def _of_builder(call: Call, known: Facts, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = _described(call.receiver, known, depth + 1) if isinstance(call.receiver, Call) else {}
    found = dict(found) if isinstance(found, dict) else {}
    name = tail(call.callee)
    first = call.args[0] if call.args else None
    if not isinstance(call.receiver, Call):
        found["type"] = name
        fields = _fields(first, known, depth + 1) if name in _OBJECTS else None
        if fields is not None:
            found["properties"] = {key: _described(item, known, depth + 1) for key, item, _ in fields}
        elif first is not None:
            _first(found, name, first, known, depth)
    elif name in _TEXTS and (text := text_of(first)) is not None:
        found["description"] = normalised(text)
    elif name not in ("strict", "passthrough", "meta"):
        value = stated(first) if first is not None else True
        found[name] = value if value is not COMPUTED else {}
    for item in (*call.args[1:], *([first] if isinstance(first, Map) and "properties" not in found else [])):
        if isinstance(item, Map):
            found.update({entry.key: value for entry in item.entries if (value := stated(entry.value)) is not COMPUTED})
    found.update({entry.key: value for entry in call.kwargs if (value := stated(entry.value)) is not COMPUTED})
    return found


def _first(found: dict[str, Any], name: str, first: Located, known: Facts, depth: int) -> None:
    if isinstance(first, Seq):
        found["options"] = [
            plain(item) if isinstance(item, Scalar) else _described(item, known, depth + 1) for item in first.items
        ]
    elif isinstance(first, Scalar):
        found["default" if name in ("Field", "field") else "value"] = first.value
    elif isinstance(first, (Call, Ref)):
        found["of"] = _described(first, known, depth + 1)


def signature_part(function: Function, known: Facts) -> Part:
    """The parameters of a function that the model fills in: type and default of each, a struct field by field."""
    value: dict[str, Any] = {}
    marks: list[tuple[Pointer, Span]] = [(("parameters",), function.span)]
    for param in function.params:
        if is_injected(param.name, param.annotation) or any(fills_in(one) for one in param.decorators):
            continue
        struct = struct_of(param.annotation, known)
        if struct is not None:
            for name, shown, span in fields_of(struct):
                value[name] = shown
                marks.append((("parameters", name), span))
            continue
        shown = {"type": param.annotation} if param.annotation else {}
        shown |= _said_of(param)
        if param.default is not None:
            default = stated(param.default)
            shown["default"] = None if default is COMPUTED else default
        value[param.name] = shown
    return "parameters", value, tuple(marks)


def _said_of(param: Param) -> dict[str, Any]:
    """What stands on a parameter for the model to read: `@ToolParam(description = "…", required = false)`."""
    found: dict[str, Any] = {}
    for call in param.decorators:
        if isinstance(call, Call) and describes(call.callee):
            given = call.named("description", "Description", "value") or next(iter(call.args), None)
            if (text := text_in(given)) is not None:
                found["description"] = normalised(text)
            if (required := stated(call.named("required"))) is False:
                found["required"] = required
    return found


def class_part(owner: Class, known: Facts) -> Part | None:
    """The parameters of a tool that is a class: its argument schema, or the signature of the method that runs it."""
    for entry in owner.fields:
        if isinstance(entry.value, Scalar) and entry.value.value is None:
            continue
        if entry.key in (
            "args_schema",
            "schema",
            "input_schema",
            "inputSchema",
            "inputs",
            "parameters",
            "parameters_schema",
        ):
            return parameters_part(Entry(entry.key, entry.value, entry.span), known)
    qualified = f"{owner.where}.{owner.name}" if owner.where else owner.name
    for name in ("_run", "run", "forward", "_call", "call", "execute", "_arun", "invoke"):
        function = known.functions.get(f"{qualified}.{name}")
        if function is not None:
            return signature_part(function, known)
    return None
