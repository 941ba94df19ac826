"""Nodes of Go's grammar in the shape that the neutral reader asks for.

A composite literal is a call of its type with named arguments where the type is a struct, a map or a list where it is
one of these; what stands in it without a type of its own has the type that the literal around it gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_fills import PERCENT, filled
from threatgate.documents._code_made import token
from threatgate.documents._code_shapes import child, grouped, label, spliced
from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Syntax

_LISTS: Final = frozenset({"slice_type", "array_type", "implicit_length_array_type"})
_NAMED: Final = frozenset({"type_identifier", "qualified_type", "generic_type"})
_BARE: Final = frozenset({"map_literal", "list_literal"})
_LONE: Final = {"type_declaration": "types", "const_declaration": "constants", "var_declaration": "variables"}


def _expressions(_syntax: Syntax, node: Node) -> None:
    """A list of one is that one."""
    if len(node.named) == 1:
        node.kind = "lone_expression"


def _returned(_syntax: Syntax, node: Node) -> None:
    """Of several values the first is what is asked for, the others say whether it worked."""
    spliced(node, "expression_list")


def _statements(_syntax: Syntax, node: Node) -> None:
    spliced(node, "statement_list")


def _declared(_syntax: Syntax, node: Node) -> None:
    """Of declarations in brackets each is documented by the comment before itself."""
    if any(one.kind in {"'(", "var_spec_list"} for one in node.children):
        spliced(node, "var_spec_list")
        node.kind = _LONE[node.kind]


def _names(_syntax: Syntax, node: Node) -> None:
    """`var a, b = 1, 2` names a list."""
    names = [one for one in node.children if one.field == "name"]
    if len(names) > 1:
        rest = [one for one in node.children if one.field != "name"]
        node.children = [grouped("name_list", "name", names, node.scope), *rest]
        for one in names:
            one.field = ""


def _type(_syntax: Syntax, node: Node) -> None:
    written = node.part("type")
    if written is None or written.kind != "struct_type":
        return
    fields = child(written, "field_declaration_list")
    if fields is not None:
        node.kind = "struct_declaration"
        fields.field = "body"
        node.children = [one if one is not written else fields for one in node.children]


def _method(_syntax: Syntax, node: Node) -> None:
    """The type that a method belongs to stands in its receiver."""
    receiver = node.part("receiver")
    declared = None if receiver is None else receiver.first
    written = None if declared is None else declared.part("type")
    while written is not None and written.kind in {"pointer_type", "generic_type", "parenthesized_type"}:
        written = written.first
    if written is not None:
        owner = Node("owner", "owner", written.start, written.end, node.scope)
        node.children = [*node.children, owner]


def _unary(syntax: Syntax, node: Node) -> None:
    """An address and what it points to are the same value here."""
    if syntax.source[node.start : node.start + 1] in {b"&", b"*"}:
        node.kind = "pointed"


def _keyed(_syntax: Syntax, node: Node) -> None:
    found: list[Node] = []
    for one in node.children:
        inner = one.first if one.kind == "literal_element" else None
        if inner is not None:
            inner.field = one.field
        found.append(one if inner is None else inner)
    node.children = found


def _values(_syntax: Syntax, node: Node) -> None:
    """A literal without a type of its own: entries or items."""
    spliced(node, "literal_element")
    keyed = [one for one in node.children if one.kind == "keyed_element"]
    node.kind = "map_literal" if keyed else "list_literal"
    _fields(keyed)


def _fields(keyed: list[Node]) -> bool:
    """Whether the keys are names of fields; these are no expressions."""
    keys = [one.part("key") for one in keyed]
    if not all(key is not None and key.kind in {"identifier", "field_identifier"} for key in keys):
        return False
    for key in keys:
        if key is not None:
            key.kind = "field_identifier"
    return True


def _assignment(_syntax: Syntax, node: Node) -> None:
    label(child(node, "'="), "")


def _composite(_syntax: Syntax, node: Node) -> None:
    written, body = node.part("type"), node.part("body")
    waiting = [(node, written, body)]
    while waiting:
        whole, kind, values = waiting.pop()
        if kind is None or values is None:
            continue
        element = _element(kind)
        if element is None:
            _struct(whole, kind, values)
            continue
        whole.kind = "typed_literal"
        values.kind = "map_literal" if kind.kind == "map_type" else "list_literal"
        if kind.kind == "map_type":
            for entry in (one for one in values.children if one.kind == "keyed_element"):
                _constants(entry)
        while element.kind == "pointer_type" and element.first is not None:
            element = element.first
        for holder in (values, *(one for one in values.children if one.kind == "keyed_element")):
            for at, one in enumerate(holder.children):
                if one.kind in _BARE and one.field != "key":
                    made = _given(one, element)
                    holder.children = [*holder.children[:at], made, *holder.children[at + 1 :]]
                    waiting.append((made, made.children[0], one))


def _element(kind: Node) -> Node | None:
    """The type of what a map or list holds; None for any other type."""
    if kind.kind == "map_type":
        return kind.part("value")
    return kind.part("element") if kind.kind in _LISTS else None


def _given(values: Node, kind: Node) -> Node:
    """A literal with the type that it has from the literal around it."""
    made = Node("composite_literal", values.field, values.start, values.end, values.scope)
    named = Node(kind.kind, "type", kind.start, kind.end, kind.scope)
    named.children = kind.children
    values.field = "body"
    made.children = [named, values]
    return made


def _constants(entry: Node) -> None:
    """A name that is the key of a map stands for a value, unlike the name of a field."""
    key = entry.part("key")
    if key is not None and key.kind == "field_identifier":
        key.kind = "identifier"


def _struct(whole: Node, kind: Node, values: Node) -> None:
    keyed = [one for one in values.children if one.kind == "keyed_element"]
    if kind.kind not in _NAMED or not _fields(keyed):
        whole.kind = "typed_literal"
        return
    whole.kind, values.kind = "struct_literal", "fields"
    for one in keyed:
        one.kind = "field"


def _call(syntax: Syntax, node: Node) -> None:
    """`fmt.Sprintf` of a literal is that text with its holes filled."""
    callee, given = node.part("function"), node.part("arguments")
    if callee is not None and given is not None and syntax.source[callee.start : callee.end] == b"fmt.Sprintf":
        filled(syntax, node, given.named, PERCENT)


def _converted(_syntax: Syntax, node: Node) -> None:
    label(node.part("type"), "function")
    operand = node.part("operand")
    if operand is not None:
        operand.field = ""
        given = grouped("argument_list", "arguments", [operand], node.scope)
        node.children = [given if one is operand else one for one in node.children if one.kind not in {"'(", "')"}]
        given.children = [token("(", operand.start), operand, token(")", operand.end)]


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "assignment_statement": _assignment,
    "block": _statements,
    "call_expression": _call,
    "communication_case": _statements,
    "composite_literal": _composite,
    "const_declaration": _declared,
    "const_spec": _names,
    "default_case": _statements,
    "expression_case": _statements,
    "expression_list": _expressions,
    "field_declaration": _names,
    "keyed_element": _keyed,
    "literal_value": _values,
    "method_declaration": _method,
    "return_statement": _returned,
    "type_case": _statements,
    "type_conversion_expression": _converted,
    "type_declaration": _declared,
    "type_spec": _type,
    "unary_expression": _unary,
    "var_declaration": _declared,
    "var_spec": _names,
}
