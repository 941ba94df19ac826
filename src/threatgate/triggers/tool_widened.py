"""A tool can do more than before, or is no longer pinned.

## What it looks for
A tool on both sides that reaches further on head: a parameter that lets the model choose more (a command, a recipient,
a URL), a longer or broader allow list, an action that rose from reading to writing, a server whose version pin was
dropped, whose root went from `./docs` to `/`, whose environment gained a token or whose automatic approvals grew.

## Why it needs an answer
The name is the same, so reviews wave it through, and approvals and evals were given for the smaller tool. A path that
reached one folder now reaches the home directory and its keys. A server without a version runs what its publisher, or
whoever took over that account, released last night. A free-text argument turns a form into an interpreter.

## Questions to ask
- What can be reached now that could not be reached before? Name one example.
- Does the approval that covers it show the argument that grew?
- Who publishes what runs behind it, and what stops tomorrow's version?
- Which smaller grant would do: one folder, one verb, one list of recipients?

## How to answer
`blocker` when a root, list or pin has to be back before the release; `exception` for a pilot behind a compensating
control such as an egress list; `backlog` when the narrower grant is planned and the severity allows it; `no_change`
only if the threat model already weighs this reach, with the entry.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="tool-widened",
    doc=__doc__,
    kind=Kind.TOOL,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "a call of {name} with an argument outside its purpose is refused, shown by a test",
        "code of others that {name} runs is pinned by version or digest",
        "approval request and log entry of {name} show what was widened: {summary}",
    ),
    controls=("runtime_policy", "approval_flow", "launch_gate"),
)
