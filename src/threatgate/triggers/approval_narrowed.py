"""An approval rule or a guardrail is stricter.

## What it looks for
Approval required where it was not, `allow` to `ask`, more approvers, a lower limit, a longer deny list, a tighter
sandbox, a guardrail that blocks instead of logging.

## Why it needs an answer
A stricter rule helps only where the way around it is not easier than the way through. More questions to people are not
always more control: who is asked fifty times a day clicks yes fifty times. Whoever is blocked looks for another way,
and often finds a token that skips the rule altogether.

## Questions to ask
- How many requests a day will the approvers see, and who are they at night?
- Which way around the rule becomes attractive now, and is it closed?

## How to answer
`no_change` with a count of expected requests and the test of the rule; `backlog` to batch or limit them; `blocker` when
the approvers do not exist yet.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="approval-narrowed",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "approvers of {name} see no more requests a day than they can read",
        "credentials that skip {name} are listed and held by named people",
    ),
    controls=("approval_flow", "backlog"),
)
