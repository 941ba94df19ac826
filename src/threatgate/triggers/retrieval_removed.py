"""A source, a retriever or a setting of retrieval is gone.

## What it looks for
A source, index, loader or retriever that base has and head has not. If what went is a filter or an access rule rather
than a source, the change widens and is reported so.

## Why it needs an answer
The model may now make up what it used to look up, or read what was kept from it. Without its documents it answers from
its weights, in the same confident tone. The copies stay: chunks, embeddings and caches outlive the source and are still
found through another path. A filter that goes takes the line between two customers with it.

## Questions to ask
- What does the agent say now when asked about what the source covered?
- Are index, embeddings and caches deleted, and who checked?
- Was it a filter, and what separates readers from now on?

## How to answer
`no_change` when nothing asks for it any more, with the eval that shows honest "I do not know" answers; `backlog` to
delete what was built from it; `blocker` when a filter went.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="retrieval-removed",
    doc=__doc__,
    kind=Kind.RETRIEVAL,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "index, embeddings and caches built from {name} are deleted or cannot be reached",
        "asked about what {name} covered, the agent says that it does not know",
        "if {name} separated readers, a test shows what separates them now",
    ),
    controls=("backlog", "launch_gate"),
)
