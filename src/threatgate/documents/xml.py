"""XML: elements as mappings of their attributes (`@name`), children and text (`#text`); repeated ones are lists.

An element of text alone is that text. Files with a document type are unreadable: what they say depends on a DTD and on
entities that stand elsewhere or grow without bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from threatgate.documents._bounds import MAX_DEPTH, MAX_NODES, MalformedError, UnreadableError, too_deep, too_many
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import numbering
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.parsers.expat import XMLParserType

_HINT: Final = "write the values out, without a document type and without entities"


class _Element:
    """An element while it is open."""

    __slots__ = ("line", "name", "parts", "text")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.parts: dict[str, list[Entry]] = {}
        self.text: list[str] = []

    def entry(self, end: int) -> Entry:
        """The element, ended on a line."""
        span = Span(self.line, end)
        text = "".join(self.text).strip()
        if not self.parts:
            return Entry(self.name, Scalar(text or None, span), span)
        entries = [_joined(key, held) for key, held in self.parts.items()]
        if text:
            entries.append(Entry("#text", Scalar(text, span), span))
        return Entry(self.name, Map(tuple(entries), span), span)


def _joined(key: str, held: list[Entry]) -> Entry:
    if len(held) == 1:
        return held[0]
    span = Span(held[0].span.line, held[-1].span.end_line)
    return Entry(key, Seq(tuple(entry.value for entry in held), span), span)


def read(text: str) -> Tree:
    """The root element of a file, under its name. Raises UnreadableError."""
    return Tree("xml", (_Reader(text).root(),), text)


class _Reader:
    """Builds located values out of the events of one parser."""

    def __init__(self, text: str) -> None:
        from xml.parsers.expat import ParserCreate

        self._text = text
        self._line: Callable[[int], int] = numbering(text)
        self._open = [_Element("", 1)]
        self._seen = 0
        # What a declaration says of the encoding no longer holds: the text is decoded already.
        self._parser: XMLParserType = ParserCreate(encoding="utf-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def root(self) -> Located:
        """The whole document."""
        from xml.parsers.expat import ExpatError

        try:
            self._parser.Parse(self._text.encode("utf-8"), True)  # noqa: FBT003 - the parser takes it so
        except ExpatError as fault:
            raise MalformedError(
                f"is no well-formed XML: {str(fault).partition(':')[0]}",
                self._line(fault.lineno - 1),
                "mend the markup",
            ) from None
        (entry,) = (each for held in self._open[0].parts.values() for each in held)
        return Map((entry,), entry.span)

    def _here(self) -> int:
        return self._line(self._parser.CurrentLineNumber - 1)

    def _refuse(self, *_told: object) -> NoReturn:
        raise UnreadableError("declares a document type or entities, which are not followed", self._here(), _HINT)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._here()
        self._seen += 1 + len(attributes)
        if self._seen > MAX_NODES:
            raise too_many(line)
        if len(self._open) > MAX_DEPTH:
            raise too_deep(line)
        element = _Element(name, line)
        span = Span(line, line)
        for key, value in attributes.items():
            element.parts[f"@{key}"] = [Entry(f"@{key}", Scalar(value, span), span)]
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        self._open[-1].parts.setdefault(element.name, []).append(element.entry(self._here()))

    def _characters(self, text: str) -> None:
        self._open[-1].text.append(text)
