"""Switch tables: what each value of one expression leads to, however a language writes that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_names import dotted
from threatgate.documents._kinds import Table
from threatgate.documents._located import Code, Entry, Map, Ref, Scalar, Seq

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._code_values import Values
    from threatgate.documents._located import Located
    from threatgate.documents._syntax import Node, Syntax
    from threatgate.model import Span

OTHERS: Final = "*"
_OTHERS: Final = frozenset({"_", "default"})
# Conditions go no deeper than that where somebody reads them.
_DEEP: Final = 8
_LONGEST: Final = 100
_EQUAL: Final = frozenset({"'==", "'==="})
_AMONG: Final = frozenset({"'in"})
_ALSO: Final = frozenset({"'and", "'&&", "'or", "'||"})
_METHODS: Final = frozenset({"equals", "equalsIgnoreCase", "Equals", "EqualsIgnoreCase", "eql?"})
_LITERALS: Final = frozenset({"string", "number", "constant", "adjacent"})
_VALUES: Final = _LITERALS | {"call", "list", "map", "member", "name"}
# What a statement never is, so that a branch that is one comes to it.
_FIXED: Final = (Scalar, Map, Seq)
_LEAVES: Final = frozenset({"break_statement", "comment", "pass_statement", "empty_statement", "fallthrough_statement"})


class Tables:
    """Gathers the switches of one file, and the chains of conditions that do the same."""

    def __init__(self, syntax: Syntax, values: Values, tokens: Tokens) -> None:
        self._syntax = syntax
        self._values = values
        self._tokens = tokens
        self._switches: list[Table] = []
        self._chains: dict[tuple[str, str], list[Entry]] = {}

    def found(self) -> tuple[Table, ...]:
        """All tables with two entries or more, in the order of the text."""
        chains = (
            Table(subject, tuple({entry.key: entry for entry in entries}.values()), where, _around(entries))
            for (where, subject), entries in self._chains.items()
        )
        return tuple(sorted((table for table in (*self._switches, *chains) if len(table.entries) > 1), key=_line))

    def switch(self, node: Node, where: str) -> list[Located]:
        """A switch with its cases; a case that does nothing shares what the next one does.

        Gives the values that it comes to by itself, where nothing hands them back or assigns them.
        """
        subject = self._syntax.part(node, "subject")
        entries: dict[str, Entry] = {}
        waiting: list[tuple[str, Node]] = []
        comes_to: list[Located] = []
        for case in self._cases(node):
            patterns = list(self._patterns(case))
            labels = [label for pattern in patterns for label in self._labels(pattern)] or [OTHERS]
            waiting += [(label, case) for label in labels]
            done = [child for child in case.named if child not in patterns]
            if done:
                value, handed = self._result(done)
                comes_to += [value] if handed and isinstance(value, _FIXED) else []
                entries.update({label: Entry(label, value, self._syntax.lines(place)) for label, place in waiting})
                waiting = []
        if entries:
            said = "" if subject is None else self._said(subject)
            self._switches.append(Table(said, tuple(entries.values()), where, self._syntax.lines(node)))
        return comes_to

    def conditional(self, node: Node, where: str) -> None:
        """A condition that compares one expression with a value; what belongs together is put together at the end."""
        condition, consequence = self._syntax.part(node, "condition"), self._syntax.part(node, "consequence")
        compared = None if condition is None else self._compared(condition)
        if compared is None or consequence is None:
            return
        subject, labels = compared
        value, _ = self._result([consequence])
        chain = self._chains.setdefault((where, self._said(subject)), [])
        chain += [Entry(label, value, self._syntax.lines(consequence)) for label in labels]

    def _cases(self, node: Node) -> Iterator[Node]:
        waiting = list(reversed(node.named))
        while waiting:
            child = waiting.pop()
            role = self._syntax.role(child)
            if role == "case":
                yield child
            elif role in {"", "block"}:
                waiting += reversed(child.named)

    def _patterns(self, case: Node) -> Iterator[Node]:
        meaning = self._syntax.meaning(case)
        place = None if meaning is None else meaning.parts.get("pattern")
        for at, child in enumerate(case.named):
            if place is not None and place in (child.field, f"<{child.kind}>", at):
                yield child

    def _labels(self, pattern: Node) -> Iterator[str]:
        """The values that a pattern names: literals, members, alternatives of them."""
        waiting = [pattern]
        while waiting:
            node = self._syntax.inner(waiting.pop())
            role = self._syntax.role(node)
            value = self._values.read(node) if role in {*_LITERALS, "name", "member", "unary"} else None
            if isinstance(value, (Scalar, Ref)):
                yield _label(value)
            elif (name := self._syntax.text(node)).replace(".", "").replace("::", "").isidentifier():
                yield OTHERS if name in _OTHERS else name
            elif (kind := node.part("type")) is not None:
                # What else a pattern names is what it takes apart.
                waiting.append(kind)
            elif node.named:
                waiting += reversed(node.named)
            else:
                yield OTHERS if name in _OTHERS else name[:_LONGEST]

    def _compared(self, condition: Node) -> tuple[Node, list[str]] | None:
        """The expression that a condition compares with values, and the values; the first comparison of several."""
        node = self._syntax.inner(condition)
        for _ in range(_DEEP):
            if not any(child.kind in _ALSO for child in node.children) or not node.named:
                break
            node = self._syntax.inner(node.named[0])
        operands = node.named
        if len(operands) == 2 and any(child.kind in _AMONG for child in node.children):
            # `"gpt" in model` looks into a text; only `model in ("a", "b")` compares.
            among = self._syntax.role(self._syntax.inner(operands[1])) == "list"
            return self._against(operands[0], operands[1]) if among else None
        if len(operands) == 2 and any(child.kind in _EQUAL for child in node.children):
            return self._against(operands[0], operands[1]) or self._against(operands[1], operands[0])
        callee = self._syntax.part(node, "callee")
        arguments = self._syntax.part(node, "arguments")
        owner = None if callee is None else self._syntax.part(callee, "object")
        if callee is None or arguments is None or owner is None or len(arguments.named) != 1:
            return None
        if (dotted(self._syntax, callee) or "").rpartition(".")[2] not in _METHODS:
            return None
        return self._against(owner, arguments.named[0]) or self._against(arguments.named[0], owner)

    def _against(self, subject: Node, other: Node) -> tuple[Node, list[str]] | None:
        other = self._syntax.inner(other)
        nodes = other.named if self._syntax.role(other) == "list" else [other]
        if self._syntax.role(self._syntax.inner(subject)) in {*_LITERALS, "list"}:
            return None
        values = [self._values.read(node) for node in nodes]
        labels = [_label(value) for value in values if isinstance(value, (Scalar, Ref)) and _is_constant(value)]
        return (subject, labels) if labels and len(labels) == len(nodes) else None

    def _result(self, done: list[Node]) -> tuple[Located, bool]:
        """What a branch comes to: what it hands back or assigns last, or the one expression that it is.

        The second says whether it is such an expression, which nothing else reads.
        """
        statements: list[Node] = []
        for node in done:
            statements += self._opened(node)
        statements = [each for each in statements if each.kind not in _LEAVES]
        if not statements:
            return Code("", self._syntax.lines(done[-1])), False
        last = statements[-1]
        inner = last.first if self._syntax.role(last) == "statement" else last
        role = self._syntax.role(inner)
        if inner is not None and role in {"returned", "assignment"}:
            value = self._syntax.part(inner, "value")
            if value is not None and (role == "returned" or len(statements) == 1):
                return self._values.read(value), False
        elif (
            inner is not None
            and (len(statements) == 1 or role in _LITERALS)
            and role in {*_LITERALS, "call", "name", "member", "map", "list"}
        ):
            return self._values.read(inner), True
        return Code("", self._syntax.lines(last)), False

    def _opened(self, node: Node) -> list[Node]:
        """The statements of a block; anything else is its own statement."""
        while self._syntax.role(node) == "block" and len(node.named) == 1:
            node = node.named[0]
        return node.named if self._syntax.role(node) == "block" else [node]

    def _said(self, subject: Node) -> str:
        return self._tokens.compact(self._syntax.inner(subject))[:_LONGEST]


def _label(value: Scalar | Ref) -> str:
    return str(value.value) if isinstance(value, Scalar) else value.name


def _is_constant(value: Scalar | Ref) -> bool:
    """Whether a value is a literal, or a name as members of enumerations have: `Provider.OPENAI`."""
    if isinstance(value, Scalar):
        return True
    owner, _, last = value.name.rpartition(".")
    return bool(owner) and last[:1].isupper()


def _line(table: Table) -> tuple[int, int]:
    return table.span.line, table.span.end_line


def _around(entries: list[Entry]) -> Span:
    from threatgate.model import Span

    return Span(min(entry.span.line for entry in entries), max(entry.span.end_line for entry in entries))
