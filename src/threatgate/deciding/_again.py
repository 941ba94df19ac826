"""What to ask again: the questions whose answers keep a record from counting, found by the lines of its faults."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from threatgate.deciding._answer import Answer
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEY = re.compile(r"\s*(?:- )?(\w+):")
# The field of an answer by the key of the record that holds it; of a key that holds several, all of them.
_ASKED = {
    "owner": ("owner",),
    "second": ("second",),
    "threat": ("threat",),
    "statement": ("threat",),
    "ticket": ("ticket",),
    "acceptance_criteria": ("criteria",),
    "due": ("due",),
    "gate": ("gate",),
    "definition": ("definition",),
    "pass_condition": ("pass_condition",),
    "blocker": ("gate", "definition", "pass_condition"),
    "controls": ("ticket", "definition"),
    "reason": ("reason",),
    "approver": ("approver",),
    "compensating_controls": ("compensating",),
    "expires": ("expires",),
    "review_date": ("review_date",),
    "residual_risk": ("residual_risk",),
    "exit_plan": ("exit_plan",),
    "rationale": ("rationale",),
    "evidence": ("evidence",),
    "valid_until": ("valid_until",),
}


class WouldNotCountError(UsageError):
    """A record that would be no answer. `fields` are those of the answer that a person may say otherwise."""

    def __init__(self, hint: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__("this would not count as an answer", hint)
        self.fields = fields


def asked_at(text: str, lines: Iterable[int], answer: Answer) -> tuple[str, ...]:
    """The fields behind these lines of a record's text; none where one of the lines is behind no question."""
    rows = text.splitlines()
    found: dict[str, None] = {}
    for line in lines:
        fields = [field for field in _above(rows[:line]) if getattr(answer, field) not in (None, ())]
        if not fields:
            return ()
        found |= dict.fromkeys(fields)
    return tuple(found)


def unsaid(answer: Answer, fields: Iterable[str]) -> Answer:
    """The answer as if nothing had been said to these fields."""
    nothing = Answer(answer.outcome)
    return replace(answer, **{field: getattr(nothing, field) for field in fields})


def _above(rows: list[str]) -> tuple[str, ...]:
    """The fields of the nearest key at or above the last of the rows, within its block."""
    for row in reversed(rows):
        key = _KEY.match(row)
        if key is not None and key[1] in _ASKED:
            return _ASKED[key[1]]
        if key is not None and not row[0].isspace():
            break
    return ()
