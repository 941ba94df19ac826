"""Elements of files that the settings declare as surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Located, Map, Seq, marks_of, plain
from threatgate.identity import content_digest, freeze
from threatgate.model import Kind, Span
from threatgate.recognisers._api import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Tree


def declared_elements(kind: Kind, watch: tuple[str, ...], content: bytes, tree: Tree | None) -> Iterator[Found]:
    """The watched keys (dotted) of a data file, one element each; without `watch` the whole file."""
    if watch and tree is not None:
        for root in tree.roots:
            for key in watch:
                node = _at(root, key.split("."))
                if node is not None:
                    yield _found(kind, key, node)
        return
    if tree is not None and len(tree.roots) == 1:
        yield _found(kind, "file", tree.roots[0])
        return
    try:
        text = content.decode("utf-8")
        value: object = {
            "text": "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).removesuffix("\n")
        }
        lines = text.count("\n") + 1
    except UnicodeDecodeError:
        value, lines = {"opaque": content_digest(content)}, 1
    yield Found(kind, "text", freeze(value), Span(1, lines), marks=((("text",), Span(1, lines)),))


def _at(node: Located | None, keys: list[str]) -> Located | None:
    for key in keys:
        if isinstance(node, Map):
            node = node.get(key)
        elif isinstance(node, Seq) and key.isdecimal() and int(key) < len(node.items):
            node = node.items[int(key)]
        else:
            return None
    return node


def _found(kind: Kind, name: str, node: Located) -> Found:
    last = name.rpartition(".")[2]
    return Found(
        kind, name, freeze({last: plain(node)}), node.span, claims=(node,),
        marks=tuple(((last, *pointer), span) for pointer, span in marks_of(node)),
    )  # fmt: skip
