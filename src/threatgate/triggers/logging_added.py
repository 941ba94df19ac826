"""A log, a trace, a redaction or an alert is new, or a switch over one.

## What it looks for
An audit log, a trace, an exporter, a redaction or an alert that base does not have. A switch that turns records off or
drops events counts here too, and widens.

## Why it needs an answer
What is recorded decides what can be found out later, and what those who read it learn besides. Records are what an
investigation has after the event. They are also a second copy of everything users and tools said: prompts, arguments
and results, read by people who may not read the originals, kept by a provider who may train on them.

## Questions to ask
- Does it hold who asked, which tool, which arguments, which result, who approved?
- Who can read it, and may all of them see what it holds?
- Can the agent, or whoever controls it, write or delete there?

## How to answer
`no_change` with a sample entry; `backlog` for redaction, retention or an alert that is to follow; `blocker` when
personal data would be exported unredacted.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="logging-added",
    doc=__doc__,
    kind=Kind.LOGGING,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "an entry of {name} answers who, what, with which arguments, with which result and who approved",
        "secrets and personal data are redacted before they reach {name}, shown by a test",
        "{name} cannot be changed by the identity that the agent uses",
    ),
    controls=("logging_schema", "runtime_policy"),
)
