"""Rails in Colang, versions 1 and 2: flows, messages of user and bot, each without comments and layout.

A definition becomes an entry under its head (`flow self check input`, `user asks for a refund`), a list of its lines
with their depth kept by leading spaces; what decorates a flow of version 2, and what it takes, stands first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Map, Scalar, Seq
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(
    r"(?:define\s+)?((?:(?:extension|parallel|priority|sample)\s+)*(?:flow|subflow|user|bot|action|event))\b(.*)"
)
_IMPORT = re.compile(r"import\s+(.+)")
_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?|#.*$')
_TAKES = re.compile(r"\$\w|->|\(")
DEEPER = "  "
_QUOTES = ('"""', "'''")


def read(text: str) -> Tree:
    """The definitions of a file."""
    lines = list(_lines(text))
    entries: dict[str, list[tuple[str, Span]]] = {}
    spans: dict[str, Span] = {}
    counts: dict[str, int] = {}
    key = ""
    marks: list[tuple[str, Span]] = []
    for number, depth, line in lines:
        head = _HEAD.match(line) if depth == 0 else None
        found = _IMPORT.match(line) if depth == 0 else None
        if head is not None:
            called, taken = _parted(head[2].strip().removesuffix(":").rstrip())
            name = " ".join(f"{head[1]} {called}".split())
            counts[name] = counts.get(name, 0) + 1
            key = name if counts[name] == 1 else f"{name} ({counts[name]})"
            entries[key] = [*marks, *([(taken, Span(number, number))] if taken else [])]
            spans[key] = Span(number, number)
            marks = []
        elif found is not None:
            entries.setdefault("import", []).append((found[1].strip(), Span(number, number)))
            spans["import"] = Span(spans.get("import", Span(number, number)).line, number)
            key = ""
        elif depth == 0 and line.startswith("@"):
            marks.append((line, Span(number, number)))
            key = ""
        else:
            here = key or "main"
            spans[here] = Span(spans.get(here, Span(number, number)).line, number)
            entries.setdefault(here, []).append((f"{DEEPER * depth}{line}", Span(number, number)))
    made = tuple(
        Entry(name, Seq(tuple(Scalar(line, span) for line, span in body), spans[name]), spans[name])
        for name, body in entries.items()
    )
    return Tree("colang", (Map(made, Span(1, max(1, text.count("\n")))),), text)


def _parted(head: str) -> tuple[str, str]:
    """What a flow is called, and what it takes and gives: `say $text -> $event`."""
    found = _TAKES.search(head)
    return (head[: found.start()].strip(), head[found.start() :].strip()) if found else (head, "")


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Each line that says something: its number, how deep it stands, its words. A text in triple quotes is one line."""
    stack = [0]
    rows = text.replace("\r\n", "\n").expandtabs(4).split("\n")
    at = 0
    while at < len(rows):
        first, row = at, rows[at]
        mark = next((quotes for quotes in _QUOTES if row.count(quotes) == 1), "")
        if mark:
            while at + 1 < len(rows) and mark not in rows[at + 1]:
                at += 1
            at += 1
            row = "\n".join(rows[first : at + 1])
        else:
            row = _STRING_OR_COMMENT.sub(lambda found: "" if found[0].startswith("#") else found[0], row)
        at += 1
        bare = row.strip()
        if not bare or bare.startswith(_QUOTES):
            continue
        indent = len(row) - len(row.lstrip())
        while stack[-1] > indent:
            stack.pop()
        if indent > stack[-1]:
            stack.append(indent)
        yield first + 1, len(stack) - 1, " ".join(bare.split()) if not mark else bare
