"""An approval rule or a guardrail appears.

## What it looks for
A requirement of approval, a list of approvers, a limit, a permission list, a sandbox, a guardrail or an interrupt point
that is new. An entry that allows or approves by itself counts here too, and widens.

## Why it needs an answer
A new rule decides what gets through from now on, and is trusted from the day it is written down. It holds only if it is
checked at the call and not in the prompt, if silence means no, and if the person asked sees what they agree to. An
automatic approval is a permission that looks like a rule.

## Questions to ask
- What happens when the approver is away, the service is down or the answer comes late?
- Is there another way to the same action, and does the rule cover it?
- Does a person see the arguments, and few enough requests a day to read them?

## How to answer
`no_change` with the test that shows an unapproved call fail; `backlog` when logging or escalation of the rule is still
to come; `blocker` when a launch depends on it; `exception` where it starts by only warning.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="approval-added",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "an action under {name} is refused when no approval arrives or its service is down",
        "a request under {name} shows the arguments and on whose behalf it is made",
        "a test tries to reach the action around {name} and fails",
    ),
    controls=("approval_flow", "launch_gate"),
)
