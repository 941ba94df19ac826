"""A model or its settings are no longer named.

## What it looks for
A model id, deployment, fallback, judge or moderation model that base names and head does not.

## Why it needs an answer
Something else may answer or judge in its place now, perhaps a default that nobody here chose. Where a name is dropped,
that of a library or gateway takes over. If the model moderated, judged or classified, a control went with it and the
rest of the pipeline still behaves as though its verdict arrived.

## Questions to ask
- Which model runs now where this one was named?
- Did it judge, filter or moderate anything, and what does that now?
- If a fallback is what remains, was the fallback ever evaluated?

## How to answer
`no_change` when its caller is removed too, with that diff; `blocker` when a default or an untested fallback takes over;
`backlog` for keys, quota and contracts that have to be withdrawn; `exception` while a moderation step is missing.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="model-removed",
    doc=__doc__,
    kind=Kind.MODEL,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "no call on head relies on an unnamed default where {name} was used",
        "if {name} judged or moderated, its task is done by something that an eval covers",
        "key and quota that only {name} needed are withdrawn",
    ),
    controls=("launch_gate", "backlog"),
)
