"""Types as text on one line, however they were laid out and quoted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_spacing import compacted
from threatgate.documents._code_strings import pieces

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax

_MEMBERS: Final = frozenset({"interface_body", "object_type"})
_SEPARATORS: Final = frozenset({"',", "';"})
_LEADING: Final = frozenset({"'|", "'&"})
_AROUND: Final = frozenset({"parenthesized_expression", "parenthesized_type", "type"})
_CLOSERS: Final = frozenset({")", "]", "}", ">"})


def type_text(syntax: Syntax, node: Node) -> str:
    """A type in the usual spacing, without the colon before it: `dict[str, int]`, `Promise<string>`."""
    while node.kind in _AROUND and (inner := node.first) is not None and len(node.named) == 1:
        node = inner
    out: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if item in _CLOSERS and out and out[-1] == ",":
                out.pop()
            out.append(item)
        elif syntax.role(item) == "string":
            text = "".join(piece if isinstance(piece, str) else syntax.text(piece) for piece in pieces(syntax, item))
            out.append(json.dumps(text, ensure_ascii=False))
        elif item.kind in _MEMBERS:
            waiting += _members(item)[::-1]
        elif item.children:
            # Unions that take several lines are written with a bar before the first member too.
            bare = item.children[1:] if item.children[0].kind in _LEADING else item.children
            waiting += bare[::-1]
        else:
            waiting.append(" ".join(syntax.text(item).split()))
    return compacted([token for token in out if token], types=True).removeprefix(":").strip()


def _members(node: Node) -> list[Node | str]:
    found: list[Node | str] = ["{"]
    for member in node.named:
        found += (member, ";")
    return [*(found[:-1] if len(found) > 1 else found), "}"]
