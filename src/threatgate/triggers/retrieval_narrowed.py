"""Retrieval reaches less far or filters more.

## What it looks for
A source that left a list, a lower `top_k` or depth, a higher threshold, a filter or an exclusion that was added.

## Why it needs an answer
It helps only if the queries that run apply it, and the model may make up what it no longer finds. Fewer ways in are
good news, but a stricter filter is easily written where the query does not read it, and missing context comes back as
invention, with a citation that no longer fits.

## Questions to ask
- Is the filter applied by the query that production runs?
- Did the quality evals run, including questions that can no longer be answered?

## How to answer
`no_change` with an eval or a query log that shows the filter at work; `backlog` when old chunks remain in the index;
`blocker` when the access model relies on the new filter.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="retrieval-narrowed",
    doc=__doc__,
    kind=Kind.RETRIEVAL,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "a query through {name} shows the new limit in its own log",
        "questions that {path} no longer covers are answered with a refusal, not with a guess",
    ),
    controls=("launch_gate", "logging_schema"),
)
