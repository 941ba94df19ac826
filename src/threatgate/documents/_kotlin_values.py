"""Nodes of Kotlin's grammar in the shape that the neutral reader asks for: calls, texts, operators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import after, handed, hole, made
from threatgate.documents._code_shapes import child, label, without

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Node, Syntax

_WORDS: Final = frozenset({"true", "false", "null"})
_SHORT: Final = re.compile(r"[A-Za-z_]\w*")


def _identifier(syntax: Syntax, node: Node) -> None:
    """`true`, `false` and `null` are names to the grammar."""
    word = syntax.text(node)
    if word in _WORDS:
        node.kind = word


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


def _postfix(_syntax: Syntax, node: Node) -> Node:
    """`!a.b()` negates what is called, though the grammar calls what is negated; the part that is postfix."""
    first = node.first
    sign = None if first is None or first.kind != "unary_expression" else first.children[0]
    argument = None if first is None or sign is None else first.part("argument")
    if sign is None or argument is None or sign.field != "operator":
        return node
    inner = made(node.kind, "argument", [argument, *node.children[1:]], node.scope)
    argument.field = ""
    node.kind, node.children = "unary_expression", [sign, inner]
    return inner


def _chained(syntax: Syntax, node: Node) -> None:
    _postfix(syntax, node)


def _call(_syntax: Syntax, node: Node) -> None:
    """A block behind the brackets is the last argument: `Agent(model) { install(Tracing) }`."""
    node = _postfix(_syntax, node)
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


VALUES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "assignment": _assignment,
    "call_expression": _call,
    "constructor_invocation": _call,
    "identifier": _identifier,
    "if_expression": _branches,
    "index_expression": _chained,
    "infix_expression": _infix,
    "lambda_literal": _lambda,
    "navigation_expression": _chained,
    "string_literal": _string,
    "unary_expression": _unary,
    "user_type": _type,
    "value_arguments": _arguments,
}
