"""Agents may do more on their own.

## What it looks for
More agents to hand work to, delegation switched on, a higher limit of turns, steps, depth or cost, a member that joins
a crew or group.

## Why it needs an answer
Agents now go further before a person looks, and so does any instruction planted in front of them. Autonomy multiplies
every other authority: thirty turns instead of six give an injected goal room to look around, fail, try again and clean
up. Each further delegate is a further set of tools that a stranger's text can reach in two hops. Loops between agents
spend money until somebody looks.

## Questions to ask
- What could a run do in the added steps that it could not do before?
- Which tools are now reachable through a delegate, and do their approvals still ask a person?
- What stops a loop, and who pays until then?

## How to answer
`blocker` when a cap on cost or an approval has to exist first; `exception` for a limited group with a budget; `backlog`
when only a reading delegate was added; `no_change` if a budget elsewhere keeps the old bound, with its configuration.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="agent-widened",
    doc=__doc__,
    kind=Kind.AGENT,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "a run through {name} stops at a stated cost or number of steps, shown by a test that loops",
        "tools reached through {name} ask for the same approvals as when called directly",
        "each step of a run is logged with the agent that took it",
    ),
    controls=("runtime_policy", "approval_flow", "logging_schema"),
)
