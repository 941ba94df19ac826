"""Initialisers of C# in the shape of maps and lists: what an object is made with, in all the ways to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_shapes import child, copied, grouped, label

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax

_PAIR: Final = 2
_INITIALISERS: Final = frozenset({"initializer_expression", "object_initializer"})
_BOUND: Final = "element_binding_expression"


def created(_syntax: Syntax, node: Node) -> None:
    """The arguments and the initialiser of a creation have their names."""
    label(child(node, "argument_list"), "arguments")
    made = child(node, *_INITIALISERS)
    label(made, "initializer")
    given = node.part("arguments")
    if node.part("type") is None and (made is None or (given is not None and given.named)):
        label(child(node, "'new"), "type")


def implied(node: Node, written: Node) -> None:
    """`Options o = new() { … }` creates what the declaration says."""
    if written.kind != "implicit_type":
        label(child(node, "'new"), "")
        node.children = [*node.children, copied(written, "type")]


def initialised(_syntax: Syntax, node: Node) -> None:
    """Fields by name and entries by key make a map; anything else is a list."""
    items = node.named
    fields = [one for one in items if one.kind == "assignment_expression"]
    entries = [one for one in items if one.kind in _INITIALISERS and len(one.named) == _PAIR]
    for one in fields:
        _field(one)
    if entries and len(entries) == len(items):
        for one in entries:
            one.kind = "entry_initializer"
            label(one.named[0], "key")
            label(one.named[1], "right")
    if items and len(fields) + len(entries) == len(items):
        node.kind = "object_initializer"


def _field(node: Node) -> None:
    target = node.part("left")
    if target is None:
        return
    if target.kind != _BOUND:
        target.field = "name"
        node.kind = "field_initializer"
        return
    inner: Node | None = target
    while inner is not None and inner.kind in {_BOUND, "argument", "bracketed_argument_list"}:
        inner = inner.first
    if inner is not None:
        inner.field = "key"
        node.children = [inner if one is target else one for one in node.children]
        node.kind = "entry_initializer"


def anonymous(_syntax: Syntax, node: Node) -> None:
    """`new { Model = "…", name }`: fields by name, or named after what they hold."""
    node.children = list(_fields(node))


def _fields(node: Node) -> list[Node]:
    found: list[Node] = []
    at = 0
    children = node.children
    while at < len(children):
        one = children[at]
        if at + 2 < len(children) and children[at + 1].kind == "'=":
            one.field, children[at + 2].field = "name", "right"
            found.append(grouped("field_initializer", "", children[at : at + 3], node.scope))
            at += 3
        else:
            if one.kind == "identifier":
                one.kind = "shorthand_field"
            found.append(one)
            at += 1
    return found


def replaced(_syntax: Syntax, node: Node) -> None:
    """`options with { Model = "…" }`: what is replaced, by name."""
    for one in node.named[1:]:
        if one.kind == "with_initializer" and len(one.named) == _PAIR:
            one.kind = "field_initializer"
            label(one.named[0], "name")
            label(one.named[1], "right")
    first = node.first
    rest = [one for one in node.children if one.kind == "field_initializer"]
    if first is not None and rest:
        first.field = "type"
        node.children = [first, grouped("object_initializer", "initializer", rest, node.scope)]
