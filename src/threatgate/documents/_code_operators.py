"""Operators: sums of literals, text put together, choices between values, defaults of environment variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_folding import ENVIRONMENT, ENVIRONMENT_MARKS
from threatgate.documents._code_formats import formatted
from threatgate.documents._code_numbers import arithmetic
from threatgate.documents._code_texts import LITERALS
from threatgate.documents._located import Call, Code, Scalar, Seq

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._code_texts import Texts
    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._located import Located
    from threatgate.documents._syntax import Node, Syntax

FALLBACKS: Final = frozenset({"or", "||", "??", "?:"})
_JOINS: Final = frozenset({"+", "."})
_NUMERIC: Final = frozenset({"number", "unary", "binary"})


class Operators:
    """Reads expressions made with operators; None where the tokens say all there is."""

    def __init__(self, syntax: Syntax, tokens: Tokens, texts: Texts, read: Callable[[Node], Located]) -> None:
        self._syntax = syntax
        self._tokens = tokens
        self._texts = texts
        self._read = read

    def unary(self, node: Node, meaning: Meaning) -> Located | None:
        """A sign or negation of a literal."""
        argument = meaning.of(node, "argument")
        symbol = self._symbol(node, meaning)
        if argument is None or self._role(argument) not in _NUMERIC | {"constant"}:
            return None
        value = self._read(argument)
        if not isinstance(value, Scalar) or isinstance(value.value, str) or value.value is None:
            return None
        span = self._syntax.lines(node)
        if symbol in {"!", "not"}:
            return Scalar(not value.value, span)
        if symbol == "void":
            return Scalar(None, span)
        if isinstance(value.value, bool) or symbol not in {"-", "+"}:
            return None
        return Scalar(-value.value if symbol == "-" else value.value, span)

    def binary(self, node: Node, meaning: Meaning) -> Located | None:
        """A sum of numbers, a text in pieces, a value or its default."""
        symbol = self._symbol(node, meaning)
        if symbol in FALLBACKS:
            return self._with_default(node, meaning) or self.choice(node, meaning)
        operands = self._operands(node)
        nodes = [operand for _, operand in operands]
        if symbol == "%" and self._role(nodes[0]) in LITERALS:
            # The placeholders of a format string say what an interpolation would.
            literal = self._texts.literal(nodes[0])
            if literal is None or len(nodes) > 2:
                return None
            given = self._read(nodes[1])
            found = formatted(literal, given.items if isinstance(given, Seq) else (given,))
            return Scalar(found.value, self._syntax.lines(node))
        if all(self._role(operand) in _NUMERIC for operand in nodes):
            return self._computed(node, operands)
        if all(symbol in _JOINS for symbol, _ in operands[1:]):
            return self._texts.concatenated(node, nodes)
        return None

    def choice(self, node: Node, _meaning: Meaning) -> Code:
        """An expression that chooses one of several values."""
        found: list[Located] = []
        waiting = [node]
        while waiting:
            inner = self._syntax.inner(waiting.pop())
            meaning = self._syntax.meaning(inner)
            if meaning is not None and meaning.role == "choice":
                parts = ("alternative", "consequence")
            elif meaning is not None and meaning.role == "binary" and self._symbol(inner, meaning) in FALLBACKS:
                parts = ("right", "left")
            else:
                found.append(self._read(inner))
                continue
            waiting += [part for name in parts if (part := meaning.of(inner, name)) is not None]
        return Code(self._tokens.code(node), self._syntax.lines(node), tuple(found))

    def environment(self, node: Node) -> Call | None:
        """A read of an environment variable however it is spelled, with its default if one is given."""
        node = self._syntax.inner(node)
        meaning = self._syntax.meaning(node)
        if meaning is None:
            return None
        if meaning.role in {"member", "subscript"}:
            if not self._syntax.source.startswith(ENVIRONMENT_MARKS, node.start):
                return None
            value = self._read(node)
            return value if isinstance(value, Call) and value.callee == ENVIRONMENT else None
        if meaning.role == "call":
            value = self._read(node)
            return value if isinstance(value, Call) and value.callee == ENVIRONMENT else None
        if meaning.role == "binary" and self._has_default(node, meaning):
            value = self._read(node)
            return value if isinstance(value, Call) else None
        return None

    def _role(self, node: Node) -> str:
        return self._syntax.role(self._syntax.inner(node))

    def _symbol(self, node: Node, meaning: Meaning) -> str:
        operator = meaning.of(node, "operator")
        return self._syntax.text(operator) if operator is not None else node.children[0].kind.removeprefix("'")

    def _has_default(self, node: Node, meaning: Meaning) -> bool:
        left = meaning.of(node, "left")
        if left is None or self._symbol(node, meaning) not in FALLBACKS:
            return False
        return self._role(left) in {"member", "subscript", "call"}

    def _with_default(self, node: Node, meaning: Meaning) -> Call | None:
        left, right = meaning.of(node, "left"), meaning.of(node, "right")
        if left is None or right is None or not self._has_default(node, meaning):
            return None
        found = self.environment(left)
        if found is None or len(found.args) != 1:
            return None
        return Call(ENVIRONMENT, (*found.args, self._read(right)), (), self._syntax.lines(node))

    def _operands(self, node: Node) -> list[tuple[str, Node]]:
        """The operands of `a + b - c` from left to right, each with the operator before it."""
        found: list[tuple[str, Node]] = []
        while True:
            meaning = self._syntax.meaning(node)
            binary = meaning if meaning is not None and meaning.role == "binary" else None
            left = None if binary is None else binary.of(node, "left")
            right = None if binary is None else binary.of(node, "right")
            if binary is None or left is None or right is None:
                found.append(("", node))
                return found[::-1]
            found.append((self._symbol(node, binary), right))
            node = left

    def _computed(self, node: Node, operands: Sequence[tuple[str, Node]]) -> Scalar | None:
        total: int | float | None = None
        for symbol, operand in operands:
            value = self._read(operand)
            number = value.value if isinstance(value, Scalar) else None
            if isinstance(number, str | bool) or number is None:
                return None
            total = number if total is None else arithmetic(symbol, total, number)
            if total is None:
                return None
        return None if total is None else Scalar(total, self._syntax.lines(node))
