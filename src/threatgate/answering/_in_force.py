"""Whether a control is on, and of which elements it speaks: by what it states, not by what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.model import Kind
from threatgate.triggers._polarity import COMPUTED
from threatgate.triggers._quantities import amount
from threatgate.vocabulary import lookup, polarity, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Element, Json

SHORT = 3
# Keys under which a control lists what it holds for.
LISTS = frozenset({"tool", "tools", "action", "actions", "function", "functions", "for"})


class Switch(NamedTuple):
    """A place of an element's value that says whether a control is on, for one tool (`of`) or for all ("")."""

    key: str
    value: Json
    on: bool
    of: str = ""

    @property
    def words(self) -> str:
        """What stands there, as a person would write it."""
        said = str(self.value).lower() if isinstance(self.value, bool) else self.value
        return f"{self.key}: {said}" + (f" for {self.of}" if self.of and self.of != self.key else "")


def switches(element: Element, kind: Kind) -> tuple[Switch, ...]:
    """What an element says of whether a control of a kind is on."""
    return tuple(_switches(element.value, element.name.rpartition(".")[2], kind))


def states(element: Element, kind: Kind) -> bool:
    """Whether an element is a control of a kind. An approval asks somebody, in whatever it is a part of."""
    if kind is not Kind.APPROVAL:
        return element.kind is kind
    told = element.kind is kind and (element.recogniser == "declared" or element.subject == "logic")
    return told or bool(switches(element, kind))


def off(control: Element, kind: Kind, elements: Iterable[Element] = ()) -> Switch | None:
    """What turns a control off for these elements; None for one that is on, or that says nothing of it."""
    found = switches(control, kind)
    wanted = frozenset().union(*(_own(element.name) for element in elements))
    own = [one for one in found if one.of and not wanted.isdisjoint(_own(one.of))]
    each = [one for one in found if one.of]
    if own:
        return next((one for one in own if not one.on), None)
    whole = next((one for one in found if not one.of and not one.on), None)
    return whole or (each[0] if each and not any(one.on for one in each) else None)


def speaks_of(control: Element, element: Element) -> bool:
    """Whether a control speaks of an element: it is that element, names it, or hangs on its agent."""
    if control.id == element.id:
        return True
    wanted = _own(element.name)
    if wanted and not wanted.isdisjoint(_own(control.name) | _named(control)):
        return True
    outer = element.name.partition(".")[0]
    return control.path == element.path and "." in element.name and control.name.partition(".")[0] == outer


def is_general(control: Element) -> bool:
    """Whether a control speaks of no element in particular, and so of all."""
    return control.kind is not Kind.TOOL and not _own(control.name) and not _named(control)


@cache
def _own(name: str) -> frozenset[str]:
    """The words of a name that tell it from others of its sort."""
    general = table("standing")["general"]
    return frozenset(word for word in words(name) if len(word) >= SHORT and word not in general)


def _named(control: Element) -> frozenset[str]:
    """The words of what a control lists: tools that it holds for, by key or in a list."""
    found = frozenset(word for one in switches(control, Kind.APPROVAL) for word in _own(one.of))
    if isinstance(control.value, Mapping):
        for key, item in control.value.items():
            if not LISTS.isdisjoint(words(str(key))):
                found = found.union(*(_own(name) for name in _texts(item)))
    return found


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        yield from map(str, value)


def _switches(value: Json, key: str, kind: Kind) -> Iterator[Switch]:
    named = not set(words(key)).isdisjoint(table("standing")["switches"][kind])
    pole = (polarity(kind, key) or polarity(Kind.APPROVAL, key)) if named else None
    if isinstance(value, Mapping) and pole == "guard" and kind is Kind.APPROVAL and _by_tool(value, key):
        yield from _each(value, key)
    elif isinstance(value, Mapping) and COMPUTED.isdisjoint(value):
        for name, item in value.items():
            yield from _switches(item, str(name), kind)
    elif pole == "guard":
        yield Switch(key, value, amount(value) != 0)
    elif pole == "grant" and (much := amount(value)) is not None:
        yield Switch(key, value, much == 0)


def _by_tool(value: Mapping[str, Json], key: str) -> bool:
    """Whether a table says of each tool whether it is asked for; other tables say how."""
    answers = all(amount(str(name)) is not None for name in value)
    told = answers or all(isinstance(item, bool) for item in value.values())
    return bool(value) and ("on" in words(key) or (told and not any(lookup(str(name)) for name in value)))


def _each(value: Mapping[str, Json], key: str) -> Iterator[Switch]:
    """A switch of each tool: `{send_email: true}`, or by the answer, `{always: {tool_names: [send_email]}}`."""
    for name, item in value.items():
        much = amount(str(name))
        if much is None:
            yield Switch(key, item, amount(item) != 0, str(name))
        else:
            for tool in _texts(tuple(item.values()) if isinstance(item, Mapping) else item):
                yield Switch(key, str(name), much != 0, tool)
