"""Nodes of C#'s grammar in the shape that the neutral reader asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_shapes import child, copied, grouped, label, spliced, typed, without
from threatgate.documents._csharp_initialisers import anonymous, created, implied, initialised, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

_INHERITED: Final = frozenset({"argument_list", "type_parameter_constraints_clause"})


def _declared(_syntax: Syntax, node: Node) -> None:
    """Attributes stand beside the name of what they are put on; those of a returned value are left out."""
    found: list[Node] = []
    for one in node.children:
        if one.kind == "attribute_list":
            aimed = child(one, "attribute_target_specifier") is not None
            found += [] if aimed else [inner for inner in one.children if inner.kind == "attribute"]
        elif one.kind != "modifier":
            found.append(one)
    node.children = found


def _class(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    label(child(node, "parameter_list"), "parameters")
    bases = child(node, "base_list")
    if bases is not None:
        bases.field = "bases"
        bases.children = [one for one in bases.children if one.kind not in _INHERITED and one.kind[0] != "'"]
    without(node, "type_parameter_list", "type_parameter_constraints_clause")


def _method(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    _handed_back(node.part("body"), node.part("returns") or node.part("type"))


def _handed_back(body: Node | None, written: Node | None) -> None:
    """`Options Default() => new() { … }` creates what it says it hands back."""
    value = body.first if body is not None and body.kind == "arrow_expression_clause" else body
    if value is not None and value.kind == "implicit_object_creation_expression" and written is not None:
        implied(value, written)


def _property(syntax: Syntax, node: Node) -> None:
    """`Name => value` has a value; a getter with a body is a function of the property's name."""
    _declared(syntax, node)
    _handed_back(node.part("value"), node.part("type"))
    accessors = child(node, "accessor_list")
    name = node.part("name")
    if accessors is None or name is None:
        return
    node.children = [one for one in node.children if one is not accessors]
    for one in accessors.named:
        if one.part("body") is not None and child(one, "'get") is not None:
            one.children = [copied(name, "name"), *one.children]
            node.children.append(one)


def _variables(_syntax: Syntax, node: Node) -> None:
    declarators = [one for one in node.children if one.kind == "variable_declarator"]
    written = node.part("type")
    for one in declarators:
        value = one.part("value")
        _handed_back(value, written)
    typed(node, "type", declarators)


def _declarator(_syntax: Syntax, node: Node) -> None:
    equals = next((at for at, one in enumerate(node.children) if one.kind == "'="), None)
    if equals is not None and equals + 1 < len(node.children):
        node.children[equals + 1].field = "value"


