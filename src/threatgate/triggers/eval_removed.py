"""An eval, or a switch that skips one, disappears.

## What it looks for
A suite, its cases, its threshold or its gate that base has and head has not, whole files included. A switch that
forgave failures and went narrows.

## Why it needs an answer
What stood here no longer decides whether a release goes out, and records may still count on it. An attack that only
this eval tried is not tried again. The next edit of prompt, model or tool lands as if it were safe, and answers in the
register that name this eval as their evidence prove nothing from now on.

## Questions to ask
- Which threats have no test any more?
- Which records name it as gate or evidence?
- Was it removed because it failed?

## How to answer
`no_change` when another eval covers each case, with the table of both; `blocker` until it does; `exception` when it
must go for a stated time, for example while its data is replaced; `backlog` to write its successor, if the severity
allows.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="eval-removed",
    doc=__doc__,
    kind=Kind.EVAL,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "each threat that {name} covered has a case in another eval that runs",
        "no living record names {path} as gate or evidence",
        "the last result of {name} is kept and was a pass, or its failures have tickets",
    ),
    controls=("launch_gate", "exception_register"),
)
