"""Instructions change.

## What it looks for
A prompt whose sentences differ without a guard clearly lost or gained, or with both at once: rewritten paragraphs,
other examples, new or renamed variables, another order. White space at line ends and line endings do not count. A
prompt file that cannot be parsed fires on any edit.

## Why it needs an answer
Models follow wording, not intent, so any rewording can undo a guard that still stands in the text. A fresh example or a
section that moved to the end is enough, and each new variable is a way in for somebody else's words. No list of phrases
can tell that from a diff, so no direction is claimed here.

## Questions to ask
- Read in bad faith, is any sentence weaker than the one it replaces?
- Which variables came in, and who fills them?
- Do the examples show the agent doing what it should ask about?
- Did the evals run on this text, or on the one before it?

## How to answer
`no_change` with an eval run on head's text is the usual answer; `blocker` where no eval covers the prompt yet;
`backlog` for wording that a reviewer wants clearer; `exception` when it must ship before the evals can run.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="prompt-changed",
    doc=__doc__,
    kind=Kind.PROMPT,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "the evals ran on the text of {path} as it lands and passed",
        "every variable of {name} is listed with who controls its value",
    ),
    controls=("launch_gate",),
)
