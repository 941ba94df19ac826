"""Nodes of Java's grammar in the shape that the neutral reader asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_shapes import child, grouped, label, named_apart, spliced, typed, without

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

# Annotations that fill a field from the configuration, with a default in their argument.
_FILLS: Final = frozenset({"Value", "ConfigProperty"})
_HERITAGE: Final = ("superclass", "super_interfaces", "extends_interfaces")
_LISTS: Final = frozenset({"superclass", "super_interfaces", "extends_interfaces", "type_list"})


def _declared(_syntax: Syntax, node: Node) -> None:
    """Modifiers say who may see a thing; annotations stand beside its name."""
    found: list[Node] = []
    for one in node.children:
        found += [inner for inner in one.children if inner.kind[0] != "'"] if one.kind == "modifiers" else [one]
    node.children = found


def _variables(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    declarators = [one for one in node.children if one.kind == "variable_declarator"]
    typed(node, "type", declarators)
    filled = next((one for one in node.children if one.kind == "annotation" and _fills(syntax, one)), None)
    call = None if filled is None else filled.first
    for one in declarators:
        if call is not None and one.part("value") is None:
            made = grouped(call.kind, "value", call.children, one.scope)
            one.children = [*one.children, made]


def _fills(syntax: Syntax, annotation: Node) -> bool:
    call = annotation.first
    name = None if call is None else call.part("name")
    return name is not None and syntax.text(name) in _FILLS


def _parameter(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    declarator = child(node, "variable_declarator")
    if declarator is not None:
        label(declarator.first, "name")
        spliced(node, "variable_declarator")
        label(next(iter(node.named), None), "type")


def _each(_syntax: Syntax, node: Node) -> None:
    node.children = [one for one in node.children if one.field != "type"]


def _resource(_syntax: Syntax, node: Node) -> None:
    typed(node, "type", [node])


def _annotation(_syntax: Syntax, node: Node) -> None:
    parts = node.children[1:]
    if parts:
        node.children = [node.children[0], grouped("annotation_call", "", parts, node.scope)]


def _class(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    bases: list[Node] = []
    waiting = [one for one in reversed(node.children) if one.kind in _HERITAGE]
    while waiting:
        one = waiting.pop()
        if one.kind in _LISTS:
            waiting += reversed(one.named)
        else:
            bases.append(one)
    without(node, *_HERITAGE, "permits", "type_parameters")
    if bases:
        node.children = [*node.children, grouped("heritage", "bases", bases, node.scope)]


def _enumeration(_syntax: Syntax, node: Node) -> None:
    spliced(node, "enum_body_declarations")


def _constant(syntax: Syntax, node: Node) -> None:
    """`GPT_4("gpt-4o")` has the value that it is made with."""
    _declared(syntax, node)
    given = node.part("arguments")
    if given is None or not given.named:
        return
    if len(given.named) == 1:
        spliced(node, given.kind)
        label(next(one for one in node.named if one is given.named[0]), "value")
    else:
        given.kind, given.field = "array_initializer", "value"


def _call(_syntax: Syntax, node: Node) -> None:
    named_apart(node, "object", "name", "callee")
    alone = node.part("callee")
    if alone is not None and alone.kind == "identifier":
        alone.kind = "method_name"


def _by_name(_syntax: Syntax, node: Node) -> None:
    label(node.part("key"), "name")


def _creation(_syntax: Syntax, node: Node) -> None:
    label(child(node, "class_body"), "body")


def _lambda(_syntax: Syntax, node: Node) -> None:
    given = node.part("parameters")
    if given is not None and given.kind == "identifier":
        given.field = "parameter"


def _assignment(_syntax: Syntax, node: Node) -> None:
    label(child(node, "'="), "")


def _pattern(_syntax: Syntax, node: Node) -> None:
    """`case Order(int id, …)` and `case Order o` bind the last name."""
    last = node.children[-1] if node.children else None
    if last is not None and last.kind == "identifier":
        last.field = "name"


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "annotation": _annotation,
    "annotation_type_declaration": _class,
    "assignment_expression": _assignment,
    "catch_formal_parameter": _declared,
    "class_declaration": _class,
    "compact_constructor_declaration": _declared,
    "constant_declaration": _variables,
    "constructor_declaration": _declared,
    "element_value_pair": _by_name,
    "enum_body": _enumeration,
    "enhanced_for_statement": _each,
    "enum_constant": _constant,
    "enum_declaration": _class,
    "field_declaration": _variables,
    "formal_parameter": _parameter,
    "interface_declaration": _class,
    "lambda_expression": _lambda,
    "local_variable_declaration": _variables,
    "method_declaration": _declared,
    "method_invocation": _call,
    "object_creation_expression": _creation,
    "record_declaration": _class,
    "record_pattern_component": _pattern,
    "resource": _resource,
    "spread_parameter": _parameter,
    "type_pattern": _pattern,
}
