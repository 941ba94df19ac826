"""Bicep: declarations of Azure resources (`.bicep`) and their parameters (`.bicepparam`).

Declarations stand under their keyword and symbol: `param`, `var`, `resource`, `module`, `output`. A parameter has its
`default` and what its decorators say (`allowed`, `secure` …); a resource its `type` and `apiVersion`, a module its
`source`, with the properties of the body beside them, and `if` and `for` where it has them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._bicep_types import older
from threatgate.documents._blocks import Branch, code, covering, declarative, parsed, tokens, unescaped
from threatgate.documents._bounds import MAX_DEPTH, MalformedError, UnreadableError, too_deep
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import last_line
from threatgate.documents._located import Call, Entry, Located, Map, Ref, Scalar, Seq
from threatgate.documents._scalars import number
from threatgate.documents._syntax import HINT
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._syntax import Node, Syntax

GRAMMAR: Final = declarative("Bicep", "tree_sitter_bicep")
_WORDS: Final = {"true": True, "false": False, "null": None}
_NAMED: Final = {
    "parameter_declaration": "param",
    "variable_declaration": "var",
    "output_declaration": "output",
    "resource_declaration": "resource",
    "module_declaration": "module",
}
# Characters that begin no token of the language: the parser looks for the next one that does, ever further, in one step
# that nothing can stop.
_STRANGE: Final = re.compile(r"'(?:\\.|[^'\\\n])*+'?|//[^\n]*+|([\"`~;^])")
MAX_STRANGE: Final = 1_000
_VERSION: Final = re.compile(r"(.+)@([^@/]+)")


def read(text: str) -> Tree:
    """The declarations of a file. Raises UnreadableError."""
    plain = text.split("'''")[::2]
    if sum(found[1] is not None for part in plain for found in _STRANGE.finditer(part)) > MAX_STRANGE:
        raise UnreadableError("is no Bicep: it is full of characters that mean nothing there", None, HINT)
    try:
        syntax = parsed(text, GRAMMAR)
    except MalformedError:
        syntax = parsed(older(text), GRAMMAR)
    branch = Branch()
    decorators: Node | None = None
    for child in syntax.root.named:
        if child.kind == "decorators":
            decorators = child
            continue
        kind = _NAMED.get(child.kind)
        span = syntax.lines(child)
        symbol = child.part("<identifier>")
        if kind is not None and symbol is not None:
            told = tuple(_decorated(syntax, decorators)) if decorators is not None else ()
            lines = span if decorators is None else Span(syntax.lines(decorators).line, span.end_line)
            value = _declaration(syntax, child, told, lines)
            branch.add((kind, syntax.text(symbol)), value, lines, once=True)
        decorators = None
    return Tree("bicep", (branch.located(Span(1, last_line(text))),), text)


def _decorated(syntax: Syntax, node: Node) -> Iterator[Entry]:
    """`@allowed([…])` with its argument, `@secure()` as true."""
    for child in node.named:
        call = child.part("<call_expression>")
        made = _value(syntax, call, 0) if call is not None else None
        if isinstance(made, Call):
            span = syntax.lines(child)
            yield Entry(
                made.callee.removeprefix("sys."), made.args[0] if made.args else Scalar(value=True, span=span), span
            )


def _declaration(syntax: Syntax, node: Node, told: tuple[Entry, ...], lines: Span) -> Located:
    given = _given(node)
    span = syntax.lines(node)
    value = _value(syntax, given, 1) if given is not None else None
    if node.kind == "parameter_declaration":
        typed = node.part("<type>")
        entries = [*told]
        if typed is not None and syntax.text(typed).strip():
            entries.append(Entry("type", Scalar(tokens(syntax, typed), span), span))
        if value is not None:
            entries.append(Entry("default", value, span))
        return covering(entries, lines)
    if node.kind in ("variable_declaration", "output_declaration"):
        return value if value is not None else Scalar(None, span)
    what = node.part("<string>")
    first = syntax.lines(what) if what is not None else span
    source = unescaped(syntax.text(what)[1:-1]) if what is not None else ""
    entries = list(_identified(node.kind, source, first))
    if any(child.kind == "'existing" for child in node.children):
        entries.append(Entry("existing", Scalar(value=True, span=first), first))
    body = value.items[0] if isinstance(value, Seq) and len(value.items) == 1 else value
    known = {entry.key for entry in entries}
    if isinstance(body, Map):
        entries.extend(entry for entry in body.entries if entry.key not in known)
    if isinstance(value, Seq) and given is not None and "for" not in {entry.key for entry in entries}:
        entries.append(_loop(syntax, given, span))
    return covering(entries, lines)


def _identified(kind: str, source: str, span: Span) -> Iterator[Entry]:
    if kind == "module_declaration":
        yield Entry("source", Scalar(source, span), span)
        return
    version = _VERSION.fullmatch(source)
    yield Entry("type", Scalar(version[1] if version else source, span), span)
    if version:
        yield Entry("apiVersion", Scalar(version[2], span), span)


def _loop(syntax: Syntax, node: Node, span: Span) -> Entry:
    body = node.part("body")
    end = body.start if body is not None else node.end
    text = " ".join(syntax.between(node.start, end).strip("[ \t\r\n:").split())
    return Entry("for", Scalar(text.removeprefix("for ").strip(), span), span)


def _given(node: Node) -> Node | None:
    """What stands behind the equals sign."""
    after = False
    for child in node.children:
        if after and child.kind[0] != "'":
            return child
        after = after or child.kind == "'="
    return None


def _value(syntax: Syntax, node: Node, depth: int) -> Located:
    span = syntax.lines(node)
    if depth > MAX_DEPTH:
        raise too_deep(span.line)
    match node.kind:
        case "string":
            return _string(syntax, node, span)
        case "number" | "boolean" | "null":
            text = syntax.text(node)
            return Scalar(_WORDS[text] if text in _WORDS else number(text), span)
        case "array":
            return Seq(tuple(_value(syntax, child, depth + 1) for child in node.named), span)
        case "object":
            return covering(_properties(syntax, node, depth), span)
        case "identifier" | "member_expression" if _is_path(node):
            return Ref(tokens(syntax, node), span)
    return _expression(syntax, node, span, depth)


def _expression(syntax: Syntax, node: Node, span: Span, depth: int) -> Located:
    match node.kind:
        case "call_expression":
            return _call(syntax, node, span, depth)
        case "ternary_expression":
            chosen = [part for name in ("consequence", "alternative") if (part := node.part(name)) is not None]
            return code(syntax, node, *(_value(syntax, part, depth + 1) for part in chosen))
        case "parenthesized_expression" if node.first is not None:
            return _value(syntax, node.first, depth + 1)
        case "if_statement":
            return _conditional(syntax, node, span, depth)
        case "for_statement" if (body := node.part("body")) is not None:
            return Seq((_value(syntax, body, depth + 1),), span)
    return code(syntax, node)


def _conditional(syntax: Syntax, node: Node, span: Span, depth: int) -> Located:
    """The body of `if (…) {…}`, its condition among its entries."""
    condition = node.part("<parenthesized_expression>")
    body = node.part("<object>")
    entries = list(_properties(syntax, body, depth)) if body is not None else []
    if condition is not None and not any(entry.key == "if" for entry in entries):
        entries.append(Entry("if", code(syntax, condition), syntax.lines(condition)))
    return covering(entries, span)


def _properties(syntax: Syntax, node: Node, depth: int) -> Iterator[Entry]:
    for child in node.named:
        named = child.named
        if child.kind != "object_property" or len(named) < 2:
            continue
        key = _string(syntax, named[0], syntax.lines(named[0])) if named[0].kind == "string" else None
        name = str(key.value) if isinstance(key, Scalar) else tokens(syntax, named[0])
        yield Entry(name, _value(syntax, named[-1], depth + 1), syntax.lines(child))


def _is_path(node: Node) -> bool:
    while node.kind == "member_expression":
        inner = node.part("object")
        if inner is None:
            return False
        node = inner
    return node.kind == "identifier"


def _call(syntax: Syntax, node: Node, span: Span, depth: int) -> Located:
    callee, given = node.part("function"), node.part("arguments")
    if callee is None:
        return code(syntax, node)
    args = tuple(_value(syntax, child, depth + 1) for child in (given.named if given is not None else ()))
    return Call(tokens(syntax, callee), args, (), span)


def _string(syntax: Syntax, node: Node, span: Span) -> Located:
    """A string; one that is nothing but a name in `${…}` is that name."""
    text = syntax.text(node)
    if text.startswith("'''"):
        return Scalar(text[3:-3].replace("\r\n", "\n").removeprefix("\n"), span)
    named = node.named
    if len(named) == 1 and named[0].kind == "interpolation" and (inner := named[0].first) is not None:
        return Ref(tokens(syntax, inner), span) if _is_path(inner) else code(syntax, inner)
    return Scalar(unescaped(text[1:-1]), span)
