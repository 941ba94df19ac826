"""Dotenv files: `NAME=value`, with `export`, quotes over several lines, escapes in double quotes, and comments.

A name alone (as Compose passes it on) has no value. What is quoted and what is not mean the same.
"""

from __future__ import annotations

import re

from threatgate.documents._bounds import MAX_NODES, UnreadableError, given_twice, too_many
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import last_line
from threatgate.documents._located import Entry, Map, Scalar
from threatgate.documents._scalars import Word, bare_word
from threatgate.model import Span

_GAP = re.compile(r"(?:[ \t\r\n\f\v]++|#[^\r\n]*+)*+")
_NAME = re.compile(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*+|'[^'\r\n]++'|\"[^\"\r\n]++\")[ \t]*+")
_QUOTED = re.compile(
    r"[ \t]*+(?:'((?:[^'\\]|\\[\s\S])*+)'|\"((?:[^\"\\]|\\[\s\S])*+)\"|`([^`]*+)`)[ \t]*+(?=#|\r|\n|\Z)"
)
_PLAIN = re.compile(r"[^\r\n]*+")
_COMMENT = re.compile(r"[ \t]#.*")
_ESCAPE = re.compile(r"\\([\s\S])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'", "$": "$", "\n": ""}


def read(text: str) -> Tree:
    """The settings of a dotenv file, as one mapping. Raises UnreadableError."""
    entries: dict[str, Entry] = {}
    at, line = _next(text, 0, 1)
    while at < len(text):
        name = _NAME.match(text, at)
        assigned = name is not None and text.startswith("=", name.end())
        if name is None or not (assigned or text[name.end() : name.end() + 1] in {"", "\r", "\n", "#"}):
            hint = "write NAME=value, or begin the line with # if it is a comment"
            raise UnreadableError("is no dotenv file: this line sets nothing", line, hint)
        value, after = _value(text, name.end() + 1, line) if assigned else (None, name.end())
        span = Span(line, line + text.count("\n", at, after))
        entry = Entry(name[1].strip("'\""), Scalar(value, span), span)
        _add(entries, entry)
        at, line = _next(text, after, span.end_line)
    return Tree("dotenv", (Map(tuple(entries.values()), Span(1, last_line(text))),), text)


def _next(text: str, at: int, line: int) -> tuple[int, int]:
    found = _GAP.match(text, at)
    after = found.end() if found else at
    return after, line + text.count("\n", at, after)


def _add(entries: dict[str, Entry], entry: Entry) -> None:
    first = entries.get(entry.key)
    if first is None:
        entries[entry.key] = entry
    elif isinstance(first.value, Scalar) and isinstance(entry.value, Scalar) and first.value.value != entry.value.value:
        raise given_twice(entry.key, first.span.line, entry.span.line)
    if len(entries) > MAX_NODES:
        raise too_many(entry.span.line)


def _value(text: str, at: int, line: int) -> tuple[Word, int]:
    quoted = _QUOTED.match(text, at)
    if quoted is not None:
        single, double, back = quoted.groups()
        if double is not None:
            return bare_word(
                _ESCAPE.sub(lambda each: _ESCAPES.get(each[1], each[0]), double.replace("\r\n", "\n"))
            ), quoted.end()
        return bare_word((single if single is not None else back).replace("\r\n", "\n")), quoted.end()
    plain = _PLAIN.match(text, at)
    written = plain.group() if plain else ""
    if written.lstrip(" \t").startswith(('"', "'", "`")):
        hint = "close the quote, with nothing but a comment behind it"
        raise UnreadableError("has a value whose quote does not close, or closes too early", line, hint)
    return bare_word(_COMMENT.sub("", written).strip(" \t")), at + len(written)
