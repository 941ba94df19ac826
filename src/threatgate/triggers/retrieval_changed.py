"""Retrieval changes its shape.

## What it looks for
Another index, collection, store, search type, reranker, chunk size or address, one source swapped for another, or other
code that builds the query.

## Why it needs an answer
The same question may bring up other documents now, and a filter that held may not hold any more. A collection with
nearly the same name can hold another customer's documents. A store that does not know a filter may ignore it without an
error. Smaller chunks part a warning from the sentence it warns about. None of this is visible in the values themselves.

## Questions to ask
- Does every metadata filter exist in the new index, and was it tried as a user who must see nothing?
- Was the index built from the same documents under the same access rules?
- Who runs the new store, and who can read its backups?
- What did answer quality and refusals do?

## How to answer
`no_change` with the test of filters and the quality run; `blocker` when the filters have not been tried on the new
index; `exception` while old and new index run side by side; `backlog` for tuning without effect on access.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="retrieval-changed",
    doc=__doc__,
    kind=Kind.RETRIEVAL,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "each filter that {name} relies on is tested against the new index with a user who may see nothing",
        "the index behind {name} was rebuilt from documents whose access rules are known",
    ),
    controls=("launch_gate", "runtime_policy"),
)
