"""Less is recorded, or more is exposed in records.

## What it looks for
Auditing or tracing switched off, events or fields taken from a list, a lower sampling rate, alerts removed, redaction
of personal data or secrets switched off or made partial.

## Why it needs an answer
Misuse will be harder to notice and prove, or secrets and personal data lie open in the records. A sample of one in ten
misses nine of ten injected calls, and an attacker needs one. An audit log that is off during a pilot is off when the
first incident happens. Unredacted logs move card numbers and tokens to where everybody on call can read them.

## Questions to ask
- Which question of an investigator has no answer from now on?
- Who notices when a tool is called a hundred times at night?
- Is cost the reason, and would fewer fields of harmless events save as much?
- Who can read the fields that are no longer redacted?

## How to answer
`exception` with an expiry and another detective control; `blocker` when approvals or exceptions elsewhere rely on the
log; `backlog` for harmless events; `no_change` if another sink holds the same entries, with the configuration.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="logging-widened",
    doc=__doc__,
    kind=Kind.LOGGING,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "every state-changing call is recorded with caller, tool, arguments and result, whatever {path} samples",
        "an alert on unusual tool use fires in a test while {name} has its new value",
        "fields that {name} no longer redacts hold no personal data, shown on a sample",
    ),
    controls=("logging_schema", "exception_register", "runtime_policy"),
)
