"""A tool can do less than before, or is pinned.

## What it looks for
Fewer or stricter parameters, a shorter allow list, a longer deny list, a root further down, a version that is now
pinned, an action that fell from writing to reading.

## Why it needs an answer
A smaller reach counts only where something other than the model enforces it. A schema is a request to the model, not a
wall: if the function behind it still takes any path, an injected call still passes any path. A pin counts if somebody
looked at the version it names.

## Questions to ask
- Is the limit enforced behind the tool, or only described to the model?
- Does another tool of the same agent still offer the old reach?
- Who looked at the version that is pinned now?

## How to answer
`no_change` with a test that shows the refusal; `backlog` when enforcement follows the schema; `blocker` when the threat
model already counts on the limit.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="tool-narrowed",
    doc=__doc__,
    kind=Kind.TOOL,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "a call of {name} beyond its new limit fails in the code behind it, shown by a test",
        "no other tool of the agent offers what {name} gave up",
    ),
    controls=("runtime_policy", "backlog"),
)
