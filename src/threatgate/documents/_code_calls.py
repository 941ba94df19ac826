"""Calls: dotted callee, arguments, receiver; and the calls that only spell a literal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._code_built import TYPES, built, created, set_up, was_set
from threatgate.documents._code_folding import EMPTY, environment_call, folded_call, folded_tag
from threatgate.documents._code_handing import handed_on
from threatgate.documents._code_names import dotted
from threatgate.documents._located import Call, Entry, Seq

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._code_meaning import Meaning
    from threatgate.documents._code_texts import Texts
    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._code_values import Values
    from threatgate.documents._located import Located
    from threatgate.documents._syntax import Node, Syntax
    from threatgate.model import Span

_RECEIVERS = frozenset({"call", "string", "adjacent", "list", "map"})


class Calls:
    """Reads calls. A chain is read from its first call on, so that its length costs no recursion."""

    def __init__(self, syntax: Syntax, tokens: Tokens, texts: Texts, values: Values) -> None:
        self._syntax = syntax
        self._tokens = tokens
        self._texts = texts
        self._values = values
        self.links: set[int] = set()

    def call(self, node: Node, _meaning: Meaning) -> Located:
        """A call, or the literal that it spells."""
        chain = [node]
        while self._syntax.role(receiver := self._receiver(chain[-1])) == "call" and receiver is not None:
            chain.append(receiver)
        for link in reversed(chain[1:]):
            if id(link) not in self._values.known:
                self._values.known[id(link)] = self._one(link)
        return self._built(chain) or self._one(node)

    def _built(self, chain: Sequence[Node]) -> Call | None:
        """A chain of settings as the one call that it comes to; its links are no calls of their own then."""
        callee = self._syntax.part(chain[0], "callee")
        method = None if callee is None else self._syntax.part(callee, "name")
        grammar = self._syntax.grammar
        name = "" if method is None else self._syntax.text(method)
        ends = name in grammar.builders
        if len(chain) == 1 or not (ends or was_set(name, grammar.setters)):
            return None
        links = [*(self._values.known[id(link)] for link in reversed(chain[1:])), self._one(chain[0])]
        found = built(links) if ends else set_up(links, grammar.setters)
        if found is not None:
            self.links.update(id(link) for link in chain[1:])
        return found

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
        types = self._syntax.part(node, "types")
        if types is not None:
            listed = [self._values.read(kind) for kind in types.named]
            value = listed[0] if len(listed) == 1 else Seq(tuple(listed), span)
            kwargs[TYPES] = Entry(TYPES, value, span)
        if callee in EMPTY and not (given or types):
            return Seq((), span)
        named = tuple(kwargs.values())
        initializer = self._syntax.part(node, "initializer")
        if initializer is not None:
            return created(callee, args, named, self._values.read(initializer), span)
        return (
            environment_call(callee, args, named, span)
            or folded_call(callee, receiver, args, named)
            or (None if named else self._handed(node, callee, args, given, span))
            or Call(callee, tuple(args), named, span, receiver)
        )

    def _handed(
        self, node: Node, callee: str, args: Sequence[Located], given: Sequence[Node], span: Span
    ) -> Located | None:
        """The value that a call hands on; what it is called on is no call of its own then."""
        grammar = self._syntax.grammar
        method = callee.rpartition(".")[2]
        if method in grammar.defaults and len(given) == 1:
            body = self._syntax.part(self._syntax.inner(given[0]), "body")
            args = args if body is None or self._syntax.role(body) == "block" else (self._values.read(body),)
        held = None
        if method in grammar.keeps or method in grammar.defaults:
            called = self._syntax.part(node, "callee")
            owner = None if called is None else self._syntax.part(self._syntax.inner(called), "object")
            held = None if owner is None else self._values.read(owner)
        found = handed_on(grammar, callee, held, args, span)
        receiver = self._receiver(node)
        if found is not None and receiver is not None:
            self.links.add(id(receiver))
        return found

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
