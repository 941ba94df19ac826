"""JSON text to located values, in one pass over the text.

Read are JSON (RFC 8259), comments and trailing commas (as editors and MCP clients take them), and of JSON5 unquoted
keys, single quotes, hexadecimal numbers and `NaN`. A number that JSON cannot hold stays the text it is. Refused is
what programs read differently: keys given twice, halves of characters, line separators inside comments.
"""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # typeshed leaves scanstring out
from typing import TYPE_CHECKING, NoReturn

from threatgate.documents._bounds import MAX_DEPTH, MAX_NODES, UnreadableError, given_twice, too_deep, too_many
from threatgate.documents._json_words import CONSTANTS, json_number, unescaped
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.model import Span

if TYPE_CHECKING:
    from threatgate.documents._scalars import Word

_SPACE = re.compile(r"[ \t\r\n]*")
_GAP = frozenset(" \t\r\n/")
_COMMENT = re.compile(r"//[^\r\n]*|/\*(?:[^*]|\*(?!/))*+\*/")
_KEY = re.compile(r'[ \t\r\n]*+"([^"\\\x00-\x1f]*+)"[ \t]*+:[ \t]*+')
_SIMPLE = re.compile(r'"([^"\\\x00-\x1f]*+)"|(-?[1-9][0-9]{0,17}+|0)(?![\w.+-])')
_COMMA = re.compile(r"[ \t\r\n]*+,[ \t\r\n]*+(?![/\]}])")
_WORD = re.compile(r"[^\s,:\[\]{}\"'/]++")
_SINGLE = re.compile(r"'((?:[^'\\\r\n]|\\(?:\r\n|[\s\S]))*+)'")
_DOUBLE = re.compile(r'"((?:[^"\\\r\n]|\\(?:\r\n|[\s\S]))*+)"')


def json_roots(text: str, *, several: bool = False) -> tuple[Located, ...]:
    """The value of a text, or with `several` each of its values; none in an empty one. Raises UnreadableError."""
    return _Reader(text).roots(several=several)


