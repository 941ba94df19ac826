"""Markdown as blocks: headings, tables, list items, fences, paragraphs, each with the lines on which it stands.

One pass over the lines. What an HTML comment hides is not there: nobody who reads the page sees it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^`]*)")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_MARKER = re.compile(r"^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|>[ \t]?)+")


class Heading(NamedTuple):
    """A heading of level 1 to 6."""

    level: int
    text: str
    span: Span


class Row(NamedTuple):
    """A row of a table, as many cells as there are columns."""

    cells: tuple[str, ...]
    span: Span


class Table(NamedTuple):
    """A table with the headings of its columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    span: Span


class Item(NamedTuple):
    """A top-level item of a list with all that is nested in it, without its marker."""

    text: str
    span: Span


class Fence(NamedTuple):
    """A fenced block and the words after its fence."""

    info: str
    text: str
    span: Span


class Paragraph(NamedTuple):
    """Any other lines."""

    text: str
    span: Span


Block: TypeAlias = "Heading | Table | Item | Fence | Paragraph"


def blocks(body: str, first: int) -> tuple[Block, ...]:
    """The blocks of a text whose first line has this number."""
    return tuple(_Reader(body.replace("\r\n", "\n").split("\n"), first).blocks())


def unmarked(text: str) -> str:
    """A text without the marks of lists and quotations at the beginnings of its lines."""
    return "\n".join(_MARKER.sub("", line) for line in text.split("\n"))


class _Reader:
    """One pass: `at` is the index of the line that is looked at."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines = _visible(lines)
        self.first = first
        self.at = 0

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            start = self.at
            if not line.strip():
                self.at += 1
            elif fence := _FENCE.fullmatch(line):
                yield self._fence(fence)
            elif heading := _HEADING.fullmatch(line):
                self.at += 1
                yield Heading(len(heading[1]), (heading[2] or "").strip(), self._span(start))
            elif "|" in line and self._rule_follows():
                yield self._table()
            elif item := _ITEM.fullmatch(line):
                yield self._item(item)
            else:
                yield self._paragraph()

    def _span(self, start: int) -> Span:
        return Span(self.first + start, self.first + max(start, self.at - 1))

    def _rule_follows(self) -> bool:
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return "-" in after and _RULE.fullmatch(after) is not None

    def _fence(self, opened: re.Match[str]) -> Fence:
        start = self.at
        closing = re.compile(rf"[ \t]*{re.escape(opened[1][0])}{{{len(opened[1])},}}[ \t]*")
        self.at += 1
        while self.at < len(self.lines) and not closing.fullmatch(self.lines[self.at]):
            self.at += 1
        text = "\n".join(self.lines[start + 1 : self.at])
        self.at += 1
        return Fence(opened[2].strip(), text, self._span(start))

    def _table(self) -> Table:
        start = self.at
        columns = _cells(self.lines[start])
        self.at += 2
        rows = []
        while self.at < len(self.lines) and "|" in self.lines[self.at]:
            cells = (*_cells(self.lines[self.at]), *([""] * len(columns)))[: len(columns)]
            number = self.first + self.at
            if any(cells):
                rows.append(Row(cells, Span(number, number)))
            self.at += 1
        return Table(columns, tuple(rows), self._span(start))

    def _item(self, begun: re.Match[str]) -> Item:
        start, indent = self.at, len(begun[1].expandtabs(4))
        text = [begun[2]]
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            deeper = len(line) - len(line.lstrip()) > indent
            other = _ITEM.fullmatch(line) or _HEADING.fullmatch(line) or _FENCE.fullmatch(line)
            if not line.strip():
                after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
                if not (after.strip() and len(after) - len(after.lstrip()) > indent):
                    break
            elif not deeper and other:
                break
            text.append(line)
            self.at += 1
        return Item("\n".join(text), self._span(start))

    def _paragraph(self) -> Block:
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].strip():
            line = self.lines[self.at]
            underline = _UNDERLINE.fullmatch(line) if self.at > start else None
            if underline:
                text = " ".join(self.lines[start : self.at])
                self.at += 1
                return Heading(1 if underline[1][0] == "=" else 2, text.strip(), self._span(start))
            begins = _HEADING.fullmatch(line) or _FENCE.fullmatch(line) or _ITEM.fullmatch(line)
            if self.at > start and (begins or ("|" in line and self._rule_follows())):
                break
            self.at += 1
        return Paragraph("\n".join(self.lines[start : self.at]), self._span(start))


def _visible(lines: list[str]) -> list[str]:
    """The lines without HTML comments; in a fence nothing is a comment."""
    seen = []
    fence, hidden = "", False
    for line in lines:
        text = line
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        else:
            text, hidden = _uncommented(line, hidden=hidden)
            opened = None if hidden else _FENCE.fullmatch(text)
            fence = opened[1] if opened else ""
        seen.append(text)
    return seen


def _uncommented(line: str, *, hidden: bool) -> tuple[str, bool]:
    """A line without what comments hide, and whether the next one begins hidden."""
    kept = []
    while True:
        before, mark, line = line.partition("-->" if hidden else "<!--")
        if not hidden:
            kept.append(before)
        if not mark:
            return "".join(kept), hidden
        hidden = not hidden


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a row; an escaped bar is part of its cell."""
    text = line.strip().replace("\\|", "\0")
    text = text.removeprefix("|").removesuffix("|")
    return tuple(cell.replace("\0", "|").strip() for cell in text.split("|"))
