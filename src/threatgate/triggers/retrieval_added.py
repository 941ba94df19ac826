"""A source, a retriever or a setting of retrieval is new.

## What it looks for
A source, connector, loader, crawler, web search, dataset, index, vector store or retriever that base does not have, in
configuration or built in code. A limit or a filter that stands on its own counts here too, and narrows.

## Why it needs an answer
The model may obey or repeat what it retrieves, so who can write it and who may read it matters. A source that others
can write to, a forum, a ticket queue, a shared drive, the web, is a way in: the attack waits in a document until
somebody asks the right question. A source whose documents have different readers is a way out, unless results are
filtered for the person who asks before the model sees them.

## Questions to ask
- Who can write into it, and how long until what they wrote is served?
- Who may read each document at its origin, and does the same rule hold at query time?
- What lies in there that should never be indexed: keys, personnel files, other tenants?
- How is a poisoned document found and taken out again?

## How to answer
`blocker` when the access filter or the poisoning eval is missing; `exception` for a trial with a copy that is curated
by hand; `backlog` when a trusted source still lacks an owner or a removal path; `no_change` when writers and readers
are those of a source that is already assessed, with the comparison.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="retrieval-added",
    doc=__doc__,
    kind=Kind.RETRIEVAL,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "a user without access to a document of {name} gets no answer drawn from it, shown by a test",
        "an eval plants instructions in a document of {name} and the agent does not follow them",
        "{name} has an owner and a document can be taken out of the index within a stated time",
    ),
    controls=("launch_gate", "runtime_policy"),
)
