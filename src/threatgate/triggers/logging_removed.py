"""A log, a trace, a redaction or an alert is gone, or a switch over one.

## What it looks for
An audit log, trace, exporter, alert or redaction that base has and head has not, whole files included. A switch that
turned records off and went narrows.

## Why it needs an answer
What is recorded, masked or alerted on is left to whatever remains, and that may be nothing. Misuse that leaves no trace
is found by its damage. Without arguments and results nobody can say which customers were touched, so all of them have
to be told. Exceptions that count on monitoring lose the control that justified them.

## Questions to ask
- What can no longer be answered after an incident?
- Which records, alerts or audits count on it?
- What else writes down tool calls and approvals, field by field?

## How to answer
`no_change` when another log holds the same fields, with entries of both; `blocker` until it does; `exception` for a
stated time with the actions themselves limited; `backlog` for lesser fields.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="logging-removed",
    doc=__doc__,
    kind=Kind.LOGGING,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "each field that {name} held is written elsewhere, shown by an entry",
        "no living record counts on {name} as its control",
        "state-changing tool calls are still logged with arguments and result",
    ),
    controls=("logging_schema", "exception_register"),
)
