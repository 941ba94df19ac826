"""All that a recogniser may know: the source it reads, what it finds, and the contract it fulfils."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from threatgate.documents._kinds import Module, Prose, Script, Tree
    from threatgate.documents._located import Located
    from threatgate.model import Json, Kind, Pointer, Scope, Span


class Source(NamedTuple):
    """One side of one changed file. `taken` holds the nodes (by `id`) that a more specific recogniser accounts for."""

    path: str
    document: Tree | Prose | Module | Script
    scope: Scope
    taken: frozenset[int] = frozenset()


class Found(NamedTuple):
    """An element before the surface gives it path and scope. `claims` are the nodes it accounts for, subtrees included.

    `scope` overrides the place's scope where the content says better (a prompt that steers coding assistants).
    """

    kind: Kind
    name: str
    value: Json
    span: Span
    marks: tuple[tuple[Pointer, Span], ...] = ()
    subject: str = ""
    claims: tuple[Located, ...] = ()
    scope: Scope | None = None


class Recogniser(NamedTuple):
    """A kind of artefact. `rank` orders the reading: specific ones (10) before generic ones (90).

    `reads` are the document classes it looks at; `languages` limits modules and `formats` trees, empty for all.
    `read` yields every element of the source and never raises on any content.
    """

    name: str
    doc: str
    kinds: tuple[Kind, ...]
    reads: tuple[type[Tree | Prose | Module | Script], ...]
    read: Callable[[Source], Iterable[Found]]
    rank: int = 50
