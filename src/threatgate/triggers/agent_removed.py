"""An agent, a handoff or a limit on agents is gone.

## What it looks for
An agent, sub-agent or delegation that base has and head has not. A limit on turns, depth or cost that stood on its own
and went widens, and is reported so.

## Why it needs an answer
What it did, checked or held back now falls to the agents that are left, or to nobody. Its work usually goes to an agent
with more tools and a longer prompt, which now holds what was kept apart. Reviewing and checking agents are controls:
without them the first answer is the final one.

## Questions to ask
- Which agent does its work now, with which tools and rights?
- Did it review, filter or approve what others did?
- Are its identity, its queue and its triggers removed?

## How to answer
`no_change` when its task is gone as well, with that diff; `backlog` to withdraw identity and triggers; `blocker` when
it checked others or kept tools apart; `exception` while a successor is built.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="agent-removed",
    doc=__doc__,
    kind=Kind.AGENT,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "no remaining agent holds together what {name} kept apart",
        "identity and triggers of {name} are withdrawn",
    ),
    controls=("backlog", "launch_gate"),
)
