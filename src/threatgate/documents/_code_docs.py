"""What documents a function or class: the first string of its body, or the documentation comment before it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_strings import documentation, pieces

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax
    from threatgate.model import Span

_OPENS: Final = b"/**"


def documented(syntax: Syntax, node: Node, start: int) -> tuple[str, Span | None]:
    """The documentation of a function or class that begins, decorators and modifiers included, at `start`."""
    if syntax.grammar.doc_in_body:
        return _in_body(syntax, syntax.part(node, "body"))
    at = bisect_right(syntax.comments, (start, 0)) - 1
    if at < 0:
        return "", None
    begins, ends = syntax.comments[at]
    if not syntax.source.startswith(_OPENS, begins) or syntax.source[ends:start].strip():
        return "", None
    return documentation(syntax.between(begins, ends)), syntax.span(begins, ends)


def _in_body(syntax: Syntax, body: Node | None) -> tuple[str, Span | None]:
    first = None if body is None else body.first
    if first is None or syntax.role(first) != "statement":
        return "", None
    inner = first.first
    role = syntax.role(inner)
    if inner is None or role not in {"string", "adjacent"}:
        return "", None
    parts = [piece for string in (inner.named if role == "adjacent" else [inner]) for piece in pieces(syntax, string)]
    text = "".join(part for part in parts if isinstance(part, str))
    if len(text) and any(not isinstance(part, str) for part in parts):
        return "", None
    return documentation(text), syntax.lines(inner)
