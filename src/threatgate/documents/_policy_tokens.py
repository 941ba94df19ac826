"""The tokens of small languages (Rego, Cedar, BAML): words, texts and marks with their lines, comments left out."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.documents._bounds import MAX_DEPTH, MAX_NODES, MalformedError, too_deep, too_many

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN, CLOSE = "([{", ")]}"
_HOLDS_NEXT = frozenset({"", ".", "(", "[", "::", "@"})
_HELD = frozenset({".", ",", ")", "]", "::", ";"})
_WORDS = frozenset({"in", "if", "is", "has", "not", "else", "some", "every", "contains", "when", "unless", "or", "and"})
_CALLED = re.compile(r"[\w\])]$")


_LONG = ("`", "#", "{//")


def _closed(said: str) -> bool:
    """Whether a text or a comment of several lines ends with what began it."""
    if said[0] == "#":
        hashes = said.partition('"')[0]
        return said.endswith(f'"{hashes}') and len(said) > 2 * len(hashes) + 1
    mark = "`" if said[0] == "`" else "//}"
    return len(said) >= 2 * len(mark) and said.endswith(mark)


class Token(NamedTuple):
    """A word, a text in quotes, or a mark; `depth` is how many brackets stand open before it."""

    text: str
    line: int
    depth: int
    text_like: bool = False

    @property
    def end_line(self) -> int:
        """The line on which a text of several lines ends."""
        return self.line + self.text.count("\n")


@cache
def _pattern(comment: str) -> re.Pattern[str]:
    raw = r'(?P<hashes>#++)"(?s:.*?)(?:"(?P=hashes)|\Z)|' if comment == "//" else r"`[^`]*+`?|"
    return re.compile(
        rf"(?P<gone>[ \t\r\f\v]+|{comment}[^\n]*|\{{//(?s:.*?)(?://\}}|\Z))"
        rf'|(?P<text>{raw}"(?:[^"\\\n]|\\.)*+"?)'
        r"|(?P<word>[\w$][\w$.\-/]*|@+\w+)"
        r"|(?P<mark>\n|:=|==|!=|<=|>=|->|&&|\|\||::|.)"
    )


def tokens(text: str, comment: str, *, words: str = "") -> Iterator[Token]:
    """The tokens of a text; a line feed is one too. Raises UnreadableError on brackets that do not fit."""
    pattern = _pattern(comment) if not words else _plain_words(comment)
    line = 1
    stack: list[tuple[str, int]] = []
    for count, found in enumerate(pattern.finditer(text)):
        if count > MAX_NODES:
            raise too_many(line)
        said = found[0]
        if said.startswith(_LONG) and (found["text"] or said[0] == "{") and not _closed(said):
            raise MalformedError("has a text or a comment that nothing closes", line, "close it")
        if found["gone"] is None:
            if said in CLOSE and found["text"] is None:
                if not stack or OPEN.index(stack[-1][0]) != CLOSE.index(said):
                    raise MalformedError(f"has a `{said}` that nothing opens", line, "mend the brackets")
                stack.pop()
            yield Token(said, line, len(stack), found["text"] is not None)
            if said in OPEN and found["text"] is None:
                stack.append((said, line))
                if len(stack) > MAX_DEPTH:
                    raise too_deep(line)
        line += said.count("\n")
    if stack:
        raise MalformedError(f"has a `{stack[-1][0]}` that nothing closes", stack[-1][1], "mend the brackets")


@cache
def _plain_words(comment: str) -> re.Pattern[str]:
    """Without `-`, `/` and `.` inside words, where they are operators."""
    return re.compile(_pattern(comment).pattern.replace(r"[\w$.\-/]*", r"\w*"))


def joined(found: list[Token]) -> str:
    """Tokens as text with single spaces, none inside dotted names and before what closes; lines end with `;`."""
    text = ""
    last = Token("", 0, 0)
    for token in _without_feeds(found):
        said = ";" if token.text == "\n" else token.text
        tight = last.text in _HOLDS_NEXT or said in _HELD or not text
        tight = tight or (
            said in ("(", "[")
            and not last.text_like
            and last.text not in _WORDS
            and _CALLED.search(last.text) is not None
        )
        text += said if tight else f" {said}"
        last = token
    return text


def _without_feeds(found: list[Token]) -> Iterator[Token]:
    """Line feeds only where one thing ends and the next begins."""
    feed: Token | None = None
    last = ""
    for token in found:
        if token.text == "\n" and not token.text_like:
            feed = token
            continue
        plain = token.text not in (*CLOSE, ",", ";", "else", "|", "&&", "||")
        if feed is not None and last not in ("", *OPEN, ",", ";", "|", "&&", "||", ":=", "=", "if") and plain:
            yield feed
        feed = None
        last = token.text
        yield token
