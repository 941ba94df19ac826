"""A memory of the AI system, or a limit on it, is new.

## What it looks for
A memory store, checkpointer, session history, long-term memory or cache of conversations that base does not have, with
its scope, lifetime and limits. A lifetime, an isolation or a redaction that stands on its own counts here too, and
narrows.

## Why it needs an answer
What is kept is read again as if just said, so who shares it and how long it lives matter. An instruction planted in one
session waits there and acts in a later one, when no attacker is present, perhaps for another user. And stored
conversations hold personal data that somebody will ask to have erased.

## Questions to ask
- Whose conversations share a key?
- What can write into it: users, tool results, the model itself?
- How long does it keep, and how is one person's part erased?
- Is recalled text marked as data when the model sees it again?

## How to answer
`blocker` when separation of users is not tested; `backlog` when erasure or expiry follows within a stated time;
`exception` for a pilot with synthetic or consenting users; `no_change` when the store is one that is already assessed,
with its entry.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="memory-added",
    doc=__doc__,
    kind=Kind.MEMORY,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "two users never share a key of {name}, shown by a test",
        "entries of {name} expire after a stated time and one user's entries can be erased",
        "an eval plants an instruction in {name} and a later session does not follow it",
    ),
    controls=("launch_gate", "runtime_policy"),
)
