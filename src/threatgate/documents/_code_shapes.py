"""Trees brought into the shape that the neutral reader asks for, where a grammar says the same in another way.

A shape changes one node of the light tree in place, after the nodes below it: it names a part that the grammar leaves
without a name, groups parts that belong together, or takes out what carries no meaning. Kinds of nodes that bind names
or are functions are left as they are, because these are looked up by kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def child(node: Node, *kinds: str) -> Node | None:
    """The first child of one of these kinds."""
    return next((one for one in node.children if one.kind in kinds), None)


def label(node: Node | None, field: str) -> None:
    """Give a part its name."""
    if node is not None:
        node.field = field


def without(node: Node, *kinds: str) -> None:
    """Take children of these kinds out."""
    node.children = [one for one in node.children if one.kind not in kinds]


def spliced(node: Node, *kinds: str) -> None:
    """Put the children of a child of one of these kinds in its place."""
    found: list[Node] = []
    for one in node.children:
        found += one.children if one.kind in kinds else [one]
    node.children = found


def grouped(kind: str, field: str, parts: Sequence[Node], scope: Node | None) -> Node:
    """A node made of some that stand side by side."""
    made = Node(kind, field, parts[0].start, parts[-1].end, scope)
    made.children = list(parts)
    return made


def copied(node: Node, field: str) -> Node:
    """The same node as another part, so that it can be both."""
    made = Node(node.kind, field, node.start, node.end, node.scope)
    made.children = node.children
    return made


def named_apart(node: Node, receiver: str, name: str, callee: str) -> None:
    """A call whose callee is in two parts of its own: they become one node, or the name alone is the callee."""
    owner, called = node.part(receiver), node.part(name)
    if called is None:
        return
    if owner is None:
        called.field = "callee"
        return
    until = next(at for at, one in enumerate(node.children) if one is called) + 1
    begins = next(at for at, one in enumerate(node.children) if one is owner)
    whole = grouped(callee, "callee", node.children[begins:until], node.scope)
    node.children = [*node.children[:begins], whole, *node.children[until:]]


def typed(node: Node, kind: str, declarators: Iterable[Node]) -> None:
    """The type of a declaration is what each name that it declares is annotated with; it does nothing itself."""
    written = node.part(kind)
    if written is None:
        return
    node.children = [one for one in node.children if one is not written]
    written.field = "annotation"
    for one in declarators:
        one.children = [*one.children, written]
