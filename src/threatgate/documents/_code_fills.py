"""Format strings with what is filled in: `fmt.Sprintf("for %s", name)` is the text `for {name}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_made import hole, made
from threatgate.documents._syntax import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from threatgate.documents._syntax import Syntax

PERCENT: Final = re.compile(rb"%(?:%|[-+# 0]*+(?:\d++|\*)?(?:\.(?:\d++|\*))?(?:\[\d++\])?[a-zA-Z])")
BRACES: Final = re.compile(rb"\{\{|\}\}|\{(?P<name>[A-Za-z_]\w*+)?(?::[^{}]*+)?\}")
_MOST: Final = 1_000


def filled(syntax: Syntax, call: Node, given: Sequence[Node], marks: re.Pattern[bytes]) -> bool:
    """Make a call whose first argument is literal text that text, with holes where the others go."""
    strings = list(_strings(syntax, given[0])) if given else []
    if not strings:
        return False
    others = iter(given[1:])
    left = _MOST
    for content in strings:
        holes: list[Node] = []
        for mark in marks.finditer(syntax.source, content.start, content.end):
            left -= 1
            if left < 0:
                return False
            if mark.group() in {b"%%", b"{{", b"}}"}:
                holes.append(Node("escape_interpolation", "", mark.start(), mark.end(), None))
                continue
            name = mark.groupdict().get("name")
            if name:
                at = (mark.start(), mark.start("name"), mark.end("name"))
                holes.append(_ending(hole("identifier", at, call.scope), mark.end()))
                continue
            value = next(others, None)
            parts = [] if value is None else [value]
            opener = Node("'{", "", mark.start(), mark.start() + 1, None)
            holes.append(_ending(made("interpolation", "", [opener, *parts], call.scope), mark.end()))
        content.children = holes
    given[0].field = "text"
    call.kind = "formatted_text"
    call.children = [given[0]]
    return True


def _ending(node: Node, end: int) -> Node:
    node.start, node.end = node.children[0].start, end
    return node


def _strings(syntax: Syntax, node: Node) -> Iterator[Node]:
    """The pieces of literal text in a literal or a sum of literals, in order."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        role = syntax.role(here)
        if role == "string":
            yield from (child for child in here.children if child.kind.endswith(("_content", "_fragment")))
        elif role in {"binary", "same"}:
            waiting += reversed(here.named)
