"""Who owns the gate's files, as CODEOWNERS decides it: the last line that fits wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from threatgate.catalog import table
from threatgate.globs import matches
from threatgate.identity import freeze
from threatgate.model import Kind, Pointer, Span
from threatgate.recognisers._api import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_Line: TypeAlias = "tuple[str, list[str], Span]"


def owners(text: str, subject: str) -> Iterator[Found]:
    """One element for a file that speaks of the gate's files by name: the owners of each of them."""
    rows = table("gate_places")
    lines = list(_lines(text))
    named = [place for pattern, _, place in lines if any(name in pattern.lower() for name in rows["named"])]
    if not named:
        return
    value: dict[str, list[str]] = {}
    marks: list[tuple[Pointer, Span]] = [((), named[0])]
    for what, path in rows["watched"].items():
        last = _deciding(lines, path)
        if last is not None:
            value[what] = sorted(set(last[0]))
            marks.append(((what,), last[1]))
            marks.extend(((what, index), last[1]) for index in range(len(value[what])))
    yield Found(Kind.APPROVAL, "owners", freeze(value), named[0], tuple(marks), subject)


def owners_of(text: str, path: str) -> tuple[str, ...]:
    """Who owns a path, or a folder where it ends in a slash; () where nobody does."""
    last = _deciding(list(_lines(text)), f"{path}any" if path.endswith("/") else path)
    return tuple(last[0]) if last is not None else ()


def _deciding(lines: list[_Line], path: str) -> tuple[list[str], Span] | None:
    """The last line that fits, which is the one that counts."""
    return next(((people, place) for pattern, people, place in reversed(lines) if _owns(pattern, path)), None)


def _lines(text: str) -> Iterator[_Line]:
    section: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.split(" #")[0].strip()
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith(("[", "^[")):
            # GitLab: a section's own owners serve the lines below that name none.
            section = bare.rpartition("]")[2].split()
            continue
        pattern, *people = bare.replace("\\ ", "\0").split()
        yield pattern.replace("\0", " "), people or section, Span(number, number)


def _owns(pattern: str, path: str) -> bool:
    """Whether a pattern, written like those of .gitignore, covers a path."""
    anchored = pattern.lstrip("/")
    if anchored in ("*", "**", ""):
        return True
    free = "/" not in pattern.rstrip("/")
    head = f"**/{anchored}" if free else anchored
    return any(matches(path, each) for each in (head.rstrip("/"), f"{head.rstrip('/')}/**"))
