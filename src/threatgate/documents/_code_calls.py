"""Calls: dotted callee, arguments, receiver; and the calls that only spell a literal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._code_folding import environment_call, folded_call, folded_tag
from threatgate.documents._code_handing import handed_on
from threatgate.documents._code_names import dotted
from threatgate.documents._located import Call

if TYPE_CHECKING:
    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._code_texts import Texts
    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._code_values import Values
    from threatgate.documents._located import Entry, Located
    from threatgate.documents._syntax import Node, Syntax

_RECEIVERS = frozenset({"call", "string", "adjacent", "list", "map"})


class Calls:
    """Reads calls. A chain is read from its first call on, so that its length costs no recursion."""

    def __init__(self, syntax: Syntax, tokens: Tokens, texts: Texts, values: Values) -> None:
        self._syntax = syntax
        self._tokens = tokens
        self._texts = texts
        self._values = values

    def call(self, node: Node, _meaning: Meaning) -> Located:
        """A call, or the literal that it spells."""
        chain = [node]
        while self._syntax.role(receiver := self._receiver(chain[-1])) == "call" and receiver is not None:
            chain.append(receiver)
        for link in reversed(chain[1:]):
            if id(link) not in self._values.known:
                self._values.known[id(link)] = self._one(link)
        return self._one(node)

    def _receiver(self, node: Node) -> Node | None:
        """The call or literal at the start of a callee; None where it starts with a name."""
        callee = self._syntax.part(node, "callee")
        while callee is not None:
            callee = self._syntax.inner(callee)
            role = self._syntax.role(callee)
            if role in _RECEIVERS:
                return callee
            callee = self._syntax.part(callee, "object") if role in {"member", "subscript"} else None
        return None

    def _one(self, node: Node) -> Located:
        callee = self._callee(node)
        receiver_node = self._receiver(node)
        receiver = None if receiver_node is None else self._values.read(receiver_node)
        span = self._syntax.lines(node)
        given = self._given(node)
        if len(given) == 1 and given[0].field == "arguments" and self._syntax.role(given[0]) == "string":
            text = self._texts.raw(given[0]) if callee.endswith(".raw") else self._texts.literal(given[0])
            if text is not None:
                return folded_tag(callee, text) or Call(callee, (text,), (), span, receiver)
        args: list[Located] = []
        kwargs: dict[str, Entry] = {}
        for argument in given:
            meaning = self._syntax.meaning(argument)
            by_name = meaning is not None and (
                meaning.role in {"keyword", "pair"} or (meaning.role == "spread" and meaning.note == "map")
            )
            entry = self._values.entry(argument) if by_name else None
            if entry is None:
                args.append(self._values.read(argument))
            else:
                kwargs[entry.key] = entry
        if callee in {"str.join", "list.join"} and receiver_node is not None and len(given) == 1:
            pair = (receiver_node, given[0]) if callee == "str.join" else (given[0], receiver_node)
            joined = self._texts.join(node, *pair)
            if joined is not None:
                return joined
        named = tuple(kwargs.values())
        return (
            environment_call(callee, args, named, span)
            or folded_call(callee, receiver, args, named)
            or (handed_on(self._syntax.grammar, callee, receiver, args, span) if not named else None)
            or Call(callee, tuple(args), named, span, receiver)
        )

    def _callee(self, node: Node) -> str:
        callee = self._syntax.part(node, "callee")
        if callee is None:
            return ""
        name = dotted(self._syntax, callee)
        if name is None:
            name = "function" if self._is_function(callee) else self._tokens.compact(callee)
        return name

    def _is_function(self, node: Node) -> bool:
        return self._syntax.role(self._syntax.inner(node)) == "function"

    def _given(self, node: Node) -> list[Node]:
        """The arguments of a call; what stands there without brackets (a template, a generator) is the only one."""
        arguments = self._syntax.part(node, "arguments")
        if arguments is None:
            return []
        return (
            [arguments] if self._syntax.role(arguments) or arguments.kind == "generator_expression" else arguments.named
        )
