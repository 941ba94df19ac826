"""Nodes of PHP's grammar in the shape that the neutral reader asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import made, quoted
from threatgate.documents._code_shapes import child, label, named_apart, spliced, without
from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from threatgate.documents._syntax import Syntax

_TEXTS: Final = frozenset({"escape_sequence", "nowdoc_string", "string_content"})
_HERITAGE: Final = ("base_clause", "class_interface_clause")
_MODIFIERS: Final = (
    *("abstract_modifier", "final_modifier", "readonly_modifier", "reference_modifier", "static_modifier"),
    *("var_modifier", "visibility_modifier"),
)


def _block(_syntax: Syntax, node: Node) -> None:
    node.kind = "block"


def _boolean(syntax: Syntax, node: Node) -> None:
    node.kind = "true" if syntax.text(node).lower() == "true" else "false"


def _variable(_syntax: Syntax, node: Node) -> None:
    """`$name` is the name."""
    node.start += 1
    node.children = ()


def _qualified(_syntax: Syntax, node: Node) -> None:
    r"""Of `\Vendor\Package\Name` the last name is what a reader knows."""
    if node.children:
        node.start = node.children[-1].start
        node.children = ()


def _constant(_syntax: Syntax, node: Node) -> None:
    r"""`Provider::OpenAI`: the two names have no field."""
    parts = node.named
    if len(parts) == 2:
        parts[0].field, parts[1].field = "object", "name"


def _apart(_syntax: Syntax, node: Node) -> None:
    named_apart(node, "object", "name", "callee")


def _scoped(_syntax: Syntax, node: Node) -> None:
    label(node.part("scope"), "object")
    named_apart(node, "object", "name", "callee")


def _property(_syntax: Syntax, node: Node) -> None:
    label(node.part("scope"), "object")


def _subscript(_syntax: Syntax, node: Node) -> None:
    parts = node.named
    label(parts[0] if parts else None, "object")
    label(parts[1] if len(parts) > 1 else None, "index")
    node.start = parts[0].start if parts else node.start


def _created(_syntax: Syntax, node: Node) -> None:
    """`new Name(arguments)`; a class made on the spot is one, and no call."""
    if child(node, "anonymous_class") is not None:
        node.kind = "created"
        return
    label(next((one for one in node.named if one.kind != "arguments"), None), "callee")
    label(child(node, "arguments"), "arguments")


def _arguments(_syntax: Syntax, node: Node) -> None:
    """An argument without a name is the expression itself."""
    found: list[Node] = []
    for one in node.children:
        if one.kind == "argument" and one.part("name") is not None:
            one.kind = "named_argument"
            label(one.named[-1], "value")
        found.append(one.named[-1] if one.kind == "argument" and one.named else one)
    node.children = found


def _attribute(_syntax: Syntax, node: Node) -> None:
    parts = node.named
    if len(parts) > 1:
        parts[0].field, parts[1].field = "callee", "arguments"
        node.children = [made("attribute_call", "", parts, node.scope)]


def _declared(_syntax: Syntax, node: Node) -> None:
    """Modifiers say who may see a thing; attributes stand beside its name."""
    without(node, *_MODIFIERS)
    spliced(node, "attribute_list")
    spliced(node, "attribute_group")


def _class(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    bases = [base for one in node.children if one.kind in _HERITAGE for base in one.named]
    without(node, *_HERITAGE)
    if bases:
        node.children = [*node.children, made("heritage", "bases", bases, node.scope)]


def _properties(syntax: Syntax, node: Node) -> None:
    """The type of a declaration is that of each property."""
    _declared(syntax, node)
    kind = node.part("type")
    node.children = [one for one in node.children if one is not kind]
    for one in node.children:
        if one.kind == "property_element" and kind is not None:
            kind.field = "annotation"
            one.children = [*one.children, kind]


def _constants(syntax: Syntax, node: Node) -> None:
    _declared(syntax, node)
    for one in node.children:
        if one.kind == "const_element":
            label(one.named[0] if one.named else None, "name")
            label(one.named[-1] if len(one.named) > 1 else None, "value")


def _elements(_syntax: Syntax, node: Node) -> None:
    """A list, or a map where the entries have keys."""
    found: list[Node] = []
    keyed = False
    for one in node.children:
        if one.kind == "array_element_initializer":
            if child(one, "'=>") is not None and len(one.named) == 2:
                one.kind, keyed = "pair", True
                one.named[0].field, one.named[1].field = "key", "value"
            elif len(one.named) == 1:
                one.named[0].field = ""
                found.append(one.named[0])
                continue
        found.append(one)
    node.children = found
    if keyed:
        node.kind = "map"


def _text(syntax: Syntax, node: Node) -> None:
    """A text whose variables stand in it as they are, or in braces."""
    if len(node.children) > 1:
        opening, *inside, closing = node.children
        quoted(node.kind, node, _filled(syntax, inside), opening.end, closing.start)


def _heredoc(syntax: Syntax, node: Node) -> None:
    body = node.part("value")
    node.kind = "text_block"
    if body is None:
        quoted("text_block", node, [], node.end, node.end)
        return
    inside = _filled(syntax, body.children)
    # The line feed behind the name and the indentation before the first text belong to no node.
    begins = syntax.source.startswith(b"\n", body.start)
    start = body.start + 1 if begins else syntax.source.rfind(b"\n", 0, body.start) + 1
    quoted("text_block", node, inside, start, body.end)


def _filled(syntax: Syntax, inside: Sequence[Node]) -> list[Node]:
    """The pieces of a text: what it says, and what fills in."""
    found: list[Node] = []
    for one in inside:
        if one.kind == "nowdoc_string":
            one.kind = "string_content"
        if one.kind in {"'{", "'}"}:
            # The braces are part of what fills in.
            if one.kind == "'}" and found:
                found[-1].end = one.end
            continue
        if one.kind in _TEXTS or one.kind == "string_content":
            found.append(one)
        else:
            hole = made("interpolation", "", [one], one.scope)
            hole.start = _opens(syntax, inside, one)
            found.append(hole)
    return found


def _opens(syntax: Syntax, inside: Sequence[Node], one: Node) -> int:
    """Where the mark of an expression begins: the `$` of a name, the brace before it."""
    at = next(index for index, other in enumerate(inside) if other is one)
    if at and inside[at - 1].kind == "'{":
        return inside[at - 1].start
    return one.start - syntax.source.endswith(b"$", 0, one.start)


def _choice(_syntax: Syntax, node: Node) -> None:
    """`value ?: default`."""
    if node.part("body") is None:
        node.kind = "fallback"
        left, right = node.part("condition"), node.part("alternative")
        marks = [one for one in node.children if one.kind in {"'?", "':"}]
        if left is not None and right is not None and marks:
            left.field, right.field = "left", "right"
            node.children = [left, Node("'?:", "operator", marks[0].start, marks[-1].end, None), right]


def _match(_syntax: Syntax, node: Node) -> None:
    label(node.part("condition"), "subject")


def _branch(_syntax: Syntax, node: Node) -> None:
    spliced(node, "match_condition_list")
    result = node.part("return_expression")
    for one in node.named:
        one.field = "" if one is result else "pattern"


def _case(_syntax: Syntax, node: Node) -> None:
    label(node.part("value"), "pattern")


def _rest(_syntax: Syntax, node: Node) -> None:
    name = node.part("name")
    node.children = [] if name is None else [name]


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "anonymous_class": _class,
    "arguments": _arguments,
    "array_creation_expression": _elements,
    "attribute": _attribute,
    "boolean": _boolean,
    "case_statement": _case,
    "class_constant_access_expression": _constant,
    "class_declaration": _class,
    "compound_statement": _block,
    "conditional_expression": _choice,
    "const_declaration": _constants,
    "encapsed_string": _text,
    "enum_declaration": _class,
    "function_definition": _declared,
    "heredoc": _heredoc,
    "interface_declaration": _class,
    "match_conditional_expression": _branch,
    "match_expression": _match,
    "member_call_expression": _apart,
    "method_declaration": _declared,
    "nowdoc": _heredoc,
    "nullsafe_member_call_expression": _apart,
    "object_creation_expression": _created,
    "property_declaration": _properties,
    "property_promotion_parameter": _declared,
    "qualified_name": _qualified,
    "scoped_call_expression": _scoped,
    "scoped_property_access_expression": _property,
    "simple_parameter": _declared,
    "subscript_expression": _subscript,
    "trait_declaration": _class,
    "variable_name": _variable,
    "variadic_parameter": _rest,
}