def _parameter(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    equals = next((at for at, one in enumerate(node.children) if one.kind == "'="), None)
    if equals is not None and equals + 1 < len(node.children):
        node.children[equals + 1].field = "default"


def _parameters(_syntax: Syntax, node: Node) -> None:
    """The last parameter, where it takes the rest, stands in pieces among the others."""
    kind, name = node.part("type"), node.part("name")
    if kind is None or name is None:
        return
    until = [one for one in node.children if one not in (kind, name) and one.kind != "'params"]
    node.children = [*until[:-1], grouped("parameter", "", [kind, name], node.scope), *until[-1:]]


def _attribute(_syntax: Syntax, node: Node) -> None:
    given = child(node, "attribute_argument_list")
    if given is not None:
        given.field = "arguments"
        node.children = [grouped("attribute_call", "", node.children, node.scope)]


def _argument(_syntax: Syntax, node: Node) -> None:
    """`name: value` and `Name = value` are given by name."""
    if node.part("name") is not None and len(node.named) > 1:
        node.kind = "named_argument"


def _call(_syntax: Syntax, node: Node) -> None:
    """The types that a method is called with are one more of its arguments: `AddFromType<TimePlugin>()`."""
    callee = node.part("function")
    owner = callee
    generic = callee
    if callee is not None and callee.kind == "member_access_expression":
        generic = callee.part("name")
    if generic is None or owner is None or generic.kind != "generic_name":
        return
    types, name = child(generic, "type_argument_list"), generic.first
    if types is None or name is None:
        return
    plain = copied(name, generic.field)
    if generic is callee:
        node.children = [plain if one is callee else one for one in node.children]
    else:
        owner.children = [plain if one is generic else one for one in owner.children]
    types.field = "types"
    node.children = [*node.children, types]


def _conditional(_syntax: Syntax, node: Node) -> None:
    """`a?.B` is a member of `a`."""
    owner, bound = node.part("condition"), child(node, "member_binding_expression")
    name = None if bound is None else bound.part("name")
    if owner is not None and name is not None:
        owner.field = "expression"
        node.kind = "member_access_expression"
        node.children = [owner, name]


def _postfix(_syntax: Syntax, node: Node) -> None:
    if child(node, "'!") is not None:
        node.kind = "parenthesized_expression"
        without(node, "'!")


def _interpolation(_syntax: Syntax, node: Node) -> None:
    without(node, "interpolation_brace")


def _interpolated(_syntax: Syntax, node: Node) -> None:
    """The marks before the quotes and the quotes are one opening."""
    if len(node.children) > 1 and node.children[0].kind == "interpolation_start":
        node.children[0].end = node.children[1].end
        node.children = [node.children[0], *node.children[2:]]
        if node.children[-1].kind == "interpolation_quote":
            node.children[-1].kind = "string_end"


def _raw(_syntax: Syntax, node: Node) -> None:
    last = child(node, "raw_string_end")
    if last is not None:
        last.kind = "string_end"


def _indexed(_syntax: Syntax, node: Node) -> None:
    spliced(node, "bracketed_argument_list")
    label(child(node, "argument"), "subscript")


def _boolean(syntax: Syntax, node: Node) -> None:
    node.kind = syntax.text(node)


def _assignment(_syntax: Syntax, node: Node) -> None:
    label(child(node, "'="), "")


def _lambda(_syntax: Syntax, node: Node) -> None:
    given = child(node, "implicit_parameter")
    if given is not None:
        given.kind, given.field = "identifier", "parameter"
    label(child(node, "block"), "body")
    without(node, "modifier")


def _each(_syntax: Syntax, node: Node) -> None:
    node.children = [one for one in node.children if one.field != "type"]


def _elements(_syntax: Syntax, node: Node) -> None:
    spliced(node, "collection_element")
    spliced(node, "expression_element")


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "anonymous_method_expression": _lambda,
    "anonymous_object_creation_expression": anonymous,
    "argument": _argument,
    "array_creation_expression": created,
    "assignment_expression": _assignment,
    "attribute": _attribute,
    "attribute_argument": _argument,
    "boolean_literal": _boolean,
    "class_declaration": _class,
    "collection_expression": _elements,
    "conditional_access_expression": _conditional,
    "constructor_declaration": _declared,
    "element_access_expression": _indexed,
    "enum_declaration": _class,
    "enum_member_declaration": _declared,
    "field_declaration": _declared,
    "foreach_statement": _each,
    "implicit_object_creation_expression": created,
    "initializer_expression": initialised,
    "interface_declaration": _class,
    "interpolated_string_expression": _interpolated,
    "interpolation": _interpolation,
    "invocation_expression": _call,
    "lambda_expression": _lambda,
    "local_declaration_statement": _declared,
    "local_function_statement": _method,
    "method_declaration": _method,
    "object_creation_expression": created,
    "parameter": _parameter,
    "parameter_list": _parameters,
    "postfix_unary_expression": _postfix,
    "property_declaration": _property,
    "raw_string_literal": _raw,
    "record_declaration": _class,
    "struct_declaration": _class,
    "variable_declaration": _variables,
    "variable_declarator": _declarator,
    "with_expression": replaced,
}
