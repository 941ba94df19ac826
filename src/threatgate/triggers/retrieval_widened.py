"""Retrieval reaches further or filters less.

## What it looks for
More sources, paths, buckets or domains, a higher `top_k` or crawl depth, a lower score threshold, a filter or tenant
condition that was dropped, access checked after the search instead of before it, a source that counts as more trusted.

## Why it needs an answer
More text that is planted, or not meant for this reader, can reach the model or be believed by it. Every further chunk
is one more chance for a planted text to be among them, and twenty of them push the guard sentences to the edge of
attention. A filter that runs after the search is too late: the model has read the document and can paraphrase it.

## Questions to ask
- Which of the documents now in reach can people outside the team write?
- Does the filter by user or tenant still run before the search?
- What is the least relevant document that now gets in, and does it help anybody?
- Were the evals repeated with the new numbers?

## How to answer
`blocker` until leakage and injection evals pass at the new settings; `exception` for a trial on public documents only;
`backlog` when the extra reach is harmless but unmeasured; `no_change` when those evals ran already, with the report.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="retrieval-widened",
    doc=__doc__,
    kind=Kind.RETRIEVAL,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "a search as one tenant returns no document of another at the new settings of {name}",
        "the indirect-injection eval passes after this change: {summary}",
        "documents that outsiders can write are marked as untrusted in {path} and cannot start a tool call",
    ),
    controls=("launch_gate", "runtime_policy"),
)
