"""Nodes put together for the neutral reader out of what stands apart in the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Sequence


def after(node: Node, token: str) -> Node | None:
    """The first part behind a token."""
    seen = False
    for one in node.children:
        if seen and one.kind[0] != "'":
            return one
        seen = seen or one.kind == token
    return None


def token(text: str, at: int, end: int = 0) -> Node:
    """A piece of punctuation, without width unless it ends later."""
    return Node(f"'{text}", "", at, end or at, None)


def made(kind: str, field: str, parts: Sequence[Node], scope: Node | None) -> Node:
    """A node around some parts, from the first of them to the last."""
    node = Node(kind, field, parts[0].start, parts[-1].end, scope)
    node.children = list(parts)
    return node


def hole(kind: str, at: tuple[int, int, int], scope: Node | None) -> Node:
    """What a text fills in under a name: its mark begins, the name begins, the name ends at these places."""
    begins, name, ends = at
    return made("interpolation", "", [token("{", begins, name), Node(kind, "", name, ends, scope)], scope)


def quoted(kind: str, node: Node, parts: Sequence[Node], start: int, end: int) -> None:
    """Make a node a text literal with these pieces between two places."""
    node.kind = kind
    node.children = [token('"', start), *parts, token('"', end)]


def handed(call: Node, kind: str, block: Node) -> None:
    """A block behind the brackets of a call is its last argument."""
    given = call.part("arguments")
    if given is None:
        given = made(kind, "arguments", [token("(", block.start), block, token(")", block.end)], call.scope)
        call.children = [*call.children, given]
        return
    inside = list(given.children)
    closer = [inside.pop()] if inside and inside[-1].kind == "')" else []
    if inside and inside[-1].kind == "',":
        inside.pop()
    comma = [token(",", block.start)] if given.named else []
    given.children = [*inside, *comma, block, *closer]
    given.end = block.end
