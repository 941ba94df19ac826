"""An agent, a handoff or a limit on agents appears.

## What it looks for
An agent, sub-agent, crew member, handoff, delegation or remote agent that base does not have, in a definition file, in
configuration or built in code. A limit on turns, depth or cost that stands on its own counts here too, and narrows.

## Why it needs an answer
Who hands work to whom, and when a run ends, decides how far an injected text can get. Work that is handed on takes its
context along, and often the authority too. Text that one agent read from a stranger is an instruction from a colleague
to the next one. An agent that reads the web and one that moves money are each harmless; a handoff between them is not.

## Questions to ask
- What may it do, as whom, and is that less than its caller may do?
- Is what it receives from other agents treated as data?
- Who can start it, and what ends it?
- Do untrusted input, private data and a way to act or send now meet in one session?

## How to answer
`blocker` when limits or separation are missing at launch; `backlog` when an agent without state-changing tools still
lacks an owner or an eval; `exception` for a pilot inside the company; `no_change` when it only splits an agent that is
already assessed, tools and identity unchanged.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="agent-added",
    doc=__doc__,
    kind=Kind.AGENT,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "{name} has an owner, a list of tools and an identity that are no wider than its task",
        "an eval sends instructions through another agent to {name} and it does not follow them",
        "a run of {name} ends by itself at a stated number of steps or cost",
    ),
    controls=("launch_gate", "runtime_policy"),
)
