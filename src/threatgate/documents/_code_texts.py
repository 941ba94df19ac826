"""Text in code, however it is put together: adjacent literals, `+`, `%`, `join`, interpolation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._code_strings import pieces
from threatgate.documents._located import Scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._located import Located
    from threatgate.documents._syntax import Node, Syntax

LITERALS = frozenset({"string", "adjacent"})
_MAY_BE_TEXT = frozenset({"string", "adjacent", "call", "number", "binary"})


class Texts:
    """Reads text; what is not literal stands in it as `{expression}`."""

    def __init__(self, syntax: Syntax, tokens: Tokens, read: Callable[[Node], Located]) -> None:
        self._syntax = syntax
        self._tokens = tokens
        self._read = read

    def string(self, node: Node, _meaning: Meaning) -> Scalar:
        """A string literal."""
        return Scalar(self._written([node]), self._syntax.lines(node))

    def adjacent(self, node: Node, _meaning: Meaning) -> Scalar:
        """Literals side by side."""
        return Scalar(self._written(node.named), self._syntax.lines(node))

    def raw(self, node: Node) -> Scalar:
        """A literal whose backslashes stand for themselves."""
        return Scalar(self._written([node], raw=True), self._syntax.lines(node))

    def literal(self, node: Node) -> Scalar | None:
        """The value of a node if it is a string literal."""
        value = self._read(node) if self._syntax.role(self._syntax.inner(node)) in LITERALS else None
        return value if isinstance(value, Scalar) else None

    def concatenated(self, node: Node, operands: Sequence[Node]) -> Scalar | None:
        """Text put together with `+`, or None if none of the operands is literal text."""
        roles = [self._syntax.role(self._syntax.inner(operand)) for operand in operands]
        if not any(role in LITERALS or role == "call" for role in roles):
            return None
        values = [
            self._read(operand) if role in _MAY_BE_TEXT else None for operand, role in zip(operands, roles, strict=True)
        ]
        return self._joined("", operands, values, node)

    def join(self, node: Node, separator: Node, items: Node) -> Scalar | None:
        """`" ".join([…])`, or None if the items are no list with literal text in it."""
        between = self.literal(separator)
        items = self._syntax.inner(items)
        if between is None or self._syntax.role(items) != "list":
            return None
        nodes = items.named
        if any(self._syntax.role(item) == "spread" for item in nodes):
            return None
        return self._joined(str(between.value), nodes, [self._read(item) for item in nodes], node)

    def interpolated(self, node: Node | None) -> str:
        """An expression as it stands in a text."""
        return "{}" if node is None else f"{{{self._tokens.compact(node)}}}"

    def _joined(
        self,
        separator: str,
        nodes: Sequence[Node],
        values: Sequence[Located | None],
        whole: Node,
    ) -> Scalar | None:
        if all(text_of(value) is None for value in values):
            return None
        texts = [
            str(value.value) if isinstance(value, Scalar) else self.interpolated(node)
            for value, node in zip(values, nodes, strict=True)
        ]
        return Scalar(separator.join(texts), self._syntax.lines(whole))

    def _written(self, strings: Sequence[Node], *, raw: bool = False) -> str:
        return "".join(
            piece if isinstance(piece, str) else self.interpolated(piece.first)
            for string in strings
            for piece in pieces(self._syntax, string, raw=raw)
        )
