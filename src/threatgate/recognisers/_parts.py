"""Parts of an element's value with the lines they stand at, and elements made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, marks_of, plain
from threatgate.identity import canonical, freeze
from threatgate.recognisers._api import Found
from threatgate.recognisers._secrets import hidden

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Kind, Pointer, Span

Marks: TypeAlias = "tuple[tuple[Pointer, Span], ...]"
Part: TypeAlias = "tuple[str, Any, Marks]"


def kept(entry: Entry, key: str = "") -> Part:
    """An entry as it stands, secrets out."""
    name = key or entry.key
    return name, hidden(entry.key, plain(entry.value)), (((name,), entry.span), *marks_of(entry.value, (name,))[1:])


def settled(entry: Entry, key: str = "", *, empty: bool = False) -> Part:
    """An entry as policy: lists of words are sets; what is empty keeps its line but, unless `empty`, not its place."""
    name = key or entry.key
    marks: list[tuple[Pointer, Span]] = [((name,), entry.span)]
    return name, _settled(entry.key, entry.value, (name,), marks, empty=empty), tuple(marks)


def _settled(key: str, node: Located, at: Pointer, marks: list[tuple[Pointer, Span]], *, empty: bool) -> Any:
    if isinstance(node, Map):
        value: dict[str, Any] = {}
        for entry in node.entries:
            here = (*at, entry.key)
            marks.append((here, entry.span))
            found = _settled(entry.key, entry.value, here, marks, empty=empty)
            if empty or found not in ({}, [], None):
                value[entry.key] = found
        return value
    if isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node.items):
        _, items, places = listed(key, members(node), node.span)
        marks.extend(((*at, *pointer[1:]), span) for pointer, span in places[1:])
        return items
    if isinstance(node, Seq):
        marks.extend(((*at, index), item.span) for index, item in enumerate(node.items))
        return [_settled(key, item, (*at, index), marks, empty=empty) for index, item in enumerate(node.items)]
    return hidden(key, plain(node))


def fixed(key: str, value: Any, span: Span) -> Part:
    """A fact read out of the text, standing at `span`."""
    return key, value, (((key,), span),)


def listed(key: str, items: Iterable[tuple[Any, Span]], span: Span) -> Part:
    """A set: each item once, in sorted order, each with its line."""
    first: dict[str, tuple[Any, Span]] = {}
    for value, place in items:
        first.setdefault(canonical(value), (value, place))
    chosen = [first[name] for name in sorted(first)]
    marks: list[tuple[Pointer, Span]] = [((key,), span)]
    marks.extend(((key, index), place) for index, (_, place) in enumerate(chosen))
    return key, [value for value, _ in chosen], tuple(marks)


def setted(entry: Entry, key: str = "") -> Part:
    """An entry that names a set: a list, one string, or a map of switches (`{write: true}`)."""
    return listed(key or entry.key, members(entry.value), entry.span)


def members(node: Located | None) -> list[tuple[Any, Span]]:
    """The items of a set however it is written; one string is parted at its commas or spaces."""
    match node:
        case Seq():
            return [(hidden("", plain(item)), item.span) for item in node.items]
        case Map():
            if all(isinstance(entry.value, Scalar) and isinstance(entry.value.value, bool) for entry in node.entries):
                return [(entry.key, entry.span) for entry in node.entries if plain(entry.value)]
            return [({entry.key: hidden(entry.key, plain(entry.value))}, entry.span) for entry in node.entries]
        case Scalar(value=str(text)):
            return [(word, node.span) for word in parted(text)]
        case None | Scalar(value=None):
            return []
        case _:
            return [(plain(node), node.span)]


def parted(text: str) -> list[str]:
    """`Read, Bash(git diff:*, git log:*)` in two words: commas part, or spaces where none stands outside brackets."""
    words = _split(text, ",")
    return words if len(words) > 1 else _split(text, " ")


def _split(text: str, mark: str) -> list[str]:
    words, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth = max(0, depth - 1)
        elif depth == 0 and char in {mark, "\n"}:
            words.append(text[start:at])
            start = at + 1
    words.append(text[start:])
    return [word.strip() for word in words if word.strip()]


def whole(kind: Kind, name: str, parts: Iterable[Part], span: Span, **more: Any) -> Found:
    """An element whose value is a map of these parts; `more` are further fields of `Found`."""
    value: dict[str, Any] = {}
    marks: list[tuple[Pointer, Span]] = [((), span)]
    for key, part, places in parts:
        value[key] = part
        marks.extend(places)
    return Found(kind, name, freeze(value), span, tuple(marks), **more)


def alone(kind: Kind, name: str, part: Part, span: Span, **more: Any) -> Found:
    """An element whose value is one part itself."""
    _, value, places = part
    return Found(kind, name, freeze(value), span, tuple((pointer[1:], place) for pointer, place in places), **more)
