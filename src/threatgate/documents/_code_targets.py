"""What an assignment binds: a dotted target, several at once, a pattern with defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_locals import bound_names
from threatgate.documents._code_names import dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from threatgate.documents._code_values import Values
    from threatgate.documents._syntax import Node, Syntax

DEFAULT: Final = "default"


class Targets:
    """Reads the left side of assignments."""

    def __init__(self, syntax: Syntax, values: Values, annotation: Callable[[Node | None], str]) -> None:
        self._syntax = syntax
        self._values = values
        self._annotation = annotation

    def name(self, target: Node) -> str:
        """The target as a dotted name; the names of a pattern side by side."""
        role = self._syntax.role(self._syntax.inner(target))
        if role in {"member", "name", "subscript"}:
            return dotted(self._syntax, target) or self._syntax.text(target)
        if role == "list":
            return ", ".join(self.name(child) for child in target.named)
        if role in {"", "computed", "string"} and not target.children[1:]:
            return self._values.key(target)
        return ", ".join(bound_names(self._syntax, target))

    def pairs(self, target: Node, value: Node) -> Iterator[tuple[str, Node, str]]:
        """The names, their values and a note; `a, b = 1, 2` is two, a default in a pattern is one of its own."""
        target, inner = self._syntax.inner(target), self._syntax.inner(value)
        if self._syntax.role(target) == "list" == self._syntax.role(inner):
            targets, values = target.named, inner.named
            spread = any(self._syntax.role(node) in {"spread", "rest"} for node in (*targets, *values))
            if len(targets) == len(values) and not spread:
                yield from ((self.name(one), part, "") for one, part in zip(targets, values, strict=True))
                return
        yield self.name(target), value, ""
        waiting = [target] if self._syntax.role(target) == "pattern" else []
        while waiting:
            node = waiting.pop()
            role = self._syntax.role(node)
            default = self._syntax.part(node, "default")
            if role in {"pattern", "pair"}:
                waiting += reversed(node.named)
            elif role == "parameter" and default is not None:
                name = self._syntax.part(node, "name")
                if name is not None:
                    yield self.name(name), default, DEFAULT
