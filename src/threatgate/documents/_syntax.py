"""The one door to tree-sitter: text becomes a light tree without comments, within bounds of size and work."""

from __future__ import annotations

import re
from bisect import bisect_right
from time import monotonic
from typing import TYPE_CHECKING, Final

from threatgate.documents._bounds import UnreadableError
from threatgate.documents._code_meaning import wrappers
from threatgate.documents._grammars import loaded
from threatgate.documents._memory import MOST_ADDED, held
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Language, Tree

    from threatgate.documents._code_meaning import Grammar, Meaning, Part

MAX_BYTES: Final = 2_000_000
MAX_FUNCTIONS_DEEP: Final = 50
# Each `a < b` may begin a type; after an error in one long statement the parser compares all such readings, in one
# step that nothing can stop.
MAX_ANGLES: Final = 1_000
BYTES_PER_ANGLE: Final = 20
MAX_STRANGE: Final = 600
_STATEMENT: Final = re.compile(rb"[;{}]")
_ANGLE: Final = re.compile(rb"[\w$)\]]\s*<(?![/=<])")
ERROR: Final = "ERROR"
HINT: Final = "split the file, or leave it out under `ignore` in .threatgate.yaml if it is generated"
# Well-formed code takes about one step in 100 bytes, densely packed code one in 20; ambiguity without end takes more.
BYTES_PER_STEP: Final = 10
# Steps bound the work on every machine alike; the clock only stops inputs whose steps grow slower and slower.
SECONDS: Final = 2.0
SECONDS_PER_BYTE: Final = 4.0e-6


class Node:
    """A node of a syntax tree. A plain class, because a file has a hundred thousand of them.

    `kind` is the grammar's node type; tokens that are punctuation or keywords have a `'` before theirs. `scope` is the
    function around the node, None at module level.
    """

    __slots__ = ("children", "end", "field", "kind", "scope", "start")

    def __init__(self, kind: str, field: str, start: int, end: int, scope: Node | None) -> None:
        self.kind = kind
        self.field = field
        self.start = start
        self.end = end
        self.scope = scope
        self.children: Sequence[Node] = ()

    @property
    def named(self) -> list[Node]:
        """The children that are more than punctuation and keywords."""
        return [child for child in self.children if child.kind[0] != "'"]

    def part(self, place: Part) -> Node | None:
        """A child by field name, by `<kind>` or by its position among the named children."""
        if isinstance(place, int):
            named = self.named
            return named[place] if -len(named) <= place < len(named) else None
        for child in self.children:
            if child.field == place:
                return child
        if place[0] == "<":
            return next((child for child in self.children if child.kind == place[1:-1]), None)
        return None

    @property
    def first(self) -> Node | None:
        """The first child that is more than punctuation."""
        for child in self.children:
            if child.kind[0] != "'":
                return child
        return None


