"""A model or its parameters change.

## What it looks for
Another id, version, provider, endpoint or deployment in the same place, or other parameters: temperature, token limits,
reasoning effort, stop words, context window, dimensions of an embedding.

## Why it needs an answer
The same input may be answered differently now, and earlier eval results describe the old setting. One snapshot for
another is a new component with old approvals. The next version may follow instructions in documents that its
predecessor ignored. A higher temperature makes rare failures frequent, a shorter context drops the guard that stood
first, a longer output leaves room for what should not be said. A new endpoint sees every prompt.

## Questions to ask
- What do the evals say about old and new side by side, on refusals as well as on quality?
- Does the data now travel to another company, region or account?
- Does the whole prompt, guards included, still fit with the longest history?
- Were thresholds or judges tuned on the old model's answers?

## How to answer
`no_change` with the comparison as evidence; `blocker` when the comparison has still to be made; `exception` when the
old model is switched off before that; `backlog` for parameters that only cost or style depend on.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="model-changed",
    doc=__doc__,
    kind=Kind.MODEL,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "the evals were run on the old and the new value of {name} and the difference in refusals is recorded",
        "the endpoint that {path} names is approved for this data",
        "prompt and longest history fit into the context of {name}",
    ),
    controls=("launch_gate",),
)
