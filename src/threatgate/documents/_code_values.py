"""Expressions of any language as located values: literals as literals, everything else by name or as code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._bounds import MAX_DEPTH, too_deep
from threatgate.documents._code_calls import Calls
from threatgate.documents._code_folding import environment_read
from threatgate.documents._code_names import dotted
from threatgate.documents._code_numbers import number_of
from threatgate.documents._code_operators import Operators
from threatgate.documents._code_texts import Texts
from threatgate.documents._located import Call, Code, Entry, Map, Ref, Scalar, Seq

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._located import Located
    from threatgate.documents._syntax import Node, Syntax

_LONGEST_KEY: Final = 200
_CONSTANTS: Final = {"true": True, "false": False}


class Values:
    """Reads the expressions of one file. Each node is read once, so a value is the same object wherever it appears."""

    def __init__(self, syntax: Syntax, tokens: Tokens) -> None:
        self._syntax = syntax
        self._tokens = tokens
        self.known: dict[int, Located] = {}
        self._deep = 0
        texts = Texts(syntax, tokens, self.read)
        operators = Operators(syntax, tokens, texts, self.read)
        calls = Calls(syntax, tokens, texts, self)
        self.environment = operators.environment
        self.links = calls.links
        readers: dict[str, Callable[[Node, Meaning], Located | None]] = {
            "adjacent": texts.adjacent,
            "binary": operators.binary,
            "call": calls.call,
            "choice": operators.choice,
            "constant": self._constant,
            "keyword": self._value,
            "list": self._list,
            "literals": self._literals,
            "map": self._map,
            "member": self._name,
            "name": self._name,
            "number": self._number,
            "spread": self._spread,
            "string": texts.string,
            "subscript": self._subscript,
            "unary": operators.unary,
        }
        self._readers = {
            kind: (readers[meaning.role], meaning)
            for kind, meaning in syntax.grammar.kinds.items()
            if meaning.role in readers
        }

    def read(self, node: Node) -> Located:
        """The value of an expression."""
        node = self._syntax.inner(node)
        found = self.known.get(id(node))
        if found is not None:
            return found
        self._deep += 1
        if self._deep > MAX_DEPTH:
            raise too_deep(self._syntax.lines(node).line)
        reader = self._readers.get(node.kind)
        value = reader[0](node, reader[1]) if reader is not None else None
        if value is None:
            value = Code(self._tokens.code(node), self._syntax.lines(node))
        self._deep -= 1
        self.known[id(node)] = value
        return value

    def entry(self, node: Node) -> Entry | None:
        """An entry of a map, an argument by name or a spread; None for what is none of these."""
        meaning = self._syntax.meaning(node)
        if meaning is None:
            return None
        span = self._syntax.lines(node)
        match meaning.role:
            case "pair" | "keyword":
                key, value = meaning.of(node, "key"), meaning.of(node, "value")
                return None if key is None or value is None else Entry(self.key(key), self.read(value), span)
            case "shorthand":
                name = self._syntax.text(node)
                return Entry(name, Ref(name, span), span)
            case "function":
                key = meaning.of(node, "name")
                return None if key is None else Entry(self.key(key), self.read(node), span)
            case "spread":
                spread = self._spread(node, meaning)
                return Entry(spread.text[:_LONGEST_KEY], spread, span)
            case _:
                return None

    def key(self, node: Node) -> str:
        """The key of an entry: the text of a string or identifier, anything else in brackets."""
        role = self._syntax.role(node)
        if not role or (role == "name" and node.field == "name"):
            return self._syntax.text(node)
        inner = node.first if role == "computed" else node
        if inner is None:
            return "[]"
        if self._syntax.role(inner) in {"string", "adjacent", "number"}:
            value = self.read(inner)
            if isinstance(value, Scalar):
                return str(value.value)
        return f"[{self._tokens.compact(inner)[:_LONGEST_KEY]}]"

    def _constant(self, node: Node, meaning: Meaning) -> Located:
        return Scalar(_CONSTANTS.get(meaning.note), self._syntax.lines(node))

    def _number(self, node: Node, _meaning: Meaning) -> Located | None:
        value = number_of(self._syntax.text(node))
        return None if value is None else Scalar(value, self._syntax.lines(node))

    def _list(self, node: Node, _meaning: Meaning) -> Located:
        return Seq(tuple(self.read(item) for item in node.named), self._syntax.lines(node))

    def _map(self, node: Node, _meaning: Meaning) -> Located:
        # The last of two equal keys wins, as it does when the code runs.
        unique = {entry.key: entry for child in node.named if (entry := self.entry(child)) is not None}
        return Map(tuple(unique.values()), self._syntax.lines(node))

    def _spread(self, node: Node, _meaning: Meaning) -> Code:
        inner = node.first
        return Code("..." if inner is None else f"...{self._tokens.code(inner)}", self._syntax.lines(node))

    def _value(self, node: Node, meaning: Meaning) -> Located | None:
        value = meaning.of(node, "value")
        return None if value is None else self.read(value)

    def _name(self, node: Node, _meaning: Meaning) -> Located | None:
        name = dotted(self._syntax, node)
        if name is None:
            return None
        span = self._syntax.lines(node)
        return environment_read(name, span) or Ref(name, span)

    def _subscript(self, node: Node, meaning: Meaning) -> Located | None:
        span = self._syntax.lines(node)
        return environment_read(dotted(self._syntax, node), span) or self._literals(node, meaning)

    def _literals(self, node: Node, meaning: Meaning) -> Located | None:
        """A type that lists the values it allows, as a call of `Literal`; None for any other type."""
        found: list[Located] = []
        name = meaning.of(node, "object")
        if name is not None and self._syntax.text(name).rpartition(".")[2] != "Literal":
            return None
        waiting = [child for child in reversed(node.named) if child is not name]
        while waiting:
            inner = self._syntax.inner(waiting.pop())
            role = self._syntax.role(inner)
            if role in {"string", "number", "constant", "adjacent", "unary"}:
                found.append(self.read(inner))
            elif role == "list" or (role == "literals" and name is None):
                waiting += reversed(inner.named)
            else:
                return None
        return Call("Literal", tuple(found), (), self._syntax.lines(node)) if found else None
