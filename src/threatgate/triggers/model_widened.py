"""A model is pinned less tightly or guarded less.

## What it looks for
A model that exists on both sides and got looser: a dated snapshot became an alias (`gpt-4o-2024-08-06` → `gpt-4o`), a
revision or digest was dropped, remote code of a hub model is trusted, a safety setting went down. The same move in
several places is several triggers, shown as one line.

## Why it needs an answer
The model behind this can change without a commit now, or is held back less than before. Behind an alias no review, no
eval and no line in the log comes before the change. The day its refusals or its tool calls behave differently is the
provider's choice, and every earlier eval result describes something that no longer runs. An unpinned hub model is a
dependency that anybody with its publisher's account can replace.

## Questions to ask
- How would you learn that the model behind the name has changed?
- Which evals run again on that day, and who stops the release if they fail?
- Does the provider publish when the alias moves, and does anybody read it?
- What was the reason for the pin that is given up?

## How to answer
`blocker` when the evals have to run on a schedule before this ships; `exception` with an end date when the snapshot is
retired and its successor is not evaluated yet; `backlog` to pin again; `no_change` if a gateway pins it, with that
configuration as evidence.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="model-widened",
    doc=__doc__,
    kind=Kind.MODEL,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "{name} resolves to a dated snapshot or digest, in {path} or in a gateway whose configuration is named",
        "the safety evals run at least daily against {name} and a failure pages a named owner",
        "the model version that answered is logged with every call",
    ),
    controls=("launch_gate", "logging_schema", "exception_register"),
)
