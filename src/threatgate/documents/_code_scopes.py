"""What is being gathered while a file is walked: the functions and classes that are open, and the names around."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from threatgate.documents._located import Call, Entry, Ref
    from threatgate.documents._syntax import Node


class OpenFunction(NamedTuple):
    """A function with a name, while its calls are gathered."""

    node: Node
    name: str
    where: str
    decorators: tuple[Call | Ref, ...]
    begins: int
    method: bool
    spans: Node
    outer: OpenFunction | None
    calls: set[str]

    @property
    def qualified(self) -> str:
        """The name with the names around it."""
        return f"{self.where}.{self.name}" if self.where else self.name


class OpenClass(NamedTuple):
    """A class, while its fields are gathered."""

    node: Node
    name: str
    where: str
    decorators: tuple[Call | Ref, ...]
    begins: int
    fields: dict[str, Entry]
    annotations: dict[str, str]
    notes: dict[str, tuple[Call, ...]]

    @property
    def qualified(self) -> str:
        """The name with the names around it."""
        return f"{self.where}.{self.name}" if self.where else self.name


class Scope(NamedTuple):
    """Where the walk is: the names around it, the function whose calls count, the class whose fields count."""

    where: str
    function: OpenFunction | None = None
    owner: OpenClass | None = None

    def qualified(self, name: str) -> str:
        """A name with the names around it."""
        return f"{self.where}.{name}" if self.where else name


class Hint(NamedTuple):
    """What a nameless function or an object is assigned to: the names before, its own, the node that binds."""

    path: str
    name: str
    node: Node

    def below(self, key: str, node: Node) -> Hint:
        """The hint for the value under a key of the object."""
        return Hint(f"{self.path}.{self.name}" if self.path else self.name, key, node)
