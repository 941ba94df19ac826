"""The arguments of attributes and macros, which the parser leaves as tokens: names, literals, `a = b`, `a(…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 50


def arguments_of(tree: Node) -> None:
    """Make a tree of tokens the arguments of a call."""
    waiting = [tree]
    left = _MOST
    while waiting and left:
        left -= 1
        here = waiting.pop()
        if here.kind != "token_tree":
            continue
        here.kind, here.field = "token_arguments", "arguments"
        found: list[Node] = []
        for piece in _pieces(here):
            argument, inner = _argument(piece)
            found.append(argument)
            waiting += inner
        here.children = [here.children[0], *found, here.children[-1]] if len(here.children) > 1 else found


def _pieces(tree: Node) -> Iterator[list[Node]]:
    """The tokens between the brackets, divided by commas."""
    piece: list[Node] = []
    for one in tree.children[1:-1]:
        if one.kind == "',":
            if piece:
                yield piece
            piece = []
        else:
            piece.append(one)
    if piece:
        yield piece


def _argument(piece: list[Node]) -> tuple[Node, list[Node]]:
    """One argument, and the trees of tokens inside it that are arguments too."""
    first = piece[0]
    if len(piece) == 1:
        return first, [first] if first.kind == "token_tree" else []
    if len(piece) > 2 and piece[1].kind == "'=":
        value, inner = _argument(piece[2:])
        first.kind, first.field, value.field = "field_identifier", "key", "value"
        return _made("token_field", [first, value]), inner
    if len(piece) == 2 and first.kind == "identifier" and piece[1].kind == "token_tree":
        first.field = "callee"
        return _made("token_call", piece), [piece[1]]
    return _made("token_text", piece), []


def _made(kind: str, parts: list[Node]) -> Node:
    node = Node(kind, "", parts[0].start, parts[-1].end, parts[0].scope)
    node.children = parts
    return node
