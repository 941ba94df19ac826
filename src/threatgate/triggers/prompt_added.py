"""The AI system gains instructions.

## What it looks for
A prompt on head that base does not have: a prompt file, a skill, command or agent definition, a system prompt or
`instructions` key in configuration, a text in code that a model receives as its system message, rules for coding
assistants.

## Why it needs an answer
Instructions decide what a model tries to do with the tools and data it already has. A new prompt is a path that no eval
has attacked yet: its slots may be filled with text from strangers, it may give latitude that nobody weighed, and
whatever secret or internal name stands in it can be asked for. Characters that a reader does not see but the model does
are named in the report.

## Questions to ask
- Which tools, data and users does a model under this prompt reach?
- Which parts are filled in at run time, and who controls those values?
- What would be lost if a user had it repeated word for word?
- Which eval attacks exactly this prompt?

## How to answer
`blocker` when it ships soon and no eval covers it; `backlog` when it sits behind a flag or reaches no tool; `exception`
for a pilot with few users and an end date; `no_change` when an existing eval ran on it, with that run as evidence.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="prompt-added",
    doc=__doc__,
    kind=Kind.PROMPT,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "the injection eval runs against {name} in {path} and passes its threshold",
        "values that users or documents fill into {name} are marked as data and cannot close the marking",
        "{name} holds no secret, no customer data and no internal address",
    ),
    controls=("launch_gate", "runtime_policy"),
)
