"""Local names and their numbers, so that renaming one changes no function's body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._syntax import Node, Syntax

# Parts of patterns that say what is expected rather than give it a name.
_NO_NAMES: Final = frozenset({"condition", "type"})


def bound_names(syntax: Syntax, pattern: Node) -> Iterator[str]:
    """The names that a target or pattern binds, in order; attributes and indices bind none, defaults are no targets."""
    grammar = syntax.grammar
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        role = syntax.role(node)
        if role in {"name", "shorthand"}:
            yield syntax.text(node)
        elif role not in {"member", "subscript", "call"}:
            place = grammar.inner.get(node.kind)
            if role == "assignment" and place is None:
                # `a = b = c` read from the left is a target that is bound by itself.
                continue
            inside = [node.part(place)] if place is not None else node.named[::-1]
            waiting += (
                child
                for child in inside
                if child is not None and child.field not in _NO_NAMES and child.kind not in grammar.silent
            )


class Locals:
    """The local names of every function of a file: parameters first, then as they are first assigned.

    A name is written `$level.number`, level being how many functions stand around it.
    """

    def __init__(self, syntax: Syntax) -> None:
        grammar = syntax.grammar
        self._numbers: dict[int, dict[str, str]] = {}
        foreign: dict[int, set[str]] = {}
        for node in syntax.binders:
            scope = node.scope
            if node.kind in grammar.unbinders:
                foreign.setdefault(id(scope), set()).update(syntax.text(child) for child in node.named)
                continue
            place = grammar.binders[node.kind]
            pattern = node.part(place) if place else node
            if pattern is not None and place == "parameter":
                scope = pattern.scope
            if scope is None:
                continue
            names = self._numbers.setdefault(id(scope), {})
            # `x: int` alone declares a type and nothing else.
            if pattern is None or (place == "left" and node.part("right") is None):
                continue
            level = _level(scope)
            for name in bound_names(syntax, pattern):
                names.setdefault(name, f"${level}.{len(names) + 1}")
        for scope_id, declared in foreign.items():
            for name in declared:
                self._numbers.get(scope_id, {}).pop(name, None)

    def written(self, name: str, scope: Node | None) -> str:
        """The number of a name in a function, or the name itself where no function around it binds it."""
        while scope is not None:
            numbers = self._numbers.get(id(scope))
            if numbers is not None and name in numbers:
                return numbers[name]
            scope = scope.scope
        return name


def _level(scope: Node | None) -> int:
    level = 0
    while scope is not None:
        level += 1
        scope = scope.scope
    return level
