"""Texts in three quotes whose indentation is layout: text blocks of Java, raw strings of C#, and their like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threatgate.documents._syntax import Node, Syntax

_ESCAPE: Final = re.compile(r"\\(?:\r?\n|u+[0-9A-Fa-f]{4}|[0-7]{1,3}|.)", re.DOTALL)


def block_pieces(
    syntax: Syntax, gaps: Sequence[Node], start: int, end: int, decoded: Callable[[str], str] | None
) -> list[str | Node]:
    """The lines of a block in pieces: texts without the indentation they share, and the nodes that fill in between.

    `decoded` reads an escape; a language without escapes in its blocks has none, and its last line feed is layout too.
    """
    whole = _text(syntax, start, end)
    margin = _margin(whole)
    found: list[str | Node] = []
    for gap in gaps:
        found += (_text(syntax, start, gap.start), gap)
        start = gap.end
    found.append(_text(syntax, start, end))
    for at, piece in enumerate(found):
        if not isinstance(piece, str):
            continue
        lines = piece.split("\n")
        lines = [*(line.rstrip(" \t") for line in lines[:-1]), lines[-1]]
        text = "\n".join((lines[0], *(_indented(line, margin) for line in lines[1:])))
        if at == 0:
            text = text.removeprefix("\n")
        if at == len(found) - 1:
            text = text.rstrip(" \t") if decoded is not None else text.removesuffix("\n")
        found[at] = text if decoded is None else _ESCAPE.sub(lambda match: decoded(match.group()), text)
    return [piece for piece in found if piece != ""]


def unindented(pieces: Sequence[str | Node]) -> list[str | Node]:
    """The pieces of a text without the indentation that all its lines share; what fills in counts as text."""
    whole = "".join(piece if isinstance(piece, str) else "\0" for piece in pieces)
    margin = min((len(line) - len(line.lstrip(" \t")) for line in whole.split("\n") if line.strip()), default=0)
    found: list[str | Node] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, str):
            first, *lines = piece.split("\n")
            found.append(
                "\n".join((first if at else _indented(first, margin), *(_indented(line, margin) for line in lines)))
            )
        else:
            found.append(piece)
    return found


def _text(syntax: Syntax, start: int, end: int) -> str:
    return syntax.between(start, end).replace("\r\n", "\n").replace("\r", "\n")


def _indented(line: str, margin: int) -> str:
    return line[min(margin, len(line) - len(line.lstrip(" \t"))) :]


def _margin(text: str) -> int:
    """The indentation that all lines behind the first share, the one of the closing quotes among them."""
    lines = text.split("\n")[1:]
    if not lines:
        return 0
    counted = [line for line in lines[:-1] if line.strip()] + lines[-1:]
    return min(len(line) - len(line.lstrip(" \t")) for line in counted)
