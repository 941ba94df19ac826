"""A model is pinned or guarded more tightly.

## What it looks for
An alias became a dated snapshot, a revision or digest was added, a safety setting went up.

## Why it needs an answer
What runs is fixed or guarded more tightly now, so check that it is what the evals were run on. After a pin, a change of
the model needs a commit. The snapshot itself may be older than what the alias served yesterday, so that fixes are lost,
and it has a retirement date on which calls start to fail or are silently redirected.

## Questions to ask
- Is the snapshot the one that the last eval results describe?
- When does the provider retire it, and who moves the pin before then?

## How to answer
`no_change` with the eval run on that snapshot; `backlog` for the date on which the pin must move; `blocker` when it
pins a version that has not been evaluated.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="model-narrowed",
    doc=__doc__,
    kind=Kind.MODEL,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "the evals were run on the snapshot that {path} names",
        "a ticket holds the retirement date of {name} and an owner",
    ),
    controls=("launch_gate", "backlog"),
)
