"""Nodes of Kotlin's grammar in the shape that the neutral reader asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import after, handed, hole, made
from threatgate.documents._code_shapes import child, label, spliced, without

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

_WORDS: Final = frozenset({"true", "false", "null"})
_SHORT: Final = re.compile(r"[A-Za-z_]\w*")
_TYPES: Final = frozenset({"function_type", "nullable_type", "parenthesized_type", "user_type"})
_PARAMETERS: Final = ("class_parameter", "parameter")


def _identifier(syntax: Syntax, node: Node) -> None:
    """`true`, `false` and `null` are names to the grammar."""
    word = syntax.text(node)
    if word in _WORDS:
        node.kind = word


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


def _arguments(_syntax: Syntax, node: Node) -> None:
    """An argument without a name is the expression itself."""
    found: list[Node] = []
    for one in node.children:
        if one.kind == "value_argument" and child(one, "'=") is not None and len(one.named) > 1:
            one.kind = "named_argument"
            label(one.named[0], "name")
            label(one.named[-1], "value")
        found.append(one.first or one if one.kind == "value_argument" else one)
    node.children = found


def _call(_syntax: Syntax, node: Node) -> None:
    """A block behind the brackets is the last argument: `Agent(model) { install(Tracing) }`."""
    without(node, "type_arguments")
    behind = child(node, "annotated_lambda")
    block = None if behind is None else child(behind, "lambda_literal")
    node.children = [one for one in node.children if one is not behind]
    callee = node.first
    if block is not None and callee is not None and callee.kind == node.kind and len(node.named) == 1:
        node.children = callee.children
    label(node.first, "callee")
    label(child(node, "value_arguments"), "arguments")
    if block is not None:
        handed(node, "value_arguments", block)


def _lambda(_syntax: Syntax, node: Node) -> None:
    """`{ name -> statements }`."""
    label(child(node, "lambda_parameters"), "parameters")
    inside = [one for one in node.named if one.field != "parameters"]
    if inside:
        body = made("block", "body", inside, node)
        node.children = [*(one for one in node.children if one.field == "parameters"), body]


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


def _type(_syntax: Syntax, node: Node) -> None:
    without(node, "type_arguments", "annotation", "modifiers")
    if node.children:
        node.end = node.children[-1].end


def _string(syntax: Syntax, node: Node) -> None:
    """`$name` in a text of one line is two pieces of text to the grammar."""
    found: list[Node] = []
    for one in node.children:
        before = found[-1] if found else None
        name = _SHORT.match(syntax.text(one)) if one.kind == "string_content" else None
        if before is not None and before.kind == "string_content" and name and syntax.text(before) == "$":
            end = one.start + len(name[0].encode())
            found[-1] = hole("identifier", (before.start, before.end, end), node.scope)
            one.start = end
        if one.start < one.end:
            found.append(one)
    node.children = found


def _branches(_syntax: Syntax, node: Node) -> None:
    """A condition with two plain values chooses one of them."""
    consequence, alternative = after(node, "')"), after(node, "'else")
    label(consequence, "consequence")
    label(alternative, "alternative")
    plain = [one for one in (consequence, alternative) if one is not None and one.kind not in {"block", node.kind}]
    if len(plain) == 2 and not any(one.kind.endswith(("_statement", "return_expression")) for one in plain):
        node.kind = "if_choice"


def _assignment(syntax: Syntax, node: Node) -> None:
    operator = node.part("operator")
    if operator is not None and syntax.text(operator) == "=":
        operator.field = ""


def _infix(syntax: Syntax, node: Node) -> None:
    """`"key" to value`."""
    parts = node.named
    if len(parts) == 3 and syntax.text(parts[1]) == "to":
        node.kind = "pair"
        parts[0].field, parts[2].field = "key", "value"


def _unary(syntax: Syntax, node: Node) -> None:
    """`value!!` is the value, or the end of the program; what else stands behind a value does something to it."""
    operator = node.part("operator")
    if operator is not None and operator is node.children[-1]:
        node.kind = "operation"
    if operator is not None and syntax.text(operator) == "!!":
        node.kind = "not_null"
        node.children = [one for one in node.children if one is not operator]


def _variable(_syntax: Syntax, node: Node) -> None:
    label(child(node, "identifier"), "name")


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "anonymous_function": _bodied,
    "assignment": _assignment,
    "call_expression": _call,
    "class_body": _members,
    "class_declaration": _class,
    "class_parameters": _parameters,
    "constructor_invocation": _call,
    "enum_entry": _entry,
    "function_declaration": _bodied,
    "function_value_parameters": _parameters,
    "getter": _bodied,
    "identifier": _identifier,
    "if_expression": _branches,
    "infix_expression": _infix,
    "lambda_literal": _lambda,
    "object_declaration": _class,
    "property_declaration": _property,
    "secondary_constructor": _bodied,
    "string_literal": _string,
    "unary_expression": _unary,
    "user_type": _type,
    "value_arguments": _arguments,
    "variable_declaration": _variable,
}
