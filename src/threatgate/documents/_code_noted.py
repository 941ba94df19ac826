"""Calls as a walk notes them: each once, with the name its result is given, and what a setter sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._code_built import was_set
from threatgate.documents._kinds import Assignment, Invocation

if TYPE_CHECKING:
    from threatgate.documents._code_scopes import Scope
    from threatgate.documents._located import Call
    from threatgate.documents._syntax import Node, Syntax


class Noted:
    """The calls of one file. `bound` holds what the node of a call is assigned to."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._told: set[int] = set()
        self.bound: dict[int, str] = {}
        self.invocations: list[Invocation] = []

    def invoked(self, node: Node, call: Call, scope: Scope) -> None:
        """Note a call, unless another node that stands for it was noted."""
        if id(call) in self._told:
            return
        self._told.add(id(call))
        bound = self.bound.get(id(node), "")
        self.invocations.append(Invocation(call, scope.where, bound, self._syntax.lines(node)))
        if scope.function is not None:
            scope.function.calls.add(call.callee)

    def field_set(self, node: Node, call: Call, scope: Scope) -> Assignment | None:
        """`options.setModel("m")` gives a field its value as `options.model = "m"` does."""
        owner, _, method = call.callee.rpartition(".")
        field = was_set(method, self._syntax.grammar.setters)
        if not field or not owner or "(" in owner or len(call.args) != 1 or call.kwargs:
            return None
        return Assignment(f"{owner}.{field}", call.args[0], scope.where, self._syntax.lines(node))
