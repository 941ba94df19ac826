"""Nodes of Ruby's grammar in the shape that the neutral reader asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import handed, made, quoted, token
from threatgate.documents._code_shapes import child, label, named_apart, spliced
from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Syntax

_LITERALS: Final = frozenset({"array", "chained_string", "heredoc_beginning", "string", "string_array", "symbol_array"})
_TEXTS: Final = _LITERALS | {"call", "constant", "false", "float", "hash", "integer", "scope_resolution", "true"}
# What is handed back by standing last in a method.
_RESULTS: Final = _LITERALS | {"binary", "call", "conditional", "hash", "member"}
_ENDS: Final = frozenset({"else", "ensure", "heredoc_body", "rescue"})
_TYPES: Final = frozenset({"constant", "scope_resolution"})
_BLOCKS: Final = ("block", "do_block")
# `param :query, desc: "…"` in a class declares the parameter by its name.
_DECLARES: Final = frozenset({"argument", "option", "param", "parameter", "property"})
_NO_SETTINGS: Final = frozenset({"extend", "include", "prepend", "puts", "raise", "require", "require_relative"})
_FIXED: Final = _LITERALS | {"hash"}
_STANDS_FOR: Final = frozenset({"dup", "freeze", "html_safe", "to_s", "to_str"})
_BRACKETS: Final = frozenset({"'(", "')", "',"})


def _program(syntax: Syntax, node: Node) -> None:
    """A text that begins behind `<<~` stands below the line on which it is used."""
    if b"<<" not in syntax.source:
        return
    found: dict[str, list[Node]] = {"heredoc_beginning": [], "heredoc_body": []}
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.kind in found:
            found[one.kind].append(one)
        waiting += reversed(one.children)
    for beginning, body in zip(found["heredoc_beginning"], found["heredoc_body"], strict=False):
        _heredoc(syntax, beginning, body)


def _heredoc(syntax: Syntax, beginning: Node, body: Node) -> None:
    inside = [one for one in body.children if one.kind != "heredoc_end"]
    end = child(body, "heredoc_end")
    for one in inside:
        if one.kind == "heredoc_content":
            one.kind = "string_content"
    start = body.start
    if inside and inside[0].kind == "string_content" and syntax.text(inside[0]).startswith("\n"):
        start = inside[0].start = inside[0].start + 1
    indented = syntax.text(beginning).startswith("<<~")
    # What stands before the closing word on its line belongs to it.
    ends = body.end if end is None else max(start, syntax.source.rfind(b"\n", 0, end.start) + 1)
    inside = [one for one in inside if one.start < ends]
    if inside and inside[-1].end > ends:
        inside[-1].end = ends
    quoted("heredoc_indented" if indented else "heredoc", beginning, inside, start, ends)
    beginning.end = max(beginning.end, ends)
    body.children = ()


def _call(syntax: Syntax, node: Node) -> None:
    """`owner.method(arguments) { block }`; without arguments it reads like an attribute."""
    owner, method = node.part("receiver"), node.part("method")
    block = child(node, *_BLOCKS)
    name = "" if method is None else syntax.text(method)
    given = node.part("arguments")
    if owner is not None and name == "new" and owner.kind in _TYPES:
        # `Agent.new(model: "…")` makes an agent.
        owner.field = "callee"
        node.children = [one for one in node.children if one is not method and one.kind not in {"'.", "'&."}]
    else:
        named_apart(node, "receiver", "method", "member")
    if owner is not None and block is None and given is None:
        if owner.kind in _FIXED and name in _STANDS_FOR:
            node.kind, node.children = "same", [owner]
        elif owner.kind not in _LITERALS and name != "new":
            node.kind, node.children = "member", node.children[0].children
        return
    if block is None:
        return
    node.children = [one for one in node.children if one is not block]
    body = block.part("body")
    if name == "fetch" and body is not None and len(body.named) == 1:
        # `ENV.fetch("MODEL") { "default" }`
        block = body.named[0]
    handed(node, "argument_list", block)


def _arguments(_syntax: Syntax, node: Node) -> None:
    """Brackets around arguments change nothing."""
    if node.children and node.children[0].kind != "'(":
        node.children = [token("(", node.start), *node.children, token(")", node.end)]


def _class(syntax: Syntax, node: Node) -> None:
    """A call with values that stands in a class by itself sets what it is named after: `model "gpt-4o"`."""
    body = node.part("body")
    if body is None:
        return
    body.children = [_setting(syntax, one) or one for one in body.children]


def _setting(syntax: Syntax, node: Node) -> Node | None:
    callee, given = node.part("callee"), node.part("arguments")
    if node.kind != "call" or callee is None or callee.kind != "identifier" or given is None:
        return None
    values = given.named
    if not values or syntax.text(callee) in _NO_SETTINGS or any(one.kind in _BLOCKS for one in values):
        return None
    if values[0].kind == "simple_symbol" and syntax.text(callee) in _DECLARES:
        callee, values = Node("identifier", "left", values[0].start, values[0].end, node.scope), values[1:]
    if not values or not all(one.kind in {*_TEXTS, "pair"} for one in values):
        return None
    pairs = [one for one in values if one.kind == "pair"]
    if len(values) == 1 and not pairs:
        value = values[0]
    elif pairs and len(pairs) < len(values):
        return None
    else:
        value = made("hash" if pairs else "array", "right", values, node.scope)
    callee.field, value.field = "left", "right"
    return made("setting", "", [callee, value], node.scope)


def _method(syntax: Syntax, node: Node) -> None:
    """A method hands back what it ends with."""
    body = node.part("body")
    if body is None or body.kind != "body_statement":
        return
    for at in range(len(body.children) - 1, -1, -1):
        last = body.children[at]
        if last.kind[0] == "'" or last.kind in _ENDS:
            continue
        if last.kind in _RESULTS and syntax.meaning(last) is not None:
            result = made("return", "", [token("return", last.start), last], last.scope)
            body.children = [*body.children[:at], result, *body.children[at + 1 :]]
        return


def _return(_syntax: Syntax, node: Node) -> None:
    given = child(node, "argument_list")
    if given is not None:
        given.children = [one for one in given.children if one.kind not in _BRACKETS]
    spliced(node, "argument_list")


def _lambda(_syntax: Syntax, node: Node) -> None:
    block = node.part("body")
    inner = None if block is None else block.part("body")
    if block is not None:
        node.children = [one for one in node.children if one is not block]
        if inner is not None:
            node.children = [*node.children, inner]


def _bars(_syntax: Syntax, node: Node) -> None:
    node.children = [one for one in node.children if one.kind != "'|"]


def _symbol(_syntax: Syntax, node: Node) -> None:
    node.start += 1


def _bare(_syntax: Syntax, node: Node) -> None:
    if all(one.kind == "string_content" for one in node.children):
        node.children = ()


def _variable(syntax: Syntax, node: Node) -> None:
    """`@name` is no local name."""
    node.start += len(syntax.text(node)) - len(syntax.text(node).lstrip("@"))
    node.children = [Node("identifier", "", node.start, node.end, node.scope)]


def _pair(_syntax: Syntax, node: Node) -> None:
    """`{ name: }` is `{ name: name }`."""
    key = node.part("key")
    if key is not None and node.part("value") is None:
        node.kind, node.children, node.end = "short_pair", (), key.end


def _reference(_syntax: Syntax, node: Node) -> None:
    label(next((one for one in node.named if one.field != "object"), None), "index")


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "argument_list": _arguments,
    "bare_string": _bare,
    "bare_symbol": _bare,
    "block_parameters": _bars,
    "call": _call,
    "class": _class,
    "class_variable": _variable,
    "element_reference": _reference,
    "instance_variable": _variable,
    "lambda": _lambda,
    "method": _method,
    "pair": _pair,
    "program": _program,
    "return": _return,
    "simple_symbol": _symbol,
    "singleton_method": _method,
}
