"""Nodes of Swift's grammar in the shape that the neutral reader asks for: calls, literals, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import handed, made, quoted, token
from threatgate.documents._code_shapes import child, label, spliced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

_TEXTS: Final = frozenset({"line_str_text", "multi_line_str_text", "raw_str_part", "raw_str_end_part"})
_STRINGS: Final = frozenset({"line_string_literal", "raw_string_literal", "text_block"})


def _call(_syntax: Syntax, node: Node) -> None:
    """Blocks behind the brackets are the last arguments: `Session(model) { … } onDone: { … }`."""
    suffix = child(node, "call_suffix")
    callee = node.first
    if suffix is None or callee is None:
        return
    given = child(suffix, "value_arguments")
    if given is not None and given.children and given.children[0].kind == "'[":
        node.kind = "subscript_expression"
        label(given.named[0] if given.named else None, "index")
        node.children = [callee, *given.children]
        callee.field = "object"
        return
    callee.field = "callee"
    if callee.kind == "implicit_member":
        callee.start += 1
    label(given, "arguments")
    node.children = [callee] if given is None else [callee, given]
    name: Node | None = None
    for one in suffix.children:
        if one.kind == "simple_identifier":
            name = one
        elif one.kind == "lambda_literal":
            handed(node, "value_arguments", _block(one, name))
            name = None


def _block(block: Node, name: Node | None) -> Node:
    """A block of nothing but texts builds one of them; a name before a block is that of the argument."""
    body = block.part("body")
    texts = [] if body is None else body.named
    value = block
    if texts and all(one.kind in _STRINGS for one in texts):
        value = made("array_literal", "", texts, block.scope)
    if name is None:
        return value
    name.field, value.field = "name", "value"
    return made("named_argument", "", [name, value], block.scope)


def _arguments(_syntax: Syntax, node: Node) -> None:
    """An argument without a name is the expression itself."""
    found: list[Node] = []
    for one in node.children:
        value = one.part("value") if one.kind == "value_argument" else None
        if value is not None and one.part("name") is not None:
            one.kind = "named_argument"
        elif value is not None:
            value.field = ""
            found.append(value)
            continue
        found.append(one)
    node.children = found


def _attribute(_syntax: Syntax, node: Node) -> None:
    """`@Guide(description: "…", .range(1...5))`."""
    callee = node.first
    if callee is None or len(node.named) < 2:
        return
    given: list[Node] = []
    inside = node.children[node.children.index(callee) + 1 :]
    for at, one in enumerate(inside):
        before, behind = inside[at - 1 : at], inside[at + 1 : at + 2]
        if one.kind[0] == "'" or (behind and behind[0].kind == "':"):
            continue
        if before and before[0].kind == "':" and at > 1:
            name = inside[at - 2]
            name.field, one.field = "name", "value"
            given.append(made("named_argument", "", [name, one], node.scope))
        else:
            given.append(one)
    callee.field = "callee"
    arguments = made("value_arguments", "arguments", given, node.scope)
    node.children = [made("attribute_call", "", [callee, arguments], node.scope)]


def _lambda(_syntax: Syntax, node: Node) -> None:
    """`{ (name: Type) in statements }`."""
    kind, body = node.part("type"), child(node, "statements")
    given = None if kind is None else child(kind, "lambda_function_type_parameters")
    label(given, "parameters")
    label(body, "body")
    node.children = [one for one in (given, body) if one is not None]


def _navigation(_syntax: Syntax, node: Node) -> None:
    spliced(node, "navigation_suffix")
    label(node.named[-1] if node.named else None, "name")


def _prefix(syntax: Syntax, node: Node) -> None:
    """`.member` is a member of what is asked for."""
    operation, target = node.part("operation"), node.part("target")
    if operation is None or target is None:
        return
    if syntax.text(operation) == "." and target.kind == "simple_identifier":
        node.kind, node.children = "implicit_member", ()
    elif operation.kind == "bang":
        operation.kind = "'!"


def _string(syntax: Syntax, node: Node) -> None:
    """A text with its pieces, what fills in as one of them."""
    if len(node.children) < 2:
        return
    opening, *inside, closing = node.children
    start, end = opening.end, closing.start
    if node.kind == "multi_line_string_literal":
        start = syntax.source.find(b"\n", start, end) + 1 or start
        end = max(start, syntax.source.rfind(b"\n", start, end))
        quoted("text_block", node, _pieces(inside, start, end), start, end)
    else:
        quoted(node.kind, node, _pieces(inside, start, end), start, end)


def _raw(syntax: Syntax, node: Node) -> None:
    text = syntax.text(node)
    marks = len(text) - len(text.lstrip("#"))
    width = marks + (3 if text.lstrip("#").startswith('"""') else 1)
    start, end = node.start + width, max(node.start + width, node.end - width)
    quoted(node.kind, node, _pieces(list(node.children), start, end), start, end)


def _pieces(inside: list[Node], start: int, end: int) -> list[Node]:
    found: list[Node] = []
    opened = start
    for one in inside:
        if one.kind in _TEXTS:
            one.kind, one.start, one.end = "string_content", max(one.start, start), min(one.end, end)
            found += [one] if one.start < one.end else []
        elif one.kind == "str_escaped_char":
            one.kind = "escape_sequence"
            found.append(one)
        elif one.kind in {"interpolated_expression", "raw_str_interpolation"}:
            value = child(one, "interpolated_expression") or one
            hole = made("interpolation", "", [value.part("value") or value], one.scope)
            hole.start, hole.end = min(opened, one.start), one.end
            found.append(hole)
        elif one.kind == "')" and found:
            found[-1].end = one.end
        opened = one.start
    return found


def _dictionary(_syntax: Syntax, node: Node) -> None:
    """Keys and values stand in turn."""
    found: list[Node] = []
    key: Node | None = None
    for one in node.children:
        if one.field == "key":
            key = one
        elif one.field == "value" and key is not None:
            found.append(made("pair", "", [key, one], node.scope))
            key = None
    ends = [token("[", node.start)], [token("]", node.end)]
    node.children = [*ends[0], *found, *ends[1]]


def _tuple(_syntax: Syntax, node: Node) -> None:
    values = [one for one in node.children if one.field == "value"]
    if len(values) == 1 and node.part("name") is None:
        node.kind = "group"
    node.children = values


def _boolean(syntax: Syntax, node: Node) -> None:
    node.kind = "true" if syntax.text(node) == "true" else "false"


def _coalescing(_syntax: Syntax, node: Node) -> None:
    label(child(node, "'??"), "op")


def _postfix(_syntax: Syntax, node: Node) -> None:
    """`value!` is the value, or the end of the program."""
    if child(node, "bang") is not None:
        node.kind = "group"


VALUES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "attribute": _attribute,
    "boolean_literal": _boolean,
    "call_expression": _call,
    "dictionary_literal": _dictionary,
    "lambda_literal": _lambda,
    "line_string_literal": _string,
    "multi_line_string_literal": _string,
    "navigation_expression": _navigation,
    "nil_coalescing_expression": _coalescing,
    "postfix_expression": _postfix,
    "prefix_expression": _prefix,
    "raw_string_literal": _raw,
    "tuple_expression": _tuple,
    "value_arguments": _arguments,
}
