"""What the elements of a template depend on: the tags around them that were taken out to read the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.model import Kind
from threatgate.recognisers._parts import fixed, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._kinds import Condition
    from threatgate.model import Element, Span
    from threatgate.recognisers._api import Found, Source

NAME = SUBJECT = "conditions"
MANY = 8
_WORD = re.compile(r"[$\w]+")
_ORDER = (Kind.APPROVAL, *(kind for kind in Kind if kind is not Kind.APPROVAL))


def conditions_around(source: Source, elements: Iterable[Element]) -> Iterator[Found]:
    """One element for all conditions of a file under which parts of its surface stand; none where there are none.

    Its kind is that of the gravest element of the file, whatever stands under a condition, so that it stays itself.
    """
    tree = source.document
    found = list(elements)
    if not isinstance(tree, Tree) or not tree.conditions or not found:
        return
    said: dict[str, tuple[list[str], Span]] = {}
    known = _by_line(tree.conditions)
    for element in found:
        for name, span in _parts(element):
            under = known.get(span.line, ())
            texts = [one.text for one in under]
            if under and said.get(element.name, ([],))[0] != texts:
                said.setdefault(name, (texts, under[0].span))
    if not said:
        return
    _with_variables(said, tree.conditions)
    kind = min((element.kind for element in found), key=_ORDER.index)
    first = min((span for _, span in said.values()), key=lambda span: span.line)
    parts = (fixed(name, texts[0] if len(texts) == 1 else texts, span) for name, (texts, span) in sorted(said.items()))
    yield whole(kind, NAME, parts, first, subject=SUBJECT)


def _parts(element: Element) -> Iterator[tuple[str, Span]]:
    """An element and its own fields, each with its lines."""
    yield element.name, element.span
    for pointer, span in element.marks:
        if len(pointer) == 1 and isinstance(pointer[0], str) and pointer[0] != element.name.rpartition(".")[2]:
            yield f"{element.name}.{pointer[0]}", span


def _by_line(known: Iterable[Condition]) -> dict[int, tuple[Condition, ...]]:
    """The conditions that each line stands under, from the outside in; what begins under none has no entry."""
    opened: dict[int, list[Condition]] = {}
    for one in known:
        if not one.sets:
            opened.setdefault(one.span.line, []).append(one)
    found: dict[int, tuple[Condition, ...]] = {}
    above: list[Condition] = []
    line, last = 0, max((one.span.end_line for ones in opened.values() for one in ones), default=0)
    while line < last:
        line += 1
        above = [one for one in above if one.span.end_line >= line]
        if above:
            found[line] = tuple(above)
        above.extend(sorted(opened.get(line, ()), key=lambda one: -one.span.end_line))
    return found


def _with_variables(said: dict[str, tuple[list[str], Span]], known: Iterable[Condition]) -> None:
    """Beside each condition what the template itself sets of the variables it asks."""
    values: dict[str, list[str]] = {}
    for one in known:
        if one.sets:
            values.setdefault(one.sets, []).append(one.text)
    for texts, _ in said.values():
        asked = dict.fromkeys(word for text in texts for word in _WORD.findall(text))
        texts.extend(text for word in asked for text in values.get(word, ())[:MANY])
