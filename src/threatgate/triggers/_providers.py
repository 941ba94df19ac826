"""Whose models a file uses on either side: one more provider hears what users say, one less no longer does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Direction, Edit, Kind
from threatgate.vocabulary import snake, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Change, Element, Json

_PLACES = frozenset({"url", "endpoint", "base", "host", "env", "$env", "key", "of", "credential"})
MOST = 12


class Providers:
    """The providers of the model elements of every file, on both sides."""

    def __init__(self, before: Iterable[Element] = (), after: Iterable[Element] = ()) -> None:
        self._sides = (_by_path(before), _by_path(after))

    def direction(self, change: Change) -> Direction:
        """What a change of a model does to whom a file talks to. Who replaces another is neither more nor less."""
        path = change.element.path
        old, new = (side.get(path, frozenset()) for side in self._sides)
        gained, lost = new - old, old - new
        if change.edit is not Edit.REMOVED and gained and old and not lost and gained & _named(change.after):
            return Direction.WIDENS
        here, now = _named(change.before), _named(change.after)
        if change.edit is not Edit.ADDED and lost and new and not gained and lost & here and now <= here:
            return Direction.NARROWS
        return Direction.NEUTRAL


def _by_path(elements: Iterable[Element]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for element in elements:
        if element.kind is Kind.MODEL:
            found[element.path] |= _named(element)
    return {path: frozenset(names) for path, names in found.items()}


def _named(element: Element | None) -> frozenset[str]:
    return frozenset() if element is None else frozenset(_in(element.value))


def _in(value: Json) -> Iterator[str]:
    match value:
        case str():
            named = provider(value)
            if named:
                yield named
        case tuple():
            for item in value:
                yield from _in(item)
        case Mapping():
            for key, item in value.items():
                if _PLACES.isdisjoint(snake(key).split("_")) and key not in _PLACES:
                    yield from _in(item)


@cache
def provider(text: str) -> str:
    """The provider that a model's id, a class or a name of a list speaks of; "" if none."""
    from threatgate.model_ids import parse

    if " " in text:
        return ""
    names = table("code_models")["providers"]
    parts = words(text)[:MOST]
    parsed = parse(text) if "".join(parts) not in names else None
    if parsed is not None and parsed.sure:
        return parsed.via or parsed.provider
    for length in range(len(parts), 0, -1):
        for start in range(len(parts) - length + 1):
            named = names.get("".join(parts[start : start + length]))
            if named:
                return str(named)
    return ""
