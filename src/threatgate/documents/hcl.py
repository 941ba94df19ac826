"""HCL: Terraform configurations, variable files and whatever else is written in blocks and attributes.

Blocks nest by their labels, as Terraform's own JSON has it: `resource "a" "b" { … }` is `resource: {a: {b: …}}`; a
block that stands several times is a list. `jsonencode(…)` is the value inside it, a `dynamic` block what it generates.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

from threatgate.documents._blocks import Branch, code, covering, declarative, parsed, tokens, unescaped
from threatgate.documents._bounds import MAX_DEPTH, too_deep
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import last_line
from threatgate.documents._located import Call, Entry, Located, Map, Ref, Scalar, Seq
from threatgate.documents._scalars import number
from threatgate.model import Span

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax

GRAMMAR: Final = declarative("HCL", "tree_sitter_hcl")
_WRAPPERS: Final = frozenset({"expression", "literal_value", "collection_value", "template_expr"})
_WORDS: Final = {"true": True, "false": False, "null": None}
_TRANSPARENT: Final = frozenset({"jsonencode", "yamlencode", "toset", "tolist", "tomap", "sensitive", "tostring"})
_ONLY: Final = re.compile(r"\$\{\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\s*\}")


def read(text: str) -> Tree:
    """The blocks of a file as nested mappings. Raises UnreadableError."""
    syntax = parsed(text, GRAMMAR)
    whole = Span(1, last_line(text))
    body = syntax.root.part("<body>")
    if body is None:
        first = syntax.root.first
        root: Located = Map((), whole) if first is None else _value(syntax, first, 0)
    else:
        root = _body(syntax, body, whole, 0)
    return Tree("hcl", (root,), text)


def _body(syntax: Syntax, node: Node, span: Span, depth: int) -> Map:
    if depth > MAX_DEPTH:
        raise too_deep(span.line)
    branch = Branch()
    for child in node.named:
        lines = syntax.lines(child)
        if child.kind == "attribute":
            name, value = child.part("<identifier>"), child.part("<expression>")
            if name is not None and value is not None:
                branch.add((syntax.text(name),), _value(syntax, value, depth + 1), lines, once=True)
        elif child.kind == "block":
            _block(syntax, child, branch, lines, depth)
    return branch.located(span)


def _block(syntax: Syntax, node: Node, branch: Branch, lines: Span, depth: int) -> None:
    labels = [_label(syntax, child) for child in node.named if child.kind in ("identifier", "string_lit")]
    inner = node.part("<body>")
    body = _body(syntax, inner, lines, depth + 1) if inner is not None else Map((), lines)
    if labels[:1] == ["locals"]:
        for entry in body.entries:
            branch.add(("locals", entry.key), entry.value, entry.span, once=True)
        return
    if labels[:1] == ["dynamic"] and len(labels) > 1:
        content = body.get("content")
        held = content.entries if isinstance(content, Map) else ()
        kept = tuple(
            entry for entry in body.entries if entry.key == "for_each" and "for_each" not in {e.key for e in held}
        )
        branch.add((labels[1],), Map((*held, *kept), lines), lines)
        return
    branch.add(tuple(labels), body, lines)


def _label(syntax: Syntax, node: Node) -> str:
    return syntax.text(node) if node.kind == "identifier" else unescaped(syntax.text(node)[1:-1])


def _value(syntax: Syntax, node: Node, depth: int) -> Located:
    if depth > MAX_DEPTH:
        raise too_deep(syntax.lines(node).line)
    while node.kind in _WRAPPERS and len(node.children) == 1:
        node = node.children[0]
    span = syntax.lines(node)
    match node.kind:
        case "numeric_lit" | "bool_lit" | "null_lit":
            text = syntax.text(node)
            return Scalar(_WORDS[text] if text in _WORDS else number(text), span)
        case "string_lit" | "quoted_template" | "heredoc_template":
            return _string(node.kind, syntax.text(node), span)
        case "tuple":
            return Seq(tuple(_value(syntax, child, depth + 1) for child in _items(node)), span)
        case "object":
            return _object(syntax, node, span, depth)
        case "function_call":
            return _call(syntax, node, span, depth)
    return _expression(syntax, node, span, depth)


def _items(node: Node) -> list[Node]:
    return [child for child in node.named if child.kind == "expression"]


def _expression(syntax: Syntax, node: Node, span: Span, depth: int) -> Located:
    """A path (`var.model.name`), a negative number, a choice, or any other expression."""
    kinds = [child.kind for child in node.named]
    if node.kind == "variable_expr":
        return Ref(syntax.text(node), span)
    if node.kind == "expression" and kinds[:1] == ["variable_expr"] and set(kinds[1:]) <= {"get_attr"}:
        return Ref(tokens(syntax, node), span)
    if node.kind == "operation" and re.fullmatch(r"-\s*[\d.]+", syntax.text(node)):
        return Scalar(number(re.sub(r"\s", "", syntax.text(node))), span)
    if node.kind == "conditional":
        return code(syntax, node, *(_value(syntax, child, depth + 1) for child in _items(node)[1:]))
    return code(syntax, node)


def _object(syntax: Syntax, node: Node, span: Span, depth: int) -> Map:
    entries = []
    for child in node.named:
        key, value = child.part("key"), child.part("val")
        if child.kind == "object_elem" and key is not None and value is not None:
            entries.append(Entry(_key(syntax, key), _value(syntax, value, depth + 1), syntax.lines(child)))
    return covering(entries, span)


def _key(syntax: Syntax, node: Node) -> str:
    found = _value(syntax, node, 0)
    match found:
        case Scalar():
            return str(found.value)
        case Ref():
            return found.name
    return tokens(syntax, node)


def _call(syntax: Syntax, node: Node, span: Span, depth: int) -> Located:
    name, given = node.part("<identifier>"), node.part("<function_arguments>")
    args = tuple(_value(syntax, child, depth + 1) for child in (_items(given) if given is not None else ()))
    callee = syntax.text(name) if name is not None else ""
    if callee in _TRANSPARENT and len(args) == 1:
        return args[0]
    return Call(callee, args, (), span)


def _string(kind: str, text: str, span: Span) -> Located:
    """A string; one that is nothing but a name in `${…}` is that name."""
    if kind == "heredoc_template":
        return Scalar(_heredoc(text), span)
    only = _ONLY.fullmatch(text[1:-1])
    return Ref(only[1], span) if only else Scalar(unescaped(text[1:-1]).replace("$${", "${"), span)


def _heredoc(text: str) -> str:
    opening, *held = text.replace("\r\n", "\n").rstrip().split("\n")
    if not held:
        return text
    said = "\n".join(held[:-1])
    return textwrap.dedent(said) if opening.startswith("<<-") else said
