"""Agents may do less on their own.

## What it looks for
Fewer delegates or members, delegation switched off, a lower limit of turns, steps, depth or cost.

## Why it needs an answer
Agents do less by themselves now, so work can stop halfway or be left to nobody. A run that stops between charging and
confirming leaves the customer in the middle. Make sure that what stops, stops cleanly.

## Questions to ask
- What state is left when the limit is hit in the middle of a task?
- Do people get the work that no delegate takes any more?

## How to answer
`no_change` with a test that hits the limit; `backlog` for clean-up of unfinished runs; `blocker` when a half-done
action would move money or data.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="agent-narrowed",
    doc=__doc__,
    kind=Kind.AGENT,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "a run of {name} that hits its limit leaves no half-done state change, shown by a test",
        "work that {name} no longer hands on reaches a person",
    ),
    controls=("runtime_policy", "backlog"),
)
