"""Nodes of Kotlin's grammar in the shape that the neutral reader asks for: declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import after, made
from threatgate.documents._code_shapes import child, label, spliced, without
from threatgate.documents._kotlin_values import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

_TYPES: Final = frozenset({"function_type", "nullable_type", "parenthesized_type", "user_type"})
_DECLARATIONS: Final = ("class_declaration", "function_declaration", "object_declaration", "property_declaration")
_PARAMETERS: Final = ("class_parameter", "parameter")


def _declared(_syntax: Syntax, node: Node) -> None:
    """Of the modifiers only annotations mean something; they stand beside the name."""
    found: list[Node] = []
    for one in node.children:
        lifted = [inner for inner in one.children if inner.kind == "annotation"]
        found += lifted if one.kind in {"modifiers", "parameter_modifiers"} else [one]
    node.children = found


def _bodied(syntax: Syntax, node: Node) -> None:
    """A body is a block, or the expression that the function comes to."""
    _declared(syntax, node)
    body = child(node, "function_body")
    inner = None if body is None else body.first
    if inner is not None:
        inner.field = "body"
        node.children = [inner if one is body else one for one in node.children]
    _typed(node)
    without(node, "type_parameters", "type_constraints")


def _typed(node: Node) -> None:
    """The type that stands behind the colon."""
    label(next((one for one in node.children if one.kind in _TYPES), None), "type")


def _parameters(syntax: Syntax, node: Node) -> None:
    """The default of a parameter stands beside it, not in it."""
    found: list[Node] = []
    notes: list[Node] = []
    for one in node.children:
        before = found[-1] if found else None
        if before is not None and before.kind == "'=" and len(found) > 1 and found[-2].kind in _PARAMETERS:
            found.pop()
            one.field = "default"
            found[-1].children = [*found[-1].children, one]
        elif one.kind == "parameter_modifiers":
            notes = [inner for inner in one.children if inner.kind == "annotation"]
        else:
            if one.kind in _PARAMETERS:
                one.children, notes = [*notes, *one.children], []
            found.append(one)
    node.children = found
    for one in found:
        if one.kind in _PARAMETERS:
            _declared(syntax, one)
            label(child(one, "identifier"), "name")
            label(after(one, "'=") or _described(one), "default")
            _typed(one)


def _described(node: Node) -> Node | None:
    """What an annotation says of a field that has no value: `@LLMDescription("…") val city: String`."""
    found = [one.first for one in node.children if one.kind == "annotation" and node.kind == "class_parameter"]
    call = next((one for one in found if one is not None and one.kind == "constructor_invocation"), None)
    if call is None:
        return None
    value = made(call.kind, "default", call.children, node.scope)
    node.children = [*node.children, value]
    return value


def _property(syntax: Syntax, node: Node) -> None:
    """What is declared, its type and its value, however the value is given."""
    _declared(syntax, node)
    without(node, "type_parameters", "type_constraints", "setter")
    several = child(node, "multi_variable_declaration")
    if several is not None:
        several.field = "target"
        several.children = [one.first or one for one in several.named]
    spliced(node, "variable_declaration")
    if several is None:
        label(child(node, "identifier"), "target")
    delegate = child(node, "property_delegate")
    getter = child(node, "getter")
    value = after(node, "'=") or (None if delegate is None else _delegated(syntax, delegate))
    if value is None and getter is not None:
        body = getter.part("body")
        value = getter if body is None or body.kind == "block" else body
    node.children = [one for one in node.children if one not in (delegate, getter, value)]
    _typed(node)
    if value is not None:
        value.field = "value"
        node.children = [*node.children, value]


def _delegated(syntax: Syntax, delegate: Node) -> Node | None:
    """`by lazy { value }` is the value."""
    call = delegate.first
    callee, given = (None, None) if call is None else (call.part("callee"), call.part("arguments"))
    block = None if given is None or len(given.named) != 1 else given.named[0].part("body")
    if callee is None or syntax.text(callee) != "lazy" or block is None or len(block.named) != 1:
        return call
    return block.named[0]


def _class(syntax: Syntax, node: Node) -> None:
    """Parameters of the constructor are fields; what a base is made with stands beside it."""
    modifiers = child(node, "modifiers")
    if modifiers is not None and any(syntax.text(one) == "enum" for one in modifiers.named):
        node.kind = "enum_declaration"
    _declared(syntax, node)
    heritage = child(node, "delegation_specifiers")
    built: list[Node] = []
    bases: list[Node] = []
    for specifier in [] if heritage is None else heritage.named:
        inner = specifier.first or specifier
        base = inner.first if inner.kind in {"constructor_invocation", "explicit_delegation"} else inner
        built += [inner] if inner.kind == "constructor_invocation" else []
        bases += [] if base is None else [base]
    constructor = child(node, "primary_constructor")
    given = None if constructor is None else child(constructor, "class_parameters")
    fields = [] if given is None else [one for one in given.named if one.kind == "class_parameter"]
    body = child(node, "class_body", "enum_class_body")
    without(node, "delegation_specifiers", "primary_constructor", "type_parameters", "type_constraints")
    if body is None and fields:
        body = made("class_body", "body", fields, node.scope)
        node.children = [*node.children, body]
    elif body is not None:
        body.field = "body"
        body.children = [*fields, *body.children]
    node.children = [*node.children, *built]
    if bases:
        node.children = [*node.children, made("heritage", "bases", bases, node.scope)]


def _members(_syntax: Syntax, node: Node) -> None:
    """What stands in a companion belongs to the class."""
    for one in node.children:
        if one.kind == "companion_object" and (body := child(one, "class_body")) is not None:
            one.children = body.children
    spliced(node, "companion_object")


def _entry(_syntax: Syntax, node: Node) -> None:
    """`GPT_4("gpt-4o")` has the value that it is made with."""
    label(child(node, "identifier"), "name")
    given = child(node, "value_arguments")
    if given is not None and len(given.named) == 1:
        given.named[0].field = "value"
        spliced(node, "value_arguments")
    elif given is not None and given.named:
        given.kind, given.field = "enum_values", "value"


def _file(_syntax: Syntax, node: Node) -> None:
    """Annotations with arguments stand beside a declaration of a file, as expressions; they belong to it."""
    found: list[Node] = []
    for one in node.children:
        before = found[-1] if found else None
        if one.kind in _DECLARATIONS and before is not None and before.kind == "annotated_expression":
            notes = _notes(found.pop())
            one.children = [*notes, *one.children]
            one.start = notes[0].start if notes else one.start
        found.append(one)
    node.children = found


def _notes(node: Node) -> list[Node]:
    """The annotations of an expression that is none: `@A @B("…")` before a function."""
    found: list[Node] = []
    inner: Node | None = node
    while inner is not None and inner.kind == "annotated_expression":
        found += [one for one in inner.children if one.kind == "annotation"]
        inner = next((one for one in inner.named if one.kind != "annotation"), None)
    callee = found[-1].first if found else None
    if callee is not None and inner is not None and inner.kind == "parenthesized_expression":
        callee.field = "callee"
        arguments = made("value_arguments", "arguments", inner.children, node.scope)
        found[-1].children = [made("constructor_invocation", "", [callee, arguments], node.scope)]
        found[-1].end = inner.end
    return found


def _variable(_syntax: Syntax, node: Node) -> None:
    label(child(node, "identifier"), "name")


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    **VALUES,
    "anonymous_function": _bodied,
    "class_body": _members,
    "class_declaration": _class,
    "class_parameters": _parameters,
    "enum_entry": _entry,
    "function_declaration": _bodied,
    "function_value_parameters": _parameters,
    "getter": _bodied,
    "object_declaration": _class,
    "property_declaration": _property,
    "secondary_constructor": _bodied,
    "source_file": _file,
    "variable_declaration": _variable,
}
