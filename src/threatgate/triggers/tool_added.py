"""The agent gains a tool or a setting for tools.

## What it looks for
A tool, function, plugin or MCP server that exists on head and not on base: a decorated function, a function schema,
an entry of a tool list or registry, a server in an MCP client configuration, a tool granted by a setting.

## Why it needs an answer
Whoever gets text in front of the model can try to make it call any tool that it is offered. A new tool is new
authority, within reach of a user, a web page or a retrieved document. What it can do (read, write, delete, execute,
message outside, move money, administer, hand out credentials) decides how bad that is; what cannot be told counts as
state-changing.

## Questions to ask
- What is the worst call an attacker who controls the model's input could make with it, and as whom does it act?
- Which calls need a person's approval, and does that person see the arguments?
- Is every call logged with caller, arguments and result?
- Which test or eval shows that it refuses what it must refuse?

## How to answer
`exception` when it ships before its approval or eval exists; `blocker` when an eval or gate must pass before release;
`backlog` when a control follows in a planned change; `no_change` when the threat model already covers this tool, with
the test, review or document that shows it.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="tool-added",
    doc=__doc__,
    kind=Kind.TOOL,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "a call of {name} that changes state needs an approval that shows its arguments, or a policy that limits them",
        "an eval shows that injected instructions in user or retrieved text do not get {name} called",
        "every call of {name} is logged with caller, arguments and result",
    ),
    controls=("approval_flow", "launch_gate", "logging_schema"),
)
