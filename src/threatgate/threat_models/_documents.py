"""From the bytes of a model to a located tree or a text, within bounds; what cannot be read becomes `Broken`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.identity import digest
from threatgate.threat_models._api import Broken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.documents._kinds import Module, Prose, Script, Tree
    from threatgate.documents._located import Map
    from threatgate.model import Span

KIB = 1024
MOST_BYTES = 4096 * KIB
MOST_ENTRIES = 10_000
MOST_LETTERS = 300
# What takes longer to read than JSON and XML: more of it would take more than a second or two.
_LESS = {"yaml": 2048 * KIB, "md": 1024 * KIB, "hcl": 256 * KIB, "py": 256 * KIB}


def tree(form: str, path: str, data: bytes, suffix: str) -> Map | Broken:
    """The mapping that a YAML or JSON file holds; `suffix` (`yaml`, `json`) says which, whatever the file is called."""
    from threatgate.documents._kinds import Tree
    from threatgate.documents._located import Map

    found = document(form, path, data, suffix)
    if isinstance(found, Broken):
        return found
    roots = found.roots if isinstance(found, Tree) else ()
    if len(roots) == 1 and isinstance(roots[0], Map):
        return roots[0]
    line = roots[1].span.line if len(roots) > 1 else 1
    return Broken(form, path, line, "holds no mapping, or several documents", "keep one model in the file")


def document(form: str, path: str, data: bytes, suffix: str) -> Tree | Prose | Module | Script | Broken:
    """The document of a file, read as one that ends in `suffix`."""
    most = _LESS.get(suffix, MOST_BYTES)
    if len(data) > most:
        said = f"is {-(-len(data) // KIB)} KiB, larger than {most // KIB} KiB"
        return Broken(form, path, 1, said, "split the model, or leave images out of it")
    from threatgate.documents import read
    from threatgate.documents._kinds import Unreadable

    found = read(f"model.{suffix}", data)
    if found is None:
        return Broken(form, path, 1, f"cannot be read as {suffix}", "save it in the format that its name says")
    if isinstance(found, Unreadable):
        return Broken(form, path, found.line or 1, found.message, found.hint)
    return found


def twice(form: str, path: str, refs: Iterable[tuple[str, Span]]) -> Broken | None:
    """That an id stands twice, so that nobody can say which entry is meant."""
    seen: dict[str, Span] = {}
    for ref, span in refs:
        if ref in seen:
            message = f"the id {ref[:80]!r} stands twice, first at line {seen[ref].line}"
            return Broken(form, path, span.line, message, "give one of them another id")
        seen[ref] = span
    return None


def too_many(form: str, path: str, count: int) -> Broken | None:
    """That a model has more entries than anybody reads."""
    if count <= MOST_ENTRIES:
        return None
    return Broken(form, path, 1, f"has {count} entries, more than {MOST_ENTRIES}", "split the model")


def known_as(ref: str) -> str:
    """An id or name that many refs can be made of: one that is too long for that ends in its digest."""
    return ref if len(ref) <= MOST_LETTERS else f"{ref[:MOST_LETTERS]}…{digest(ref)[7:15]}"


def words(text: object) -> str:
    """A text without its layout: runs of spaces and line breaks are one space."""
    return " ".join(str(text).split()) if text is not None else ""
