"""The inventory of one revision: a table for people, JSON for machines."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from threatgate.identity import element_digest, thaw
from threatgate.model import Kind
from threatgate.render._escape import columns, cut, cut_middle, visible
from threatgate.render._ink import Ink
from threatgate.render._values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from threatgate.model import Element, Problem
    from threatgate.render._api import Look

SCHEMA = "threatgate.inventory.v1"
_KINDS = tuple(Kind)


def by_kind(elements: Sequence[Element]) -> Iterator[tuple[Kind, list[Element]]]:
    """The elements of each kind, product first, then by place."""
    ordered = sorted(
        elements, key=lambda it: (_KINDS.index(it.kind), it.scope != "product", it.path, it.span.line, it.name)
    )
    for kind, group in groupby(ordered, key=lambda it: it.kind):
        yield kind, list(group)


def table(revision: str, elements: Sequence[Element], problems: Sequence[Problem], look: Look) -> str:
    """Each kind with its elements, one a line."""
    ink = Ink(look.colour, look.width)
    count = f"{len(elements)} element{'' if len(elements) == 1 else 's'}"
    lines = [f"{ink.paint(count, 'bold')} of the AI system at {cut(visible(revision), 40)}"]
    lines += listed(elements, look)
    if problems:
        lines += ["", "Could not be read:"]
    for problem in problems:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        lines += ink.wrapped(f"{visible(place)}: {visible(problem.message)}", "  ", "    ")
    return "".join(f"{line}\n" for line in lines)


def listed(elements: Sequence[Element], look: Look) -> list[str]:
    """A line for each element, below its kind."""
    ink = Ink(look.colour, look.width)
    widths = _width((it.name for it in elements), ink), _width(map(_place, elements), ink)
    lines = []
    for kind, group in by_kind(elements):
        lines += ["", f"{ink.paint(kind, 'bold')} ({len(group)})"]
        lines += [_line(element, ink, *widths) for element in group]
    return lines


def _place(element: Element) -> str:
    return f"{element.path}:{element.span.line}"


def _width(texts: Iterable[str], ink: Ink) -> int:
    """As wide as the widest, a third of the line at most."""
    return min(max((columns(visible(text)) for text in texts), default=0), ink.width // 3)


def _line(element: Element, ink: Ink, name_width: int, place_width: int) -> str:
    name = _padded(cut_middle(visible(element.name), name_width), name_width)
    place = _padded(cut_middle(visible(_place(element)), place_width), place_width)
    scope = "" if element.scope == "product" else f"[{element.scope}] "
    value = cut(scope + shown(element.value), ink.width - name_width - place_width - 6)
    return f"  {name}  {place}  {ink.paint(value, 'dim')}".rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def document(
    repository: str, revision: str, elements: Sequence[Element], problems: Sequence[Problem]
) -> dict[str, Any]:
    """The inventory as plain JSON values, described by `schemas/inventory.json`."""
    return {
        "schema": SCHEMA,
        "repository": repository,
        "revision": revision,
        "elements": [_element(element) for _, group in by_kind(elements) for element in group],
        "problems": [
            {"path": it.path, "line": it.line, "message": it.message, "hint": it.hint, "severity": it.severity}
            for it in problems
        ],
    }


def _element(element: Element) -> dict[str, Any]:
    return {
        "id": element.id,
        "kind": element.kind.value,
        "subject": element.subject,
        "name": element.name,
        "path": element.path,
        "line": element.span.line,
        "end_line": element.span.end_line,
        "scope": element.scope.value,
        "value": thaw(element.value),
        "digest": element_digest(element),
    }


def summary(elements: Sequence[Element], files: int, look: Look) -> list[str]:
    """How many of each kind there are, and which, in a line each."""
    ink = Ink(look.colour, look.width)
    if not elements:
        return [f"No element of an AI system in {files} files."]
    paths = len({element.path for element in elements})
    lines = [f"{len(elements)} elements of an AI system in {paths} of {files} files:"]
    for kind, group in by_kind(elements):
        names = ", ".join(dict.fromkeys(_known_as(element) for element in group))
        lines.append(f"  {len(group):>4}  {ink.paint(f'{kind:<10}', 'bold')} {cut(visible(names), ink.width - 18)}")
    return lines


def _known_as(element: Element) -> str:
    return element.path if element.name in ("text", "file") else element.name
