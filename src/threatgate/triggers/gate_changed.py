"""The gate itself changes.

## What it looks for
The settings of Threatgate, a record that had already landed (anything but the closing, reviews and moves that may
grow), the list of what was there before the gate (`baseline.yaml`, anything but lines that go), who may sign approvals
(`allowed_signers`), the job or hook that runs the gate, or the owners of these files, added, edited or removed. The
first settings of a repository are only announced.

## Why it needs an answer
Whoever can change the gate can pass it. A level set to `off`, an approver added, an ignored folder, an expiry moved by
a year or a job that no longer runs lets through what comes next, and the change that does it is small and dull. So it
is judged by the base side's settings, always asks for a second person, and cannot answer for itself.

## Questions to ask
- Which change that blocks today would pass tomorrow?
- Was the same person's other change waiting for this one?
- Do the people who lose or gain the power to approve know it?
- If a record was edited: what did it promise before?

## How to answer
`no_change` when no change of the last months would be judged differently, with that run as evidence; `backlog` for a
rule that is switched off until its false alarms are mended; `exception` when a level is lowered for a stated time;
`blocker` when the gate must be back before a release.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="gate-changed",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.MODIFIED,
    directions=ANY,
    criteria=(
        (
            "replaying the changes of the last months with the new {path} lets none pass that blocked before, or each "
            "of them is listed"
        ),
        "a person other than the author, listed on the base side, agreed to this change: {summary}",
        "the job that runs the gate was seen to block a pull request after the change",
    ),
    controls=("exception_register", "approval_flow"),
    subject="gate",
)
