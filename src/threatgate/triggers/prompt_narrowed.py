"""Instructions hold the model back more.

## What it looks for
A prompt that gained guard sentences or lost ones that gave room, and moved nowhere the other way.

## Why it needs an answer
A stricter prompt is a wish, not a wall, and it may turn away ordinary requests as well. Approval demanded in prose is
no approval, and a register that counts it as one is wrong. And a model that refuses too much drives people to the tool
that does not ask.

## Questions to ask
- Does something other than the model enforce what the sentence demands?
- Do the evals show refusals where they are wanted and answers everywhere else?
- Does the sentence replace a control that this change takes away elsewhere?

## How to answer
`no_change` with the eval run on the new text; `backlog` when the sentence stands in for a control that is still to be
built; `blocker` when a control elsewhere goes in the same change.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="prompt-narrowed",
    doc=__doc__,
    kind=Kind.PROMPT,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "an eval shows that {name} refuses what the new sentence forbids and still answers ordinary requests",
        "what {name} forbids is refused outside the model too, or a ticket says when it will be",
    ),
    controls=("launch_gate", "backlog"),
)
