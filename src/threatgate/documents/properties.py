"""Java properties: `a.b=value`, `a.b: value`, `a.b value`, with continued lines and escapes.

Dotted keys become nested mappings, so that a setting is the same in `application.properties` and `application.yml`;
where `a` itself has a value too, the rest of the path stays one dotted key.
"""

from __future__ import annotations

import re
from typing import Any

from threatgate.documents._bounds import MAX_DEPTH, MAX_NODES, UnreadableError, given_twice, too_many
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import last_line, pieces
from threatgate.documents._scalars import bare_word
from threatgate.documents._spots import Spot, located

_CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_PAIR = re.compile(r"((?:[^\\=: \t\f]|\\.)*+)[ \t\f]*+[=:]?[ \t\f]*+(.*)", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


def read(text: str) -> Tree:
    """The settings of a properties file, as nested mappings. Raises UnreadableError."""
    found: dict[str, tuple[str, int, int]] = {}
    for logical, line, end in _logical(text):
        pair = _PAIR.match(logical)
        if pair is None:
            raise UnreadableError(
                "is no properties file: this line ends in half an escape", line, "complete the escape"
            )
        key, value = (_unescaped(part, line) for part in pair.groups())
        if key in found and found[key][0] != value:
            raise given_twice(key, found[key][1], line)
        found.setdefault(key, (value, line, end))
        if len(found) > MAX_NODES:
            raise too_many(line)
    root = Spot(1, last_line(text))
    return Tree("properties", (located(_nested(found, root), root),), text)


def _logical(text: str) -> list[tuple[str, int, int]]:
    lines: list[tuple[str, int, int]] = []
    parts: list[str] = []
    begin = 0
    for number, piece in pieces(text):
        stripped = piece.lstrip(" \t\f")
        if not parts:
            if not stripped or stripped[0] in "#!":
                continue
            begin = number
        continued = _CONTINUED.search(stripped) is not None
        parts.append(stripped[:-1] if continued else stripped)
        if not continued:
            lines.append(("".join(parts), begin, number))
            parts = []
    if parts:
        lines.append(("".join(parts), begin, last_line(text)))
    return lines


def _unescaped(text: str, line: int) -> str:
    def character(found: re.Match[str]) -> str:
        if found[1]:
            return chr(0x10000 + ((int(found[1], 16) & 0x3FF) << 10) + (int(found[2], 16) & 0x3FF))
        code = int(found[3], 16) if found[3] else 0
        if 0xD800 <= code <= 0xDFFF or found[4] == "u":
            raise UnreadableError(
                "is no properties file: it has a broken \\u escape", line, "write \\u and four hexadecimal digits"
            )
        return chr(code) if found[3] else _ESCAPES.get(found[4], found[4])

    return _ESCAPE.sub(character, text) if "\\" in text else text


def _nested(found: dict[str, tuple[str, int, int]], root: Spot) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, (value, line, end) in found.items():
        path = key.split(".", MAX_DEPTH - 1)
        branch, spot, at = data, root, 0
        while at < len(path) - 1 and ".".join(path[: at + 1]) not in found:
            spot = spot.part(path[at], line)
            spot.cover(line, end)
            branch = branch.setdefault(path[at], {})
            at += 1
        rest = ".".join(path[at:])
        branch[rest] = bare_word(value)
        spot.part(rest, line).cover(line, end)
    return data
