"""Instructions disappear.

## What it looks for
A prompt on base without a counterpart on head: the file is deleted, the key or constant is gone, a call lost its system
message. The same text under another path or name has moved, not gone.

## Why it needs an answer
Whatever this text forbade binds the model no longer, unless it is said or enforced elsewhere. Without its system
message a model falls back on its own defaults, and the sentence that kept one customer's data from another goes
together with the rules of tone. Or the text moved to where no review sees it, a prompt service, a database, an
environment variable, and can be edited there at any hour.

## Questions to ask
- Does the call that used it still run, and under which instructions?
- Which of its sentences were guards, and where do they stand now?
- If the text moved to a store, who can edit it there and who notices?

## How to answer
`no_change` when the feature went with it, with the diff that shows so; `blocker` when evals must pass without it;
`backlog` when text that moved to a service has to come back under review; `exception` while that move is half done.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="prompt-removed",
    doc=__doc__,
    kind=Kind.PROMPT,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "no call on head runs without instructions where {name} was used",
        "each guard sentence of {name} stands in another prompt or is enforced by a policy",
        "the injection eval passes without {path}",
    ),
    controls=("launch_gate", "backlog"),
)
