"""Whether a control is on, and of which elements it speaks: by what it states, not by what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.model import Kind
from threatgate.triggers._quantities import amount
from threatgate.vocabulary import polarity, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Element, Json

SHORT = 3


class Switch(NamedTuple):
    """A place of an element's value that says whether a control is on."""

    key: str
    value: Json
    on: bool

    @property
    def words(self) -> str:
        """What stands there, as a person would write it."""
        return f"{self.key}: {str(self.value).lower() if isinstance(self.value, bool) else self.value}"


def switches(element: Element, kind: Kind) -> tuple[Switch, ...]:
    """What an element says of whether a control of a kind is on."""
    return tuple(_switches(element.value, element.name.rpartition(".")[2], kind))


def states(element: Element, kind: Kind) -> bool:
    """Whether an element is a control of a kind. An approval asks somebody, in whatever it is a part of."""
    if kind is not Kind.APPROVAL:
        return element.kind is kind
    told = element.kind is kind and (element.recogniser == "declared" or element.subject == "logic")
    return told or bool(switches(element, kind))


def off(element: Element, kind: Kind) -> Switch | None:
    """What turns a control off; None for one that is on, or that says nothing of it."""
    return next((one for one in switches(element, kind) if not one.on), None)


def speaks_of(control: Element, element: Element) -> bool:
    """Whether a control speaks of an element: it is that element, names it, or hangs on its agent."""
    if control.id == element.id:
        return True
    wanted = _own(element.name)
    if wanted and not wanted.isdisjoint(_own(control.name) | _named(control.value)):
        return True
    outer = element.name.partition(".")[0]
    return control.path == element.path and "." in element.name and control.name.partition(".")[0] == outer


def is_general(control: Element) -> bool:
    """Whether a control speaks of no element in particular, and so of all."""
    return control.kind is not Kind.TOOL and not _own(control.name) and not _named(control.value)


@cache
def _own(name: str) -> frozenset[str]:
    """The words of a name that tell it from others of its sort."""
    general = table("standing")["general"]
    return frozenset(word for word in words(name) if len(word) >= SHORT and word not in general)


def _named(value: Json) -> frozenset[str]:
    """The words of what a control lists: tools that it holds for, by key or in a list."""
    found: set[str] = set()
    if isinstance(value, Mapping):
        for key, item in value.items():
            if set(words(str(key))) & {"tool", "tools", "action", "actions", "function", "functions", "on", "for"}:
                for name in _texts(item):
                    found |= _own(name)
    return frozenset(found)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        yield from map(str, value)


def _switches(value: Json, key: str, kind: Kind) -> Iterator[Switch]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _switches(item, str(name), kind)
        return
    if set(words(key)).isdisjoint(table("standing")["switches"][kind]):
        return
    pole, much = polarity(kind, key) or polarity(Kind.APPROVAL, key), amount(value)
    if pole == "guard":
        yield Switch(key, value, much != 0)
    elif pole == "grant" and much is not None:
        yield Switch(key, value, much == 0)
