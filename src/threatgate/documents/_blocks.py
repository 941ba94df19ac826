"""What languages of declarations share: syntax without meanings of code, and trees built out of declared blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._bounds import MAX_NODES, MalformedError, given_twice, too_many
from threatgate.documents._code_meaning import Grammar
from threatgate.documents._located import Code, Entry, Located, Map, Seq
from threatgate.documents._syntax import parse
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._syntax import Node, Syntax

_TIGHT: Final = re.compile(r"(?<=[\[(.!]) | (?=[\]),.\[(:])|(?<=[\w)\]]) (?=\()")
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}
_HIGHEST: Final = 0x10FFFF


def declarative(language: str, package: str) -> Grammar:
    """A grammar whose nodes are read one by one, by a reader of its own."""
    return Grammar(
        language=language,
        package=package,
        entry="language",
        kinds={},
        comments=frozenset({"comment", "diagnostic_comment"}),
        silent=frozenset(),
        binders={},
        imports=lambda _syntax, _node: (),
        inner={},
    )


def parsed(text: str, grammar: Grammar) -> Syntax:
    """The syntax of a whole text without errors. Raises MalformedError where there is one."""
    syntax = parse(text, grammar)
    at = min((*syntax.errors, *_missing(syntax.root)), key=lambda node: node.start, default=None)
    if at is not None:
        raise MalformedError(
            f"is no {grammar.language}: a statement cannot be parsed",
            syntax.lines(at).line,
            "mend the statement on this line, or those around it",
        )
    return syntax


def _missing(root: Node) -> Iterator[Node]:
    """Closing tokens that the parser made up, so that it could go on."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.start == node.end and (node.kind[0] == "'" or node.kind.endswith("_end")):
            yield node
        waiting.extend(node.children)


def tokens(syntax: Syntax, node: Node) -> str:
    """An expression as its tokens, strings and layout in one form."""
    waiting, found = [node], []
    while waiting:
        each = waiting.pop()
        if each.children and each.kind not in ("string", "string_lit", "quoted_template"):
            waiting.extend(reversed(each.children))
        elif text := syntax.text(each).strip():
            found.append(text)
    return _TIGHT.sub("", " ".join(found))


def code(syntax: Syntax, node: Node, *choices: Located) -> Code:
    """An expression that is no literal."""
    return Code(tokens(syntax, node), syntax.lines(node), choices)


def unescaped(text: str) -> str:
    """A string's text with its escapes decoded."""

    def character(found: re.Match[str]) -> str:
        digits = found[1] or found[2] or found[3]
        if digits is None:
            return _ESCAPES.get(found[4], found[4])
        number = int(digits, 16)
        return found[0] if number > _HIGHEST or 0xD800 <= number <= 0xDFFF else chr(number)

    return _ESCAPE.sub(character, text) if "\\" in text else text


def covering(entries: Iterable[Entry], span: Span) -> Map:
    """A map of these entries, given once each, on lines that hold them all."""
    held = tuple(entries)
    known: dict[str, Entry] = {}
    for entry in held:
        first = known.setdefault(entry.key, entry)
        if first is not entry:
            raise given_twice(entry.key, first.span.line, entry.span.line)
    return Map(held, _around((span, *(entry.span for entry in held))))


def _around(spans: Iterable[Span]) -> Span:
    lines = tuple(spans)
    return Span(min(span.line for span in lines), max(span.end_line for span in lines))


class Branch:
    """A mapping that grows while declarations are read: what is declared again under one path becomes a list."""

    __slots__ = ("_held", "_size")

    def __init__(self) -> None:
        self._held: dict[str, Branch | list[tuple[Located, Span]]] = {}
        self._size = 0

    def add(self, path: tuple[str, ...], value: Located, span: Span, *, once: bool = False) -> None:
        """Put a value under a path of keys; with `once` the path must be new."""
        self._size += 1
        if self._size > MAX_NODES:
            raise too_many(span.line)
        key, rest = path[0], path[1:]
        below = self._held.get(key)
        if rest:
            if not isinstance(below, Branch):
                inner = Branch()
                for held, where in below or ():
                    inner.add(("",), held, where)
                self._held[key] = below = inner
            below.add(rest, value, span, once=once)
        elif isinstance(below, Branch):
            below.add(("",), value, span)
        elif below is None:
            self._held[key] = [(value, span)]
        elif once:
            raise given_twice(key, below[0][1].line, span.line)
        else:
            below.append((value, span))

    def located(self, span: Span) -> Map:
        """The mapping as it stands now."""
        return covering((self._entry(key, held) for key, held in self._held.items()), span)

    def _entry(self, key: str, held: Branch | list[tuple[Located, Span]]) -> Entry:
        if isinstance(held, Branch):
            whole = held.located(held.span)
            return Entry(key, whole, whole.span)
        around = _around(span for _, span in held)
        value = held[0][0] if len(held) == 1 else Seq(tuple(value for value, _ in held), around)
        return Entry(key, value, around)

    @property
    def span(self) -> Span:
        """The lines from the first to the last value."""
        return _around(
            part.span if isinstance(part, Branch) else _around(span for _, span in part) for part in self._held.values()
        )
