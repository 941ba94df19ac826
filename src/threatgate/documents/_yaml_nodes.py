"""What the YAML composer keeps in hand: collections still open, anchors, copies for aliases, merged mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.documents._bounds import UnreadableError
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._yaml_tags import displayed

if TYPE_CHECKING:
    from threatgate.model import Span


class Anchor(NamedTuple):
    """A node that an alias may repeat: what it is as a key, how many nodes it holds and how deep it goes."""

    node: Located
    key: str | None
    size: int
    height: int


class Open:
    """A list or mapping whose end has not been read yet."""

    __slots__ = (
        "anchor",
        "before",
        "end",
        "entries",
        "height",
        "items",
        "key",
        "key_line",
        "line",
        "merges",
        "seen",
        "tag",
    )

    def __init__(self, event: Any, line: int, before: int, seen: dict[str, int] | None) -> None:
        self.line = self.end = self.key_line = line
        self.anchor: str | None = event.anchor
        self.tag = displayed(event.tag) if event.tag else ""
        self.before = before
        self.height = 0
        self.items: list[Located] = []
        self.entries: list[Entry] = []
        self.seen = seen
        self.key: str | None = None
        self.merges: set[int] = set()


def no_key(line: int) -> UnreadableError:
    """A list or mapping used as a key, for which JSON has no place."""
    hint = "write the key as text; a template expression such as {{ name }} needs quotes"
    return UnreadableError("has a list or mapping for a key", line, hint)


def moved(node: Located, span: Span) -> Located:
    """A copy of a node that stands, with all its parts, at other lines."""
    match node:
        case Seq():
            return Seq(tuple(moved(item, span) for item in node.items), span)
        case Map():
            return Map(tuple(Entry(each.key, moved(each.value, span), span) for each in node.entries), span)
        case Scalar():
            return Scalar(node.value, span)
        case _:
            return node


def merged(done: Open) -> list[Entry]:
    """The entries with those of `<<` in its place; a mapping's own keys win, then earlier sources over later ones."""
    taken = {entry.key for index, entry in enumerate(done.entries) if index not in done.merges}
    entries: list[Entry] = []
    for index, entry in enumerate(done.entries):
        if index not in done.merges:
            entries.append(entry)
            continue
        sources = entry.value.items if isinstance(entry.value, Seq) else (entry.value,)
        for source in sources:
            if not isinstance(source, Map):
                hint = "merge a mapping or a list of mappings, or put quotes around '<<'"
                raise UnreadableError("merges (<<) what is no mapping", entry.span.line, hint)
            entries.extend(each for each in source.entries if each.key not in taken)
            taken.update(source.keys)
    return entries
