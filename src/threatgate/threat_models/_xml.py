"""Elements of an XML document by their names without prefix, as the models that are kept in XML need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Map, Scalar, Seq, entries_of
from threatgate.threat_models._documents import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located


def below(node: Located | None, *names: str) -> Located | None:
    """The first element at a path of names."""
    for name in names:
        node = next((one for _, one in children(node, name)), None)
    return node


def children(node: Located | None, *names: str) -> Iterator[tuple[str, Located]]:
    """The elements below one that have one of these names, or all, each with its name."""
    for entry in entries_of(node):
        name = entry.key.rpartition(":")[2]
        if entry.key.startswith(("@", "#")) or (names and name not in names):
            continue
        for one in entry.value.items if isinstance(entry.value, Seq) else (entry.value,):
            yield name, one


def attributes(node: Located | None) -> dict[str, str]:
    """The attributes of an element by name without prefix, declarations of name spaces left out."""
    return {
        entry.key.lstrip("@").rpartition(":")[2]: str(entry.value.value)
        for entry in entries_of(node)
        if entry.key.startswith("@") and not entry.key.startswith("@xmlns") and isinstance(entry.value, Scalar)
    }


def text(node: Located | None) -> str:
    """The text of an element as it stands, "" where it has none or is nil."""
    held = node.get("#text") if isinstance(node, Map) else node
    return held.value if isinstance(held, Scalar) and isinstance(held.value, str) else ""


def words_of(node: Located | None, *names: str) -> str:
    """The text of the element at a path of names, without its layout."""
    return words(text(below(node, *names)))
