"""What keeps data from being a record: what the schema says, and what no schema can say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from threatgate import shape
from threatgate.records.model import BrokenRecord, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Pointer

_DAYS = frozenset({"created", "until", "review_date", "date", "due", "approved", "expires", "valid_until"})


def flaws(data: Any, name: str) -> list[shape.Flaw]:
    """Everything that is wrong with the data of a record whose file has a name, or whose id must be this one."""
    return [*shape.flaws(shape.schema("record"), data)] or [*_own(data, name)]


def broken(path: str, name: str, data: Any, found: Iterable[tuple[int, shape.Flaw]]) -> BrokenRecord:
    """The record that this is not, with the reasons in the order of their lines."""
    faults = sorted((line, flaw.message, flaw.hint) for line, flaw in found)
    line, message, hint = faults[0]
    others = tuple(Fault(path, *fault) for fault in faults[1:])
    return BrokenRecord(path, line, message, hint, name, others, elements(data))


def _own(data: dict[str, Any], name: str) -> Iterable[shape.Flaw]:
    """What the schema cannot say: days of the calendar, the file's name, changes of nothing, elements that repeat.

    An element is named twice only where a change lands on several sides, and then comes to one and the same.
    """
    if data["id"] != name:
        yield shape.Flaw(("id",), f"id is {data['id']} and the file is called {name[:60]}", "make them equal")
    yield from _impossible_days(data, ())
    seen: dict[str, dict[str, Any]] = {}
    for index, change in enumerate(data["covers"].get("changes", ())):
        here = ("covers", "changes", index)
        if change["from"] == change["to"]:
            yield shape.Flaw(here, f"{shape.dotted(here)} changes nothing: from and to are the same", "remove it")
        twin = seen.setdefault(change["element"], change)
        if twin is not change and (twin["to"] != change["to"] or twin["from"] == change["from"]):
            yield shape.Flaw(here, f"{shape.dotted(here)} names an element twice", "keep one of them")


def _impossible_days(value: Any, here: Pointer) -> Iterable[shape.Flaw]:
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        below = (*here, key)
        if key in _DAYS and isinstance(item, str):
            try:
                date.fromisoformat(item)
            except ValueError:
                yield shape.Flaw(
                    below,
                    f"{shape.dotted(below)} is {item}, which is no day of the calendar",
                    "write a day that exists",
                )
        else:
            yield from _impossible_days(item, below)


def elements(data: Any) -> tuple[str, ...]:
    """The elements that a broken record seems to cover."""
    covers = data.get("covers") if isinstance(data, dict) else None
    changes = covers.get("changes") if isinstance(covers, dict) else None
    found = (
        [change.get("element") for change in changes if isinstance(change, dict)] if isinstance(changes, list) else []
    )
    return tuple(element for element in found if isinstance(element, str))
