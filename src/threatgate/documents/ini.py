"""INI files (`.ini`, `.cfg`): sections of `key = value`, with comments on their own lines and continued values.

Sections are mappings, keys before the first section stand at the top. A key without `=` has no value.
"""

from __future__ import annotations

import re

from threatgate.documents._bounds import MAX_NODES, UnreadableError, given_twice, too_many
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import last_line, pieces
from threatgate.documents._located import Entry, Map, Scalar
from threatgate.documents._scalars import bare_word
from threatgate.model import Span

_SECTION = re.compile(r"\[([^\]]+)\][ \t]*(?:[#;].*)?")
_PAIR = re.compile(r"([^=:]*+)[=:](.*)", re.DOTALL)


class _Key:
    """A key whose value may go on in the lines below."""

    __slots__ = ("end", "indent", "line", "name", "parts")

    def __init__(self, name: str, value: str | None, line: int, indent: int) -> None:
        self.name = name
        self.parts = [] if value is None else [value]
        self.line = self.end = line
        self.indent = indent

    def entry(self) -> Entry:
        """The key with its whole value."""
        span = Span(self.line, self.end)
        return Entry(self.name, Scalar(bare_word("\n".join(self.parts)) if self.parts else None, span), span)


class _Section:
    """One section with its keys, or the keys before any section."""

    __slots__ = ("keys", "line", "name")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.keys: dict[str, _Key] = {}

    def add(self, key: _Key) -> None:
        """Take a key; given again it must have the same value, whatever the case of its letters."""
        first = self.keys.setdefault(key.name.lower(), key)
        if first is not key and (first.parts != key.parts or first.name != key.name):
            raise given_twice(key.name, first.line, key.line)

    def entries(self) -> tuple[Entry, ...]:
        """The keys in the order of the file."""
        return tuple(key.entry() for key in self.keys.values())


def read(text: str) -> Tree:
    """The sections of an INI file. Raises UnreadableError."""
    sections = _sections(text)
    entries = {entry.key: entry for entry in sections[0].entries()}
    for section in sections[1:]:
        held = section.entries()
        span = Span(section.line, held[-1].span.end_line if held else section.line)
        if section.name in entries:
            raise given_twice(section.name, entries[section.name].span.line, section.line)
        entries[section.name] = Entry(section.name, Map(held, span), span)
    return Tree("ini", (Map(tuple(entries.values()), Span(1, last_line(text))),), text)


def _sections(text: str) -> list[_Section]:
    sections = [_Section("", 1)]
    last: _Key | None = None
    for count, (number, piece) in enumerate(pieces(text)):
        stripped = piece.strip(" \t\f\v")
        if not stripped or stripped[0] in "#;":
            continue
        if count > MAX_NODES:
            raise too_many(number)
        indent = len(piece) - len(piece.lstrip(" \t\f\v"))
        if last is not None and indent > last.indent:
            last.parts.append(stripped)
            last.end = number
            continue
        last = None
        header = _SECTION.fullmatch(stripped)
        if header is not None:
            sections.append(_Section(header[1].strip(), number))
            continue
        if stripped.startswith("["):
            raise UnreadableError("is no INI file: a section's name does not end", number, "close the name with ]")
        last = _key(stripped, number, indent)
        sections[-1].add(last)
    return sections


def _key(text: str, number: int, indent: int) -> _Key:
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return _Key(text, None, number, indent)
    return _Key(pair[1].strip(), pair[2].strip(), number, indent)
