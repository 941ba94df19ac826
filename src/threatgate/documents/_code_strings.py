"""String literals of any language: their pieces, their escapes, and what takes the layout out of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_blocks import block_pieces, unindented

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from threatgate.documents._syntax import Node, Syntax

_SIMPLE: Final = {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a",
    "\\": "\\", '"': '"', "'": "'", "`": "`", "\n": "", "\r\n": "", "$": "$", "/": "/",
}  # fmt: skip
_BY_NUMBER: Final = re.compile(r"(?:x|u|U)([0-9A-Fa-f]+)|u\{([0-9A-Fa-f_]+)\}|([0-7]{1,3})")
_HOLDS_TEXT: Final = frozenset(
    {
        *("string_content", "string_fragment", "multiline_string_fragment", "string_literal_content"),
        *("raw_string_content", "interpreted_string_literal_content", "raw_string_literal_content"),
    }
)
_HOLDS_CODE: Final = frozenset({"interpolation", "template_substitution"})
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def pieces(syntax: Syntax, node: Node, *, raw: bool = False) -> list[str | Node]:
    """The parts of a string literal in order: text with its escapes decoded, and the nodes of interpolations."""
    children = node.children
    if not children:
        return [_one_line_feed(_unquoted(syntax.text(node)))]
    opening = syntax.text(children[0])
    prefix = opening.rstrip("\"'`").lower()
    raw = raw or "r" in prefix
    closed = len(children) > 1 and (children[-1].kind[0] == "'" or children[-1].kind == "string_end")
    end = children[-1].start if closed else node.end
    if syntax.grammar.blocks and opening.endswith('"""'):
        gaps = [child for child in children if child.kind in _HOLDS_CODE]
        return block_pieces(syntax, gaps, children[0].end, end, _java if syntax.grammar.blocks == "kept" else None)
    found: list[str | Node] = []
    text: list[str] = []
    for piece in _scan(syntax, children[1:-1] if closed else children[1:], children[0].end, end):
        if isinstance(piece, str):
            text.append(_one_line_feed(_unmarked(piece, prefix)))
        elif piece.kind in _HOLDS_CODE:
            found += (_whole("".join(text)), piece)
            text = []
        elif piece.kind == "escape_interpolation":
            text.append(syntax.text(piece)[:1])
        else:
            escape = syntax.text(piece)
            text.append(_one_line_feed(escape) if raw else _decoded(escape, keeps_escapes=syntax.grammar.keeps_escapes))
    found.append(_whole("".join(text)))
    if syntax.is_indented(node):
        found = unindented(found)
    return [piece for piece in found if piece != ""]


def _unquoted(text: str) -> str:
    """The text of a literal that its grammar keeps in one piece: C#'s `@"…"`, in which a quote is written twice."""
    return text[2:-1].replace('""', '"') if text.startswith('@"') and text.endswith('"') else text


def _unmarked(text: str, prefix: str) -> str:
    """Quotes and braces that stand twice for one, where the marks before the quotes say so: `$@"…"`."""
    if "@" in prefix:
        text = text.replace('""', '"')
    if prefix.count("$") == 1:
        text = text.replace("{{", "{").replace("}}", "}")
    return text


def _java(escape: str) -> str:
    """An escape in a text block: one before a line feed joins the lines, an escaped `s` is a space that stays."""
    return " " if escape == "\\s" else _decoded(escape.replace("\\uu", "\\u"), keeps_escapes=False)


def _scan(syntax: Syntax, children: Sequence[Node], start: int, end: int) -> Iterator[str | Node]:
    """Text between nodes as text, everything else as it stands: some grammars name the plain text, some do not."""
    for child in children:
        if child.start > start:
            yield syntax.between(start, child.start)
        if child.kind in _HOLDS_TEXT:
            yield from _scan(syntax, child.children, child.start, child.end)
        else:
            yield child
        start = child.end
    if end > start:
        yield syntax.between(start, end)


def _one_line_feed(text: str) -> str:
    """Both languages read a line break in a literal as a line feed, however the file was saved."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decoded(escape: str, *, keeps_escapes: bool) -> str:
    body = escape[1:]
    simple = _SIMPLE.get(body)
    if simple is not None:
        return simple
    if body[:1] in {"\n", "\r"}:
        return ""
    number = _BY_NUMBER.fullmatch(body)
    if number:
        wide = number[1] or number[2]
        value = int(wide.replace("_", ""), 16) if wide else int(number[3], 8)
        return chr(value) if value < 0x110000 else "\ufffd"
    if body.startswith("N{"):
        import unicodedata

        try:
            return unicodedata.lookup(body[2:-1])
        except KeyError:
            return escape
    return escape if keeps_escapes else body


def _whole(text: str) -> str:
    """Surrogate pairs written as two escapes become one character; a lone half cannot be written to any file."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def dedented(text: str) -> str:
    """The text without the indentation that all its lines share."""
    lines = [line if line.strip() else "" for line in text.split("\n")]
    margin = min((len(line) - len(line.lstrip(" \t")) for line in lines if line), default=0)
    return "\n".join(line[margin:] for line in lines)


def documentation(text: str) -> str:
    """A docstring or documentation comment without its decoration and its indentation."""
    if text.startswith("/*"):
        lines = text.removeprefix("/**").removeprefix("/*").removesuffix("*/").split("\n")
        return "\n".join(re.sub(r"^\s*\*? ?", "", line).rstrip() for line in lines).strip()
    first, _, rest = text.expandtabs().partition("\n")
    return "\n".join((first.strip(), *(line.rstrip() for line in dedented(rest).split("\n")))).strip()
