"""Records change in place, form or lifetime.

## What it looks for
Another sink, exporter, endpoint, provider, format, level or retention, renamed fields, swapped events.

## Why it needs an answer
Alerts and investigators may no longer find what they expect, and other people may read it instead. Searches match
names: a renamed field silences them without an error. Another sink may be one that the agent's own identity can empty,
or a company that was never approved for this data. A retention that changes either way breaks a promise to somebody.

## Questions to ask
- Do alerts, dashboards and audit exports still find the fields that they match?
- Who runs the new destination, and who can delete there?
- Which rule names how long these records are kept?

## How to answer
`no_change` with an alert that was seen to fire on the new form; `blocker` when the destination is not approved;
`backlog` to move searches; `exception` while both destinations run.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="logging-changed",
    doc=__doc__,
    kind=Kind.LOGGING,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "each alert on {name} was seen to fire after the change",
        "the destination in {path} is approved for the data and closed to the agent's identity",
        "the retention of {name} is within the stated minimum and maximum",
    ),
    controls=("logging_schema", "backlog"),
)
