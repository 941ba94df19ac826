"""An approval rule or a guardrail is weaker.

## What it looks for
`require_approval` from true to false, `always` to `on_request`, `ask` to `allow`, approvers fewer or none, a limit
raised, an entry gone from a deny list or gained by an allow list (`Bash(*)`), a sandbox opened, a guardrail that logs
instead of blocking.

## Why it needs an answer
What this rule used to stop or ask about now gets through more easily, injected requests included. One value can put the
person who used to decide out of the loop for every user at once. An empty list of approvers can mean that anyone may
approve or that nobody is asked. A limit a hundred times higher makes each injected call a hundred times as expensive. A
wildcard allows commands that nobody has thought of yet.

## Questions to ask
- What is the worst action that now runs unasked, and how often could it run before somebody notices?
- Who decided, for how long, and what brings the rule back?
- Which narrower form would serve: one command, a lower limit, one team?
- What else still stands in the way: a rate limit, a reversal, an alarm?

## How to answer
`exception` for a pilot, with compensating controls and a date; `blocker` until the replacement control is in place;
`backlog` where a rule moves elsewhere and the severity allows it; `no_change` if another layer enforces the old value,
with its configuration.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="approval-widened",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "an action beyond the old value of {name} needs a named person again, or a ticket says from when",
        "number and sum of actions under {name} are capped per user and day",
        "an eval tries to get an unapproved action through {path} and fails",
    ),
    controls=("approval_flow", "runtime_policy", "exception_register"),
)
