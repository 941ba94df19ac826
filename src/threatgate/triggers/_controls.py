"""Names that say that a part is a control: `SafeGuardAdvisor`, `HumanInTheLoopMiddleware`, `pii_check`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Direction
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from threatgate.model import Json


@cache
def names_control(name: str) -> bool:
    """Whether a class or function is a guardrail or asks for approval, by the end of its name or one of its words."""
    last = name.rpartition(".")[2].partition("(")[0]
    known = table("code_policy")
    return last.endswith(tuple(known["holders"]["approval"])) or not set(table("scales")["controls"]).isdisjoint(
        words(last)
    )


def of_controls(lost: Json, gained: Json) -> Direction | None:
    """A list that holds all sorts of parts, by the controls that leave or join it; None if none does."""
    gone, come = _controls(lost), _controls(gained)
    if gone == come:
        return None
    return Direction.UNCLEAR if gone and come else Direction.WIDENS if gone else Direction.NARROWS


def _controls(items: Json) -> bool:
    return isinstance(items, tuple) and any(isinstance(item, str) and names_control(item) for item in items)