class _Reader:
    """One reading of one text: `at` is the place, `line` its line, `feed` where that line ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.feed = self._next_feed(0)
        self.count = 0
        self.spans: dict[int, Span] = {}

    def roots(self, *, several: bool) -> tuple[Located, ...]:
        found: list[Located] = []
        while self._skip():
            if found and not several:
                self._fail(
                    "has more text after its end",
                    "a file holds one value; several, one on each line, go in a .jsonl file",
                )
            found.append(self._value(0))
        return tuple(found)

    def _next_feed(self, start: int) -> int:
        found = self.text.find("\n", start)
        return found if found >= 0 else len(self.text) + 1

    def _line(self) -> int:
        while self.feed < self.at:
            self.line += 1
            self.feed = self._next_feed(self.feed + 1)
        return self.line

    def _span(self, line: int, end: int) -> Span:
        if end > line:
            return Span(line, end)
        span = self.spans.get(line)
        if span is None:
            span = self.spans[line] = Span(line, line)
        return span

    def _skip(self) -> str:
        """Go over spaces and comments; the character that follows, "" at the end."""
        character = self.text[self.at : self.at + 1]
        if character not in _GAP:
            return character
        while True:
            found = _SPACE.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if not self.text.startswith("/", self.at):
                return self.text[self.at : self.at + 1]
            comment = _COMMENT.match(self.text, self.at)
            if comment is None:
                self._fail(
                    "has a '/' that begins no comment, or a comment that does not end", "close the comment with */"
                )
            if "\u2028" in comment.group() or "\u2029" in comment.group():
                self._fail(
                    "has a comment with U+2028 or U+2029, which ends it for some programs only", "remove the character"
                )
            self.at = comment.end()

    def _value(self, depth: int) -> Located:
        line = self._line() if self.feed < self.at else self.line
        self.count += 1
        if self.count > MAX_NODES:
            raise too_many(line)
        found = _SIMPLE.match(self.text, self.at)
        if found:
            self.at = found.end()
            return Scalar(found[1] if found.lastindex == 1 else int(found[2]), self._span(line, line))
        character = self.text[self.at : self.at + 1]
        if character in {"{", "["}:
            if depth >= MAX_DEPTH:
                raise too_deep(line)
            self.at += 1
            return self._map(line, depth) if character == "{" else self._seq(line, depth)
        if character in {'"', "'"}:
            value: Word = self._string(character)
            return Scalar(value, self._span(line, self._line()))
        return Scalar(self._word(), self._span(line, line))

    def _map(self, line: int, depth: int) -> Map:
        entries: list[Entry] = []
        seen: dict[str, int] = {}
        while True:
            found = _KEY.match(self.text, self.at)
            if found:
                key = found[1]
                if self.feed < found.end():
                    self.at = found.start(1)
                    self._line()
                key_line = self.line
                self.at = found.end()
            else:
                if self._skip() == "}":
                    break
                key_line = self._line()
                key = self._key()
            if key in seen:
                raise given_twice(key, seen[key], key_line)
            seen[key] = key_line
            self._skip()
            value = self._value(depth + 1)
            entries.append(Entry(key, value, self._span(key_line, value.span.end_line)))
            if self._ends("}"):
                break
        self.at += 1
        return Map(tuple(entries), self._span(line, self._line()))

    def _seq(self, line: int, depth: int) -> Seq:
        items: list[Located] = []
        while self._skip() != "]":
            items.append(self._value(depth + 1))
            if self._ends("]"):
                break
        self.at += 1
        return Seq(tuple(items), self._span(line, self._line()))

    def _ends(self, bracket: str) -> bool:
        """Whether the bracket closes here; a comma is taken and means no."""
        found = _COMMA.match(self.text, self.at)
        if found:
            self.at = found.end()
            return False
        character = self._skip()
        if character == ",":
            self.at += 1
            return False
        if character != bracket:
            where = "at its end" if not character else f"before {character!r}"
            self._fail(f"lacks a comma or '{bracket}' {where}", "add what is missing")
        return True

    def _key(self) -> str:
        character = self.text[self.at : self.at + 1]
        if character in {'"', "'"}:
            key = self._string(character)
        else:
            found = _WORD.match(self.text, self.at)
            if found is None:
                self._fail(
                    "lacks a key or '}'" + (f" before {character!r}" if character else " at its end"),
                    "add what is missing",
                )
            key = found.group()
            self.at = found.end()
        if self._skip() != ":":
            self._fail(f"lacks ':' after the key {key[:60]!r}", "add the colon and a value")
        self.at += 1
        return key

    def _string(self, quote: str) -> str:
        begin = self.at
        if quote == '"':
            try:
                value, self.at = scanstring(self.text, begin + 1, True)  # noqa: FBT003 - that is its signature
            except JSONDecodeError:
                value = None
            if value is not None:
                return self._whole(value)
        found = (_SINGLE if quote == "'" else _DOUBLE).match(self.text, begin)
        value = None if found is None else unescaped(found[1])
        if found is None or value is None:
            self._fail(
                "has a string that does not end on its line or holds a broken escape",
                "close the quote; write line breaks as \\n",
            )
        self._whole(value)
        self.at = found.end()
        return value

    def _whole(self, value: str) -> str:
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                self._fail("escapes half of a character", "write the whole character instead of one half of its escape")
        return value

    def _word(self) -> Word:
        found = _WORD.match(self.text, self.at)
        if found is None:
            self._fail(
                "ends where a value should stand" if self.at >= len(self.text) else "lacks a value", "add the value"
            )
        word = found.group()
        if word in CONSTANTS:
            value: Word = CONSTANTS[word]
        else:
            value = json_number(word)
            if value is None:
                self._fail(f"has {word[:60]!r} where a value should stand", "put quotes around text")
        self.at = found.end()
        return value

    def _fail(self, message: str, hint: str) -> NoReturn:
        raise UnreadableError(f"is not valid JSON: it {message}", self._line(), hint)
