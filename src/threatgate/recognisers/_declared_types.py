"""What the names of a module are declared or made as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Call

if TYPE_CHECKING:
    from threatgate.documents._kinds import Module

_UNTYPED = frozenset({"", "var", "val", "let", "final"})


def declared_types(module: Module) -> dict[str, str]:
    """The types of fields, parameters and locals by name: plain ones, the first where a name has several."""
    found: dict[str, str] = {}
    named = [(name, kind) for entry in module.classes for name, kind in entry.annotations]
    named += [(param.name, param.annotation) for function in module.functions for param in function.params]
    for one in module.assignments:
        made = one.value.callee.rpartition(".")[2] if isinstance(one.value, Call) else ""
        named.append((one.target.rpartition(".")[2], one.annotation if one.annotation not in _UNTYPED else made))
    for name, kind in named:
        if kind.isidentifier() and kind[:1].isupper():
            found.setdefault(name, kind)
    return found
