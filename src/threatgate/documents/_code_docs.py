"""What documents a function or class: the first string of its body, or the documentation comment before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_strings import documentation, pieces

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax
    from threatgate.model import Span

# The elements of a documentation comment in XML; what stands between them is the text.
_ELEMENT: Final = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_OPENS: Final = b"/**"


def documented(syntax: Syntax, node: Node, start: int) -> tuple[str, Span | None]:
    """The documentation of a function or class that begins, decorators and modifiers included, at `start`."""
    if syntax.grammar.doc_in_body:
        return _in_body(syntax, syntax.part(node, "body"))
    at = bisect_right(syntax.comments, (start, 0)) - 1
    if at < 0:
        return "", None
    begins, ends = syntax.comments[at]
    if syntax.grammar.doc_lines and (found := _in_lines(syntax, at, start)):
        return found
    if not syntax.source.startswith(_OPENS, begins) or syntax.source[ends:start].strip():
        return "", None
    return documentation(syntax.between(begins, ends)), syntax.span(begins, ends)


def _in_lines(syntax: Syntax, last: int, start: int) -> tuple[str, Span] | None:
    """Comments of one line each that stand on the lines before `start`, without a gap."""
    mark = syntax.grammar.doc_lines.encode()
    first, below = last + 1, start
    while first > 0:
        begins, ends = syntax.comments[first - 1]
        gap = syntax.source[begins:below].count(b"\n")
        line = syntax.source[syntax.source.rfind(b"\n", 0, begins) + 1 : begins]
        apart = line.strip() or gap > 1 or syntax.source[ends:below].strip()
        if apart or not syntax.source.startswith(mark, begins):
            break
        first, below = first - 1, begins
    if first > last:
        return None
    texts = [syntax.between(begins, ends)[len(mark) :] for begins, ends in syntax.comments[first : last + 1]]
    text = "\n".join(line.removeprefix(" ").rstrip() for line in texts).strip()
    if text.startswith("<"):
        text = _ELEMENT.sub("", text).strip()
    return text, syntax.span(syntax.comments[first][0], syntax.comments[last][1])


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
