"""Memory works differently.

## What it looks for
Another backend, namespace, key template, way of summarising or partition, or other code that reads and writes what is
remembered.

## Why it needs an answer
What one user said may now be kept, retold or shared in a way that nobody has weighed yet. A key template without the
user's id looks like a renaming and shares everything. A summary is written by a model: it can turn what a user claimed
into what the system knows. Another backend may not expire, encrypt or erase as the last one did.

## Questions to ask
- Does every key still hold whatever keeps users and tenants apart?
- Can a summary give a user's words more authority than they had?
- Do expiry, encryption and erasure work in the new backend?

## How to answer
`no_change` with the test that two users stay apart; `blocker` when that test does not exist; `backlog` when old data
has to follow; `exception` during a migration with two stores.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="memory-changed",
    doc=__doc__,
    kind=Kind.MEMORY,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "a test shows that two users stay apart under the new keys of {name}",
        "expiry and erasure were tried on the backend that {path} names",
    ),
    controls=("runtime_policy", "launch_gate"),
)
