"""An approval rule or a guardrail disappears.

## What it looks for
A requirement, a policy file, an interrupt point, a guardrail, a deny list, a sandbox or a limit that base has and head
has not, whole files included. An allowing entry that goes narrows and is reported so.

## Why it needs an answer
What it stopped or allowed is now decided by whatever is left, and the usual default is to run it. If nothing else asks,
nobody stands between the model's choice and its effect any more: whatever reaches the model reaches the action.

## Questions to ask
- Which actions ran under it, and what is the worst of them?
- What does the framework do where the entry is missing?
- Do the people who approved until now know that they are no longer asked?
- What can be undone afterwards, and how fast?

## How to answer
`exception` with a hard limit and an early expiry if the business insists; `blocker` until something else asks;
`no_change` only if the actions are gone or another layer asks, with the place; `backlog` for the lesser severities,
with a due date.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="approval-removed",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "every action that {name} covered is gone or asks elsewhere, with the place named",
        "a limit on amount, rate or reach holds while nobody approves what {name} covered",
        "those actions are logged and can be reversed within a stated time",
    ),
    controls=("approval_flow", "runtime_policy", "exception_register"),
)
