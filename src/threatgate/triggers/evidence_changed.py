"""What a landed answer leans on says something else now.

## What it looks for
A file that a record of the base side binds by its digest, as evidence or as a control, and that this change edits or
removes, so that the digest does not hold any more. The record is open: neither closed nor superseded, here or before.

## Why it needs an answer
The answer was given because of that file: a test that shows a limit, an allow list that makes up for a missing
approval. When it changes, nobody knows whether the answer would be given again, and the register goes on saying that
it was. For most answers that is a line to note; an exception rests on its compensating control and cannot wait.

## Questions to ask
- Does the file still show what the record says it shows?
- If a compensating control is gone: what holds the risk down from now on?
- Would the approver sign again after reading the new version?

## How to answer
`threatgate register review` notes that somebody looked again; for an exception that is its approver. Where the control
is gone the risk is another one: a renewed `exception` that supersedes the old one, a `backlog` or `blocker` in its
place, or the end of what it excused with `threatgate register close`. What a `no_change` leans on is a note,
and so is an edit of comments or layout.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="evidence-changed",
    doc=__doc__,
    kind=Kind.EVAL,
    edit=Edit.MODIFIED,
    directions=ANY,
    criteria=(
        "the new version of {path} was held against what {name} says of it, by somebody else than its author",
        "where {path} shows less than before, a new answer takes the place of {name}",
    ),
    controls=("launch_gate", "exception_register"),
    subject="evidence",
)
