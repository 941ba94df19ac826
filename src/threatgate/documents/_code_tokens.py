"""Code as normalised tokens: what it does, without comments, layout, types, quote style and the names of locals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from threatgate.documents._bounds import MAX_DEPTH, UnreadableError, too_deep
from threatgate.documents._code_locals import Locals
from threatgate.documents._code_names import is_log_call
from threatgate.documents._code_spacing import compacted, shortened
from threatgate.documents._code_strings import pieces
from threatgate.documents._code_writers import MODIFIERS, Writers
from threatgate.documents._syntax import HINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._code_writers import Items
    from threatgate.documents._syntax import Node, Syntax

# A function's text stands in the text of the functions around it; hostile nesting would make that grow without end. Of
# a small file one function may be most of it, of a large one the whole is written about once.
GROWTH: Final = 20
MOST_GROWTH: Final = 600_000
OPENS, ENDS, STOPS = "{|", "|}", ";"
_STATEMENTS: Final = ("_statement", "_declaration")
_CLOSERS: Final = frozenset({")", "]", "}"})
_BRANCHING: Final = frozenset({"", "case", "conditional", "switch"})


class Tokens:
    """Writes the nodes of one file as tokens. Functions are written once and stand in others as a whole."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._locals = Locals(syntax)
        self._functions: dict[int, tuple[str, str]] = {}
        self._left = 3 * len(syntax.source) + min(GROWTH * len(syntax.source), MOST_GROWTH) + 100_000
        self._renaming = True
        self._deep = 0
        self._write = Writers(syntax)
        writers = {
            **self._write.table,
            "adjacent": self._strings,
            "block": self._block,
            "function": self._function,
            "name": self._name,
            "shorthand": self._shorthand,
            "string": self._strings,
        }
        self._writers = {
            kind: (writers[meaning.role], meaning)
            for kind, meaning in syntax.grammar.kinds.items()
            if meaning.role in writers
        }

    def code(self, node: Node) -> str:
        """An expression as tokens joined by single spaces, names as written; very long ones end in a digest."""
        return shortened(" ".join(self._written([node], renaming=False)))

    def compact(self, node: Node) -> str:
        """An expression in the usual spacing, on one line."""
        return compacted(self._written([node], renaming=False))

    def body(self, function: Node) -> str:
        """What a function does: its body with numbered locals, without documentation and log calls.

        One that takes too much work to write is told by its source text.
        """
        try:
            return self._parts(function)[1]
        except (UnreadableError, RecursionError):
            self._deep, self._renaming = 0, True
            return " ".join(self._syntax.text(function).split())

    def _parts(self, function: Node) -> tuple[str, str]:
        """A function's parameters and its body, each written once."""
        found = self._functions.get(id(function))
        if found is None:
            parameters = self._syntax.part(function, "parameters") or self._syntax.part(function, "parameter")
            body = self._syntax.part(function, "body")
            given = [] if parameters is None else self._parameters(parameters)
            found = self._functions[id(function)] = (
                " ".join(self._written(["(", *given, ")"], renaming=True)),
                " ".join(self._written([] if body is None else self._body(body), renaming=True)),
            )
        return found

    def _written(self, items: Sequence[Node | str], *, renaming: bool) -> list[str]:
        """The tokens of some nodes; recursion only into functions and into what text interpolates."""
        self._deep += 1
        if self._deep > MAX_DEPTH:
            raise too_deep(1)
        outer, self._renaming = self._renaming, renaming
        syntax, writers, silent = self._syntax, self._writers, self._syntax.grammar.silent
        out: list[str] = []
        waiting = list(reversed(items))
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                if item in _CLOSERS and out and out[-1] == ",":
                    out.pop()
                out.append(item)
            elif (writer := writers.get(item.kind)) is not None:
                waiting += writer[0](item, writer[1])[::-1]
            elif item.kind in silent:
                continue
            elif item.children:
                waiting += self._plain(item)[::-1]
            else:
                text = " ".join(syntax.text(item).split())
                if text:
                    out.append(text)
        self._renaming = outer
        self._deep -= 1
        self._left -= sum(map(len, out))
        if self._left < 0:
            raise UnreadableError("nests code so that it takes too much work to compare", None, HINT)
        return out

    def _plain(self, node: Node) -> Items:
        written = self._write.plain(node)
        if self._syntax.role(node) not in _BRANCHING:
            return written
        found: Items = []
        alone: list[Node] = []
        for item in written:
            # `if (a) b()` does what `if (a) { b() }` does.
            if not isinstance(item, str) and self._stands_alone(node, item):
                alone.append(item)
                continue
            if alone:
                found += self._statements(alone)
                alone = []
            found.append(item)
        return found + self._statements(alone) if alone else found

    def _stands_alone(self, node: Node, item: Node) -> bool:
        """Whether a statement stands where a block could."""
        if not item.kind.endswith(_STATEMENTS):
            return False
        if node.kind == "else_clause" or item.field == "alternative":
            return item.kind != "if_statement"
        return item.field in {"body", "consequence"}

    def _block(self, node: Node, _meaning: Meaning) -> Items:
        return self._statements(node.named)

    def _statements(self, statements: Sequence[Node]) -> Items:
        found: Items = [OPENS]
        for statement in statements:
            if not self._does_nothing(statement):
                found += (statement, STOPS)
        return [*found, ENDS]

    def _does_nothing(self, statement: Node) -> bool:
        """Whether a statement changes nothing: a type, a bare string, a log call."""
        if statement.kind in self._syntax.grammar.silent:
            return True
        if self._syntax.role(statement) != "statement":
            return self._syntax.role(statement) == "call" and is_log_call(self._syntax, statement)
        expression = statement.first
        if expression is None:
            return True
        expression = self._write.inner(expression)
        role = self._syntax.role(expression)
        if role in {"string", "adjacent"}:
            return self._syntax.grammar.doc_in_body
        if role == "assignment":
            return self._syntax.part(expression, "value") is None
        return is_log_call(self._syntax, expression)

    def _body(self, body: Node) -> Items:
        """A function's body; a lone expression is what a block returns."""
        if self._syntax.role(body) == "block":
            return [body]
        if is_log_call(self._syntax, body):
            return [OPENS, ENDS]
        return [OPENS, "return", self._write.inner(body), STOPS, ENDS]

    def _function(self, node: Node, meaning: Meaning) -> Items:
        modifiers = [child.kind[1:] for child in node.children if child.kind in MODIFIERS]
        name = meaning.of(node, "name")
        return [*modifiers, "func", *([] if name is None else [name]), *self._parts(node)]

    def _parameters(self, parameters: Node) -> Items:
        """Parameters without the brackets around them, which some languages leave out for a single one."""
        if self._syntax.role(parameters):
            return [parameters]
        found = self._write.plain(parameters)
        return found[1:-1] if found[:1] == ["("] else found

    def _name(self, node: Node, meaning: Meaning) -> Items:
        """A name of the language's other room, such as a method's, is no local whatever locals are called."""
        text = self._syntax.text(node)
        return [self._locals.written(text, node.scope) if self._renaming and not meaning.note else text]

    def _shorthand(self, node: Node, meaning: Meaning) -> Items:
        return [json.dumps(self._syntax.text(node)), ":", *self._name(node, meaning)]

    def _strings(self, node: Node, meaning: Meaning) -> Items:
        """Literals as one JSON string; what is interpolated stands in it as `{expression}`."""
        strings = node.named if meaning.role == "adjacent" else [node]
        text = "".join(
            piece if isinstance(piece, str) else self._interpolated(piece)
            for string in strings
            for piece in pieces(self._syntax, string)
        )
        return [json.dumps(text, ensure_ascii=False)]

    def _interpolated(self, piece: Node) -> str:
        expression = piece.first
        if expression is None:
            return "{}"
        after = [child for child in piece.children if child.start >= expression.end and child.kind != "'}"]
        suffix = "".join(self._syntax.text(child) for child in after)
        return f"{{{compacted(self._written([expression], renaming=self._renaming))}{suffix}}}"
