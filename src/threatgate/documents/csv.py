"""Tables with a head line (`.csv`, `.tsv`): a mapping for each row.

Such files are data first of all, so nothing in them is a fault: a row too long or too short keeps what it has, and rows
beyond a bound are read as lines of text, the rest of those as one.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar
from threatgate.identity import sha256
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

CELLS = 20_000
LINES = 20_000
_DELIMITERS = {"tsv": "\t"}


def read(text: str, form: str = "csv") -> Tree:
    """The rows of a table, each with the columns that the first line names."""
    return Tree("csv", tuple(_rows(text, _DELIMITERS.get(form) or _delimiter(text))), text)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _rows(text: str, delimiter: str) -> Iterator[Located]:
    lines = text.replace("\r\n", "\n").replace("\r", " ").replace("\0", "").split("\n")
    table = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    head: list[str] = []
    cells, line = 0, 1
    try:
        for row in table:
            span = Span(line, max(line, min(table.line_num, len(lines))))
            line = table.line_num + 1
            if not any(row):
                continue
            if not head:
                head = _head(row)
                continue
            yield Map(
                tuple(Entry(head[at], Scalar(cell, span), span) for at, cell in enumerate(row[: len(head)])), span
            )
            cells += len(row) + 1
            if cells > CELLS:
                break
    except csv.Error:
        line = min(table.line_num, len(lines))
    yield from _lines(lines, line)


def _head(row: list[str]) -> list[str]:
    names: list[str] = []
    known: set[str] = set()
    for at, name in enumerate(row):
        bare = name.strip().lstrip("\ufeff") or f"column {at + 1}"
        names.append(bare if bare not in known else f"{bare} {at + 1}")
        known.add(names[-1])
    return names


def _lines(lines: list[str], first: int) -> Iterator[Scalar]:
    """What is left, a line each; what is left after that by its digest."""
    left = lines[first - 1 :]
    for at, line in enumerate(left[:LINES]):
        if line.strip():
            yield Scalar(line, Span(first + at, first + at))
    if len(left) > LINES:
        rest = sha256("\n".join(left[LINES:]).encode("utf-8", "surrogatepass"))
        yield Scalar(rest, Span(first + LINES, len(lines)))
