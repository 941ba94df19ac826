"""Parameters of functions: names, annotations, defaults; a destructured object is its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_types import type_text
from threatgate.documents._kinds import Param
from threatgate.documents._located import Call, Ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._code_values import Values
    from threatgate.documents._syntax import Node, Syntax

_MEMBERS: Final = "<object_type>"


class Params:
    """Reads the parameters of the functions of one file."""

    def __init__(self, syntax: Syntax, values: Values) -> None:
        self._syntax = syntax
        self._values = values

    def of(self, function: Node, *, method: bool) -> tuple[Param, ...]:
        """The parameters of a function; of a method without the object itself."""
        alone = self._syntax.part(function, "parameter")
        listed = self._syntax.part(function, "parameters")
        nodes = [alone] if alone is not None else [] if listed is None else listed.named
        found = [param for node in nodes for param in self._read(node, {}, "", "")]
        receivers = self._syntax.grammar.receivers
        return tuple(found[1:] if method and found and found[0].name in receivers else found)

    def annotation(self, node: Node | None) -> str:
        """A type as text, without the colon before it."""
        return "" if node is None else type_text(self._syntax, node)

    def _read(self, node: Node, members: dict[str, str], annotation: str, prefix: str) -> Iterator[Param]:
        """`members` are the types of the properties of the object that is being taken apart."""
        match self._syntax.role(node):
            case "name" | "shorthand":
                name = self._syntax.text(node)
                yield Param(prefix + name, members.get(name, annotation), None)
            case "rest":
                meaning, inner = self._syntax.meaning(node), node.first
                if meaning is not None and inner is not None:
                    yield from self._read(inner, {}, annotation, meaning.note)
            case "parameter":
                yield from self._with_default(node, members, annotation, prefix)
            case "pattern":
                for child in node.named:
                    yield from self._read(child, members, "", prefix)
            case "pair":
                target = self._syntax.part(node, "value")
                if target is not None:
                    yield from self._read(target, {}, "", prefix)

    def _with_default(self, node: Node, members: dict[str, str], annotation: str, prefix: str) -> Iterator[Param]:
        target, default, kind = (self._syntax.part(node, part) for part in ("name", "default", "annotation"))
        if target is None:
            return
        own = self.annotation(kind) or annotation
        inside = list(self._read(target, self._members(kind) or members, own, prefix))
        if not inside and own and not self._syntax.role(target):
            # What is taken apart on the spot has no name of its own.
            inside = [Param("_", own, None)]
        value = None if default is None or len(inside) != 1 else self._values.read(default)
        own_ones = tuple(self._decorators(node))
        yield from (Param(one.name, one.annotation, value or one.default, own_ones) for one in inside)

    def _decorators(self, node: Node) -> Iterator[Call | Ref]:
        for child in node.named:
            expression = child.first if self._syntax.role(child) == "decorator" else None
            value = None if expression is None else self._values.read(expression)
            if isinstance(value, Call | Ref):
                yield value

    def _members(self, annotation: Node | None) -> dict[str, str]:
        """The types that an object type written on the spot gives to its properties."""
        written = None if annotation is None else annotation.part(_MEMBERS)
        found: dict[str, str] = {}
        for member in [] if written is None else written.named:
            name, kind = self._syntax.part(member, "target"), self._syntax.part(member, "annotation")
            if name is not None:
                found[self._syntax.text(name)] = self.annotation(kind)
        return found
