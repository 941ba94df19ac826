"""Memory is shared wider, kept longer or guarded less.

## What it looks for
Sharing across users, sessions or tenants switched on, a scope that rose from one user to everybody, a longer or missing
lifetime, a longer window, isolation, encryption or redaction switched off, more writers.

## Why it needs an answer
What was said to the agent, planted or private, may now last longer or reach other people. Where memory is shared, one
customer can write the sentence that the agent reads while it serves another: injection and disclosure in one setting. A
longer life turns the mistake of an hour into that of a year, and a breach of the store into a year of conversations.

## Questions to ask
- Can text from one user come up in the session of another?
- Who reads what is shared before it is shared?
- Which promise, policy or law names how long conversations are kept?
- How is a planted entry found and removed once everybody reads it?

## How to answer
`blocker` until a test keeps users apart or a review step stands before sharing; `exception` for an internal pilot with
a short lifetime; `backlog` where only a window grew; `no_change` hardly ever, unless the store never held user text,
with proof.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="memory-widened",
    doc=__doc__,
    kind=Kind.MEMORY,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "text written by one user is not recalled for another, shown by a test against {path}",
        "the lifetime of {name} is within the published retention period",
        "a planted entry in {name} can be traced to its writer and removed for everybody",
    ),
    controls=("runtime_policy", "launch_gate", "exception_register"),
)