class Syntax:
    """A parsed text: its tree, its comments as byte ranges, and what its nodes mean.

    `binders` are the nodes that bind names, in the order of the text.
    """

    __slots__ = (
        "_kinds",
        "_lines",
        "_numbers",
        "_spans",
        "_wrappers",
        "binders",
        "comments",
        "errors",
        "grammar",
        "root",
        "source",
    )

    def __init__(
        self,
        source: bytes,
        tree: Tree,
        grammar: Grammar,
        tables: tuple[list[str], list[str]],
        numbers: Sequence[int] | None = None,
    ) -> None:
        self.source = source
        self.grammar = grammar
        self._kinds = grammar.kinds
        self._wrappers = wrappers(grammar)
        self.comments: list[tuple[int, int]] = []
        self.binders: list[Node] = []
        self.errors: list[Node] = []
        self._lines: list[int] | None = None
        self._numbers = numbers
        self._spans: dict[tuple[int, int], Span] = {}
        self.root = self._convert(tree, grammar, *tables)

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.between(node.start, node.end)

    def between(self, start: int, end: int) -> str:
        """The source text of a byte range."""
        return self.source[start:end].decode("utf-8", "replace")

    def meaning(self, node: Node) -> Meaning | None:
        """What a node's type means, None for types that mean nothing of their own."""
        return self._kinds.get(node.kind)

    def role(self, node: Node | None) -> str:
        """The role of a node's type, "" if it has none."""
        meaning = None if node is None else self._kinds.get(node.kind)
        return "" if meaning is None else meaning.role

    def is_indented(self, node: Node) -> bool:
        """Whether the lines of a text share an indentation that is layout."""
        meaning = self._kinds.get(node.kind)
        return meaning is not None and meaning.note == "indented"

    def part(self, node: Node, name: str) -> Node | None:
        """A part of a node by the word that its meaning has for it."""
        meaning = self._kinds.get(node.kind)
        return None if meaning is None else meaning.of(node, name)

    def inner(self, node: Node, *, awaited: bool = True) -> Node:
        """The expression inside parentheses and type assertions, and inside `await`."""
        while (meaning := self._wrappers.get(node.kind)) is not None and (awaited or meaning.role == "same"):
            inside = node.part(meaning.parts.get("inner", 0))
            if inside is None:
                break
            node = inside
        return node

    def lines(self, node: Node) -> Span:
        """The lines of a node."""
        return self.span(node.start, node.end)

    def span(self, start: int, end: int) -> Span:
        """The lines of a byte range."""
        if self._lines is None:
            self._lines = [0, *(found.end() for found in re.finditer(b"\n", self.source))]
        line = bisect_right(self._lines, start)
        last = bisect_right(self._lines, max(start, end - 1), lo=line - 1)
        found = self._spans.get((line, last))
        if found is None:
            found = self._spans[line, last] = self._placed(line, last)
        return found

    def _placed(self, line: int, last: int) -> Span:
        """Lines of the text as lines of the file that holds it."""
        if self._numbers is None:
            return Span(line, last)
        first, final = (self._numbers[min(at, len(self._numbers)) - 1] for at in (line, last))
        return Span(first, max(first, final))

    def _convert(  # noqa: C901, PLR0912 - one loop, because a call for each node costs more than the rest
        self,
        tree: Tree,
        grammar: Grammar,
        kinds: list[str],
        fields: list[str],
    ) -> Node:
        """The tree as plain objects, in one pass: a cursor's nodes cost too much to be asked twice."""
        skipped = grammar.comments
        binding = grammar.binders.keys() | grammar.unbinders
        functions = {kind for kind, meaning in grammar.kinds.items() if meaning.role == "function"}
        cursor = tree.walk()
        down, right, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
        scope: Node | None = None
        siblings: list[Node] = []
        top = siblings
        shapes = grammar.shapes
        shaped: list[Node] = []
        above: list[tuple[list[Node], Node | None]] = []
        deep = 0
        while True:
            raw = cursor.node
            assert raw is not None  # noqa: S101 - a cursor stands somewhere
            kind = kinds[raw.kind_id] if raw.kind_id < len(kinds) else ERROR
            entered = False
            if kind in skipped:
                self.comments.append((raw.start_byte, raw.end_byte))
            else:
                node = Node(kind, fields[cursor.field_id or 0], raw.start_byte, raw.end_byte, scope)
                siblings.append(node)
                if kind in binding:
                    self.binders.append(node)
                elif kind == ERROR:
                    self.errors.append(node)
                if kind in shapes:
                    shaped.append(node)
                entered = down()
                if entered:
                    above.append((siblings, scope))
                    node.children = siblings = []
                    if kind in functions:
                        scope = node
                        deep += 1
                        if deep > MAX_FUNCTIONS_DEEP:
                            raise UnreadableError(
                                f"nests functions deeper than {MAX_FUNCTIONS_DEEP} levels", None, HINT
                            )
            if entered:
                continue
            while not right():
                if not up():
                    for node in reversed(shaped):
                        shapes[node.kind](self, node)
                    return top[0]
                siblings, outer = above.pop()
                if outer is not scope:
                    deep -= 1
                    scope = outer


def parse(text: str, grammar: Grammar, lines: Sequence[int] | None = None) -> Syntax:
    """The syntax of a text, errors and all; raises `UnreadableError` only where a bound stops the work."""
    source = text.encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES:
        raise UnreadableError(f"holds {len(source):,} bytes of code, more than {MAX_BYTES:,}", None, HINT)
    if grammar.angles and _is_ambiguous(source):
        raise UnreadableError("compares or types too much in one statement", None, HINT)
    if grammar.strange is not None and sum(len(found[0]) for found in grammar.strange.finditer(source)) > MAX_STRANGE:
        raise UnreadableError("is full of characters that mean nothing in its language", None, HINT)
    language, kinds, fields = loaded(grammar.package, grammar.entry)
    tree = _tree(source if grammar.prepared is None else grammar.prepared(source), language)
    if tree is None:
        raise UnreadableError("takes more work to parse than code of its size does", None, HINT)
    return Syntax(source, tree, grammar, (kinds, fields), lines)


def _is_ambiguous(source: bytes) -> bool:
    if source.count(b"<") <= MAX_ANGLES:
        return False
    angles = len(_ANGLE.findall(source))
    return angles > MAX_ANGLES and (
        angles * BYTES_PER_ANGLE > len(source)
        or any(
            statement.count(b"<") > MAX_ANGLES and len(_ANGLE.findall(statement)) > MAX_ANGLES
            for statement in _STATEMENT.split(source)
        )
    )


def _tree(source: bytes, language: Language) -> Tree | None:
    from tree_sitter import Parser

    left = 1_000 + len(source) // BYTES_PER_STEP
    deadline = monotonic() + SECONDS + SECONDS_PER_BYTE * len(source)
    most = held() + MOST_ADDED

    def stop(_offset: int, _error: bool) -> bool:
        nonlocal left
        left -= 1
        return left < 0 or monotonic() > deadline or held() > most

    try:
        # The progress callback is heard only where the text is handed over in pieces.
        return Parser(language).parse(lambda offset, _point: source[offset : offset + 65_536], progress_callback=stop)
    except ValueError:
        return None
