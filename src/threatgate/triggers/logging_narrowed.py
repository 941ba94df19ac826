"""More is recorded, or records show less.

## What it looks for
Auditing or tracing switched on, more events or fields, a higher sampling rate, redaction switched on or made stricter.

## Why it needs an answer
Records now tell more or hide more: the one is more to protect, the other harder to investigate. Check that new fields
are redacted and that their readers may see them. Stricter redaction can hide the very argument that somebody will look
for.

## Questions to ask
- Do the new fields hold prompts, secrets or personal data?
- After redaction, can one call still be followed from user to effect?

## How to answer
`no_change` with a sample entry before and after; `backlog` for retention of the new fields; `blocker` when they would
leave the company unredacted.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="logging-narrowed",
    doc=__doc__,
    kind=Kind.LOGGING,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "a sample of {name} shows no secret and no personal data that its readers may not see",
        "one call can be followed from user to effect in {name} by an id",
    ),
    controls=("logging_schema",),
)
