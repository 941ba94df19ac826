"""An eval changes without clearly asking for more or less.

## What it looks for
Another judge, scorer, metric, provider, target or dataset, rewritten cases, swapped plugins, another schedule.

## Why it needs an answer
A pass may no longer mean what it meant, so old results say little about the next release. A milder judge passes what a
stricter one failed. A target that points at a test double measures the double. Cases that are rewritten until they pass
describe the product instead of testing it.

## Questions to ask
- Would the last release that failed still fail?
- Does the target still run the prompt, model and tools that ship?
- Did a person read a sample of the judge's verdicts?

## How to answer
`no_change` with old and new measured on the same build; `blocker` when that comparison is missing; `backlog` for
schedule and naming; `exception` while a judge is being replaced.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="eval-changed",
    doc=__doc__,
    kind=Kind.EVAL,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "old and new form of {name} were run on one build and the verdicts that differ were read by a person",
        "a build with a known weakness fails {name}",
    ),
    controls=("launch_gate",),
)
