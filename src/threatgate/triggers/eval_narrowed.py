"""An eval asks for more.

## What it looks for
A higher threshold, `blocking` switched on, more cases, attacks, metrics or repetitions, fewer failures forgiven.

## Why it needs an answer
A stricter test tends to be loosened again in the first week in which it blocks a release. Better to know now whether
today's product passes it, and who may overrule it.

## Questions to ask
- Does what ships today pass, and if not, what happens to the next release?
- Who may overrule the gate, and does that leave a record?

## How to answer
`no_change` with a passing run; `backlog` for cases that fail today, with owners; `blocker` if they have to pass before
the next release.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="eval-narrowed",
    doc=__doc__,
    kind=Kind.EVAL,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "the product as it ships passes {name} at the new value, or each failing case has a ticket",
        "overruling {name} leaves a record with owner and expiry",
    ),
    controls=("launch_gate", "backlog"),
)
