"""Tools by the shape of a class: it says its name, describes itself and can be run, and calls itself a tool."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.recognisers._tool_words import rows

if TYPE_CHECKING:
    from threatgate.documents._kinds import Class
    from threatgate.recognisers._code import Facts

_TOOL = ("tool", "Tool")


def shaped_as_tool(owner: Class, known: Facts) -> bool:
    """Whether a class has the methods of a tool, as interfaces of languages without base classes ask for them."""
    if not owner.name.endswith(_TOOL):
        return False
    around = qualified(owner)
    methods = {function.name for function in known.module.functions if function.where == around}
    return all(any(is_shape(what, method) for method in methods) for what in ("names", "descriptions", "runs"))


def qualified(owner: Class) -> str:
    """The name of a class with the names around it, dotted."""
    return f"{owner.where}.{owner.name}" if owner.where else owner.name


@cache
def is_shape(what: str, method: str) -> bool:
    """Whether a method is one of those that name, describe or run a tool."""
    return method.replace("_", "").lower() in rows()["shaped"][what]
