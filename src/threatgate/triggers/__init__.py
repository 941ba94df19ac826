"""Rules, one file each, found by file name in this package only."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.model import Direction, Edit, Element

if TYPE_CHECKING:
    from threatgate.triggers._api import Rule


# What no decision answers: the record that binds or leans on something is to be mended, ended or looked at again.
UNDECIDED = frozenset({"promise-unbound", "promise-replaced", "evidence-changed"})


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, those of a subject first, then by id."""
    import importlib
    import pkgutil

    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    loaded = [importlib.import_module(f"{__name__}.{name}").RULE for name in names]
    return tuple(sorted(loaded, key=lambda rule: (not rule.subject, rule.id)))


def rule_id(element: Element, edit: Edit, direction: Direction) -> str:
    """The id of the rule that takes a change, without loading its page."""
    if element.subject == "gate":
        return "gate-changed"
    if edit is Edit.MODIFIED:
        word = {Direction.WIDENS: "widened", Direction.NARROWS: "narrowed"}.get(direction, "changed")
        return f"{element.kind}-{word}"
    return f"{element.kind}-{edit}"
