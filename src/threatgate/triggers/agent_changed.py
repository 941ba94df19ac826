"""Agents work together differently.

## What it looks for
Another process, supervisor, graph of edges, order, planner or address of a remote agent, one delegate swapped for
another, or other code that routes between agents.

## Why it needs an answer
Work may now reach other hands or go around a check, and the diff alone does not show it. Who comes after whom decides
what is checked before it takes effect. An edge that skips the reviewing node leaves the node in place and out of the
way. A new address of a remote agent sends the conversation to whoever answers there.

## Questions to ask
- Is there a path from input to effect that no longer passes the check?
- How does one agent know that the other is the one it claims to be?
- Which context crosses the new edge: everything, or what the task needs?

## How to answer
`no_change` with the list of paths before and after; `blocker` when a path goes around a check; `exception` while a
remote agent cannot prove who it is; `backlog` for structure without effect on checks.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="agent-changed",
    doc=__doc__,
    kind=Kind.AGENT,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "every path of {path} from untrusted input to a state-changing tool passes a check that is named",
        "remote agents that {name} talks to are authenticated",
    ),
    controls=("launch_gate", "runtime_policy"),
)
