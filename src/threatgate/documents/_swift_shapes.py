"""Nodes of Swift's grammar in the shape that the neutral reader asks for: declarations, statements, patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import after, made, token
from threatgate.documents._code_shapes import child, label, without
from threatgate.documents._swift_values import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

_TYPES: Final = frozenset(
    {
        *("array_type", "dictionary_type", "existential_type", "function_type", "metatype", "opaque_type"),
        *("optional_type", "protocol_composition_type", "tuple_type", "user_type"),
    }
)
_LEFT_OUT: Final = ("type_parameters", "type_constraints", "throws", "throws_clause", "accessor_macro")


def _declared(_syntax: Syntax, node: Node) -> None:
    """Of the modifiers only attributes mean something; they stand beside the name."""
    found: list[Node] = []
    for one in node.children:
        found += [inner for inner in one.children if inner.kind == "attribute"] if one.kind == "modifiers" else [one]
    node.children = found


def _property(syntax: Syntax, node: Node) -> None:
    """What is declared, its type and its value, however the value is given."""
    _declared(syntax, node)
    pattern = node.part("name")
    inner = None if pattern is None else pattern.part("bound_identifier") or pattern
    kind = child(node, "type_annotation")
    written = None if kind is None else kind.first
    computed = node.part("computed_value")
    value = node.part("value") or (_described(node) if computed is None else _computed(computed))
    found = [one for one in node.children if one.kind == "attribute"]
    for field, part in (("target", inner), ("annotation", written), ("value", value)):
        if part is not None:
            part.field = field
            found.append(part)
    node.children = found


def _described(node: Node) -> Node | None:
    """What an attribute says of a property that has no value: `@Guide(description: "…") var query: String`."""
    found = [one.children[0] for one in node.children if one.kind == "attribute" and one.children]
    call = next((one for one in found if one.kind == "attribute_call"), None)
    return None if call is None else made(call.kind, "value", call.children, node.scope)


def _computed(node: Node) -> Node:
    """The only expression of a computed property, or its body as a function."""
    getter = child(node, "computed_getter")
    statements = child(node if getter is None else getter, "statements")
    if statements is None:
        return node
    only = statements.named[0] if len(statements.named) == 1 else None
    if only is not None and only.kind == "return_statement":
        only = only.part("result")
    if only is not None and not only.kind.endswith("_statement"):
        return only
    statements.field = "body"
    node.children = [statements]
    return node


def _function(syntax: Syntax, node: Node) -> None:
    """Parameters stand together, each with its default; the type behind the arrow is what is handed back."""
    _declared(syntax, node)
    without(node, *_LEFT_OUT)
    parameters: list[Node] = []
    found: list[Node] = []
    for one in node.children:
        if one.kind == "parameter":
            parameters.append(one)
        elif one.field == "default_value" and parameters:
            parameters[-1].children = [*parameters[-1].children, one]
        elif one.kind not in {"'(", "')", "',", "'="}:
            found.append(one)
    node.children = found
    returned = after(node, "'->")
    label(returned, "returns")
    if parameters:
        node.children = [*found, made("parameters", "parameters", parameters, node)]
    body = child(node, "function_body")
    statements = None if body is None else child(body, "statements")
    if statements is not None:
        statements.field = "body"
        node.children = [statements if one is body else one for one in node.children]
        only = statements.named[0] if len(statements.named) == 1 else None
        if returned is not None and only is not None and not only.kind.endswith(("_statement", "_declaration")):
            only.field = "result"
            statements.children = [made("return_statement", "", [token("return", only.start), only], node)]


def _parameter(_syntax: Syntax, node: Node) -> None:
    without(node, "parameter_modifiers")
    kinds = [one for one in node.children if one.kind in _TYPES]
    label(kinds[-1] if kinds else None, "type")


def _class(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    if any(one.kind == "'enum" for one in node.children):
        node.kind = "enum_declaration"
    bases = [base for one in node.children if one.kind == "inheritance_specifier" and (base := one.first) is not None]
    if any(syntax.text(base) == "CodingKey" for base in bases):
        # Names of fields in a message are no settings.
        node.kind, node.children = "coding_keys", ()
        return
    without(node, "inheritance_specifier", *_LEFT_OUT)
    if bases:
        node.children = [*node.children, made("heritage", "bases", bases, node.scope)]


def _cases(_syntax: Syntax, node: Node) -> None:
    """`case auto = "auto", ask` declares two members."""
    found: list[Node] = []
    for one in node.children:
        if one.kind != "enum_entry":
            found.append(one)
            continue
        for part in one.children:
            if part.field == "name":
                found.append(made("enum_case", "", [part], part.scope))
            elif part.field == "raw_value" and found and found[-1].kind == "enum_case":
                part.field = "value"
                found[-1].children = [*found[-1].children, part]
    node.children = found


def _type(_syntax: Syntax, node: Node) -> None:
    without(node, "type_arguments")
    if node.children:
        node.end = node.children[-1].end


def _transfer(_syntax: Syntax, node: Node) -> None:
    if node.children and node.children[0].kind == "'return":
        node.kind = "return_statement"


def _condition(_syntax: Syntax, node: Node) -> None:
    blocks = [one for one in node.children if one.kind == "statements"]
    label(blocks[0] if blocks else None, "consequence")
    label(blocks[1] if len(blocks) > 1 else None, "alternative")


def _entry(_syntax: Syntax, node: Node) -> None:
    for one in node.children:
        if one.kind == "default_keyword":
            one.kind = "'default"


def _assignment(syntax: Syntax, node: Node) -> None:
    operator = node.part("operator")
    if operator is not None and syntax.text(operator) == "=":
        operator.field = ""


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    **VALUES,
    "assignment": _assignment,
    "class_declaration": _class,
    "control_transfer_statement": _transfer,
    "deinit_declaration": _function,
    "enum_class_body": _cases,
    "function_declaration": _function,
    "if_statement": _condition,
    "init_declaration": _function,
    "parameter": _parameter,
    "property_declaration": _property,
    "protocol_declaration": _class,
    "protocol_function_declaration": _function,
    "protocol_property_declaration": _property,
    "switch_entry": _entry,
    "user_type": _type,
}
