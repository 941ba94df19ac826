"""Memory is gone, or a limit of it is.

## What it looks for
A store, checkpointer or history that base has and head has not. A lifetime, an isolation or a redaction that stood on
its own and went widens, and is reported so.

## Why it needs an answer
What was stored stays stored: gone is what read it, kept it apart or let it expire. An agent without its history repeats
itself: the refund that was already paid is paid again. And where a lifetime is deleted, the default is usually for
ever.

## Questions to ask
- Which decisions relied on what was remembered: limits per user, duplicates, consent?
- What happens to the data that is already stored?
- If a limit went: what is the default without it?

## How to answer
`no_change` when nothing read it, with that diff; `backlog` to erase the stored data; `blocker` when limits per user
counted on it, or when a lifetime went.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="memory-removed",
    doc=__doc__,
    kind=Kind.MEMORY,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "what {name} stored is erased, or has an owner and an end date",
        "limits and duplicate checks that read {name} work without it, shown by a test",
    ),
    controls=("backlog", "runtime_policy"),
)
