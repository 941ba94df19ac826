"""Expressions as tokens, one way to write each meaning, however the source spelled it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._syntax import Node, Syntax

    Items: TypeAlias = list[Node | str]
    Writer: TypeAlias = Callable[[Node, Meaning], Items]

MODIFIERS: Final = frozenset({"'async", "'get", "'set", "'static", "'*"})
_OPERATIONS: Final = frozenset({"await", "binary", "choice", "operator", "unary"})
_OPERANDS: Final = _OPERATIONS | {"call", "member", "subscript"}


class Writers:
    """Turns a node into tokens and the nodes that follow them; names are left to who knows the scope."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self.table: dict[str, Writer] = {
            "assignment": self._assignment,
            "import": self._import,
            "keyword": self._keyword,
            "list": self._list,
            "member": self._member,
            "number": self._number,
            "pair": self._pair,
            "parameter": self._parameter,
            "unary": self._unary,
            "verbatim": self._verbatim,
        }

    def plain(self, node: Node) -> Items:
        """The children of a node that needs no care of its own; operands in parentheses only by structure."""
        silent = self._syntax.grammar.silent
        grouping = self._syntax.role(node) in _OPERANDS
        found: Items = []
        for child in node.children:
            kind = child.kind
            if kind in silent:
                continue
            if kind[0] == "'":
                found.append(kind[1:])
            elif grouping:
                found += self._grouped(child)
            else:
                found.append(self.inner(child))
        return found

    def inner(self, node: Node) -> Node:
        """The expression inside parentheses and type assertions; `await` stays, it does something."""
        return self._syntax.inner(node, awaited=False)

    def _grouped(self, node: Node) -> Items:
        node = self.inner(node)
        meaning = self._syntax.meaning(node)
        if meaning is not None and (meaning.role in _OPERATIONS or (meaning.role == "assignment" and meaning.note)):
            return ["(", node, ")"]
        return [node]

    def _assignment(self, node: Node, meaning: Meaning) -> Items:
        target, value, operator = (meaning.of(node, part) for part in ("target", "value", "operator"))
        found: Items = [child.kind[1:] for child in node.children if child.kind in MODIFIERS]
        if target is not None:
            found.append(self.inner(target))
        if value is not None:
            found += ("=" if operator is None else self._syntax.text(operator), self.inner(value))
        return found

    def _import(self, node: Node, _meaning: Meaning) -> Items:
        words = self._syntax.text(node).replace("(", " ").replace(")", " ").replace(",", " , ").split()
        return [" ".join(words[:-1] if words[-1:] == [","] else words)]

    def _verbatim(self, node: Node, _meaning: Meaning) -> Items:
        return [self._syntax.text(node)]

    def _parameter(self, node: Node, meaning: Meaning) -> Items:
        name, default = meaning.of(node, "name"), meaning.of(node, "default")
        found: Items = [] if name is None else [name]
        return found if default is None else [*found, "=", self.inner(default)]

    def _list(self, node: Node, meaning: Meaning) -> Items:
        if not meaning.note:
            return self.plain(node)
        items: Items = []
        for item in node.named:
            items += (self.inner(item), ",")
        if meaning.note == "bare":
            return items[:-1]
        if len(node.named) == 1:
            # `(x,)` is a tuple, `(x)` is what it holds.
            return ["(", items[0], ",)"] if any(child.kind == "'," for child in node.children) else items[:1]
        return ["(", *items[:-1], ")"]

    def _member(self, node: Node, meaning: Meaning) -> Items:
        owner, name = meaning.of(node, "object"), meaning.of(node, "name")
        if owner is None or name is None:
            return self.plain(node)
        dot = next((self._syntax.text(child) for child in node.children if child.kind == "optional_chain"), ".")
        return [*self._grouped(owner), dot, self._syntax.text(name)]

    def _pair(self, node: Node, meaning: Meaning) -> Items:
        key, value = meaning.of(node, "key"), meaning.of(node, "value")
        if key is None or value is None:
            return self.plain(node)
        # `{"a": 1}` and `{a: 1}` are the same where a plain key is no expression.
        name = self.inner(key) if self._syntax.role(key) else json.dumps(self._syntax.text(key))
        return [name, ":", self.inner(value)]

    def _keyword(self, node: Node, meaning: Meaning) -> Items:
        name, value = meaning.of(node, "key"), meaning.of(node, "value")
        if name is None or value is None:
            return self.plain(node)
        return [self._syntax.text(name), "=", self.inner(value)]

    def _number(self, node: Node, _meaning: Meaning) -> Items:
        text = self._syntax.text(node)
        value = number_of(text)
        return [text if value is None else repr(value)]

    def _unary(self, node: Node, meaning: Meaning) -> Items:
        argument = meaning.of(node, "argument")
        if argument is None:
            return self.plain(node)
        argument = self.inner(argument)
        sign = node.children[0].kind.removeprefix("'")
        if sign == "-" and self._syntax.role(argument) == "number":
            return [f"-{self._number(argument, meaning)[0]}"]
        return [sign, *self._grouped(argument)]
