"""Nodes of Rust's grammar in the shape that the neutral reader asks for.

Attributes move into what they stand before, tests of the file go, a literal of a struct is a call of its type with
named arguments, and the last expression of a function is what it returns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_fills import BRACES, filled
from threatgate.documents._code_made import token
from threatgate.documents._code_shapes import child, copied, grouped, label, without
from threatgate.documents._rust_tokens import arguments_of
from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.documents._syntax import Syntax

_TESTS: Final = re.compile(rb"#\[\s*(?:cfg\s*\(\s*(?:any\s*\()?\s*test\b|(?:\w+::)?(?:test|rstest|bench)\b)")
_SUFFIX: Final = re.compile(rb"_?(?:[iu](?:8|16|32|64|128|size)|f32|f64)$")
_STATEMENTS: Final = ("_statement", "_declaration", "_item", "_definition")
_FORMATS: Final = frozenset({b"format", b"format_args", b"formatdoc", b"template_fstring"})
_HOLDS: Final = frozenset({b"json", b"formatdoc"})


def _container(syntax: Syntax, node: Node) -> None:
    """Attributes stand in what they belong to; what is compiled for tests alone is left out."""
    found: list[Node] = []
    pending: list[Node] = []
    for one in node.children:
        if one.kind == "attribute_item":
            pending.append(one)
            continue
        if pending and one.kind[0] != "'":
            if any(_TESTS.match(syntax.source, each.start) for each in pending):
                pending = []
                continue
            one.children = [*pending, *one.children]
            one.start = pending[0].start
            pending = []
        found.append(one)
    node.children = found


def _function(_syntax: Syntax, node: Node) -> None:
    body = node.part("body")
    last = body.children[-2] if body is not None and body.kind == "block" and len(body.children) > 2 else None
    if body is None or last is None or last.kind[0] == "'" or last.kind.endswith(_STATEMENTS):
        return
    if last.kind in {"if_expression", "match_expression", "return_expression"}:
        return
    made = grouped("return_expression", "", [token("return", last.start), last], last.scope)
    body.children = [*body.children[:-2], made, body.children[-1]]


def _attribute(_syntax: Syntax, node: Node) -> None:
    given = node.part("arguments")
    if given is not None:
        arguments_of(given)
    label(node.first, "callee")
    value = node.part("value")
    if value is not None:
        value.field = "arguments"


def _macro(_syntax: Syntax, node: Node) -> None:
    """A macro that is no call of a function is told from one by its mark."""
    name = node.part("macro")
    given = child(node, "token_tree")
    if name is not None and name.kind == "identifier":
        made = Node("macro_name", "macro", name.start, name.end + 1, name.scope)
        node.children = [made if one is name else one for one in node.children if one.kind != "'!"]
    if given is not None:
        arguments_of(given)


def _call(syntax: Syntax, node: Node) -> None:
    callee, given = node.part("function"), node.part("arguments")
    if callee is None or given is None or callee.kind != "identifier":
        return
    name = syntax.source[callee.start : callee.end]
    if name in _FORMATS and filled(syntax, node, given.named, BRACES):
        return
    if name in _HOLDS and len(given.named) == 1:
        node.kind, node.children = "formatted_text", given.named
        node.children[0].field = "text"
    elif name == b"concat" and given.named and all(one.kind == "string_literal" for one in given.named):
        node.kind, node.children = "concatenated", given.named


def _list(syntax: Syntax, node: Node) -> None:
    """An object of `json!` is written as a list for the parser."""
    if syntax.source[node.start : node.start + 1] == b"{":
        node.kind = "json_object"
        for one in node.children:
            if one.kind == "assignment_expression":
                one.kind = "json_pair"


def _implementation(_syntax: Syntax, node: Node) -> None:
    """What a block implements for a type belongs to the type."""
    written, trait = node.part("type"), node.part("trait")
    while written is not None and written.kind in {"generic_type", "reference_type"}:
        written = written.part("type") or written.first
    if written is None:
        return
    node.children = [one for one in node.children if one.field not in {"type", "trait"}]
    bases = [] if trait is None else [grouped("heritage", "bases", [trait], node.scope)]
    node.children = [copied(written, "name"), *bases, *node.children]


def _shorthand(_syntax: Syntax, node: Node) -> None:
    name = child(node, "identifier")
    if name is not None:
        node.kind = "field_initializer"
        key = copied(name, "field")
        key.kind = "field_identifier"
        name.field = "value"
        node.children = [key, name]


def _let(syntax: Syntax, node: Node) -> None:
    _uppercase(syntax, node.part("pattern"))
    value, other = node.part("value"), node.part("alternative")
    if value is not None and other is not None:
        rest = [one for one in node.children if one is not value and one is not other]
        node.children = [*rest, grouped("let_else", "value", [value, other], node.scope)]


def _arm(syntax: Syntax, node: Node) -> None:
    pattern = node.part("pattern")
    condition = None if pattern is None else pattern.part("condition")
    if pattern is not None and condition is not None:
        pattern.children = [one for one in pattern.children if one is not condition]
        at = node.children.index(pattern) + 1
        node.children = [*node.children[:at], condition, *node.children[at:]]
    _uppercase(syntax, pattern)


def _condition(syntax: Syntax, node: Node) -> None:
    _uppercase(syntax, node.part("pattern"))


def _uppercase(syntax: Syntax, pattern: Node | None) -> None:
    """A name in a pattern that is written as types and constants are stands for one and binds nothing."""
    waiting = [] if pattern is None else [pattern]
    while waiting:
        node = waiting.pop()
        if node.kind == "identifier" and syntax.source[node.start : node.start + 1].isupper():
            node.kind = "constant"
        waiting += node.children


def _string(syntax: Syntax, node: Node) -> None:
    """A line that ends in a backslash goes on at the first word of the next."""
    for at, one in enumerate(node.children[:-1]):
        if one.kind == "escape_sequence" and syntax.source[one.start + 1 : one.start + 2] in {b"\n", b"\r"}:
            after = node.children[at + 1]
            text = syntax.source[one.end : after.end if after.kind == "string_content" else one.end]
            one.end += len(text) - len(text.lstrip())
            if after.kind == "string_content":
                after.start = one.end


def _raw(syntax: Syntax, node: Node) -> None:
    """The marks around a literal whose backslashes stand for themselves have no nodes."""
    begins = syntax.source.find(b'"', node.start, node.end) + 1
    hashes = begins - node.start - len(b'r"')
    ends = max(begins, node.end - 1 - max(0, hashes))
    content = Node("string_content", "", begins, ends, node.scope)
    node.children = [token('r"', node.start, begins), content, token('"', ends, node.end)]


def _number(syntax: Syntax, node: Node) -> None:
    text = syntax.source[node.start : node.end]
    found = None if text.startswith(b"0x") else _SUFFIX.search(text)
    if found is not None:
        node.end = node.start + found.start()


def _boolean(syntax: Syntax, node: Node) -> None:
    node.kind = "true" if syntax.source[node.start : node.start + 1] == b"t" else "false"


def _reference(_syntax: Syntax, node: Node) -> None:
    without(node, "lifetime")


def _unary(syntax: Syntax, node: Node) -> None:
    if syntax.source[node.start : node.start + 1] == b"*":
        node.kind = "pointed"


SHAPES: Final[Mapping[str, Callable[[Syntax, Node], None]]] = {
    "array_expression": _list,
    "attribute": _attribute,
    "block": _container,
    "boolean_literal": _boolean,
    "call_expression": _call,
    "declaration_list": _container,
    "enum_variant_list": _container,
    "field_declaration_list": _container,
    "float_literal": _number,
    "function_item": _function,
    "impl_item": _implementation,
    "integer_literal": _number,
    "let_condition": _condition,
    "let_declaration": _let,
    "macro_invocation": _macro,
    "match_arm": _arm,
    "raw_string_literal": _raw,
    "reference_type": _reference,
    "shorthand_field_initializer": _shorthand,
    "source_file": _container,
    "string_literal": _string,
    "unary_expression": _unary,
}
