"""A tool changes without clearly gaining or losing reach.

## What it looks for
Another description, other names or types of parameters, another address or transport, one entry of a list swapped for
another, other code that chooses which tools are offered. A manifest that cannot be parsed fires on any edit.

## Why it needs an answer
What the model is told of a tool, or who answers its calls, may not be what was reviewed. A model picks tools by their
descriptions, so a description is a prompt. Text in it can pull calls away from another tool, ask for secrets as an
argument, or order a second call (tool poisoning), and a server can change it after you agreed. A new address sends
every argument to somebody else.

## Questions to ask
- Who wrote the new text, this team or the publisher of a server?
- Does it tell the model anything beyond what the tool does and when to use it?
- Is the new address run by the same people?
- Does the model still choose the right tool among all of them?

## How to answer
`no_change` with a run of the tool-choice eval or a review of the text; `blocker` when text or address come from outside
and nobody has looked yet; `backlog` for unclear wording; `exception` when a publisher forces the change on you.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="tool-changed",
    doc=__doc__,
    kind=Kind.TOOL,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "the description of {name} says what it does and gives no order about other tools or data",
        "the tool-choice eval passes with the definition in {path}",
        "the address behind {name} is on the list of approved hosts",
    ),
    controls=("launch_gate", "runtime_policy"),
)
