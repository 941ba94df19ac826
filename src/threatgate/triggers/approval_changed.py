"""An approval rule or a guardrail changes and has to be read.

## What it looks for
A condition, an action name, a mode that no scale knows, one approver or entry swapped for another, other code that
decides who may do what. A policy that cannot be parsed fires on any edit.

## Why it needs an answer
The rule may now let through what it stopped before, or ask the wrong person, and no error says so. Rules match names:
one for `refund` that no longer matches `issue_refund` asks nobody. A condition that compares text with a number is
never true. A swapped approver can be the one who makes the requests.

## Questions to ask
- Which actions does the rule match now, listed by name?
- What is decided for an action that no rule matches?
- Can anyone approve what they asked for themselves?
- Which test would notice that the rule stopped matching?

## How to answer
`no_change` with a table of actions and decisions before and after; `blocker` when that table does not exist yet;
`exception` while a rule is known not to match; `backlog` for readability.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="approval-changed",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "a test runs every action through {path} and compares the decision with a written table",
        "an action that {name} does not match is refused",
        "no approver of {name} can approve a request of their own",
    ),
    controls=("approval_flow", "launch_gate"),
)
