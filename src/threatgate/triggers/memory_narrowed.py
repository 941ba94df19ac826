"""Memory is shared less, forgotten sooner or guarded better.

## What it looks for
Sharing switched off, a smaller scope, a shorter lifetime or window, isolation, encryption or redaction switched on.

## Why it needs an answer
What was stored before may follow the old setting until somebody moves or erases it. The change is good for everybody
whose words are in it, but a new key layout can leave old entries where no expiry runs.

## Questions to ask
- What happens to entries that were written before?
- Does the agent forget something that a limit or a consent relies on?

## How to answer
`no_change` with the test of the new scope; `backlog` to erase or expire old entries; `blocker` when a published promise
depends on that erasure.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="memory-narrowed",
    doc=__doc__,
    kind=Kind.MEMORY,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "entries of {name} written before this change are erased or expire under the new rule",
        "no control reads from {name} what it now forgets",
    ),
    controls=("backlog", "runtime_policy"),
)
