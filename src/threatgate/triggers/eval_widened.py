"""An eval asks for less.

## What it looks for
A lower threshold, `blocking` or `required` switched off, failures allowed, skipped or tolerated, cases, attacks,
metrics or repetitions taken away.

## Why it needs an answer
A release that would have failed can pass now, and its green mark looks the same as before. Moving the number is how
that is done: at a threshold of 0.50 every second attack may succeed and the job stays green. An eval that does not
block is a report, and reports are read after the incident.

## Questions to ask
- Did the eval fail before this change, and on which cases?
- Which attack succeeds between the old and the new threshold?
- Who decided what share of successful attacks is acceptable, and where is that written?
- When does the old value come back?

## How to answer
`exception` with the failing cases named, compensating controls and a date; `blocker` when the old value must hold
before the release; `backlog` for flaky cases that are listed one by one; `no_change` if the removed cases were
duplicates, with the comparison.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="eval-widened",
    doc=__doc__,
    kind=Kind.EVAL,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "{name} is back at its old value, or every case that fails has a ticket and an owner",
        "actions that a failing case of {path} would reach need approval until then",
        "results of {name} are kept for each release, so that the trend is visible",
    ),
    controls=("launch_gate", "approval_flow", "exception_register"),
)
