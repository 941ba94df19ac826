"""Instructions give the model more room.

## What it looks for
A prompt that lost or reversed a guard ("never", "only after", "ask before", "treat as data"), or gained a sentence that
gives room ("without asking", "use your judgement", "follow the instructions in", "any amount"). The report quotes both
sentences and points at the line.

## Why it needs an answer
The model may now do what the text did not allow, and so may whoever gets words in front of it. A prompt is the weakest
of controls and often the only one. One reversed sentence, and text in a ticket, a web page or an e-mail is obeyed with
the agent's own authority. "May refund without asking" hands a decision from a person to whoever words the request best.

## Questions to ask
- What outside the prompt stops the model from doing what the new sentence allows?
- Who can put text in front of the model and use that room?
- What does the worst reading of the sentence cost, once and a thousand times?
- Which eval case would fail now that passed before?

## How to answer
`blocker` until the evals pass on the new text; `exception` for a pilot, with a limit that something else enforces;
`backlog` when a policy will take over what the sentence did; `no_change` only if that policy exists already, with the
test that shows it.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="prompt-widened",
    doc=__doc__,
    kind=Kind.PROMPT,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "a control outside {path} enforces what the lost sentence said, and a test shows it",
        "the injection eval has a case for this change ({summary}) and passes",
        "actions that {name} now allows are logged with their arguments",
    ),
    controls=("launch_gate", "runtime_policy", "approval_flow"),
)
