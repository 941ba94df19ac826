"""What is being gathered while a file is walked: the functions and classes that are open, and the names around."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threatgate.documents._located import Call, Entry, Ref
    from threatgate.documents._syntax import Node


@dataclass(frozen=True, slots=True, eq=False)
class OpenFunction:
    """A function with a name, while its calls are gathered."""

    node: Node
    name: str
    where: str
    decorators: tuple[Call | Ref, ...]
    begins: int
    method: bool
    spans: Node
    outer: OpenFunction | None
    calls: set[str] = field(default_factory=set)

    @property
    def qualified(self) -> str:
        """The name with the names around it."""
        return f"{self.where}.{self.name}" if self.where else self.name


@dataclass(frozen=True, slots=True, eq=False)
class OpenClass:
    """A class, while its fields are gathered."""

    node: Node
    name: str
    where: str
    decorators: tuple[Call | Ref, ...]
    begins: int
    fields: dict[str, Entry] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)

    @property
    def qualified(self) -> str:
        """The name with the names around it."""
        return f"{self.where}.{self.name}" if self.where else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Where the walk is: the names around it, the function whose calls count, the class whose fields count."""

    where: str
    function: OpenFunction | None = None
    owner: OpenClass | None = None

    def qualified(self, name: str) -> str:
        """A name with the names around it."""
        return f"{self.where}.{name}" if self.where else name


@dataclass(frozen=True, slots=True, eq=False)
class Hint:
    """What a nameless function or an object is assigned to: the names before, its own, the node that binds."""

    path: str
    name: str
    node: Node

    def below(self, key: str, node: Node) -> Hint:
        """The hint for the value under a key of the object."""
        return Hint(f"{self.path}.{self.name}" if self.path else self.name, key, node)
