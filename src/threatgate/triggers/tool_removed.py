"""The agent loses a tool or a setting for tools.

## What it looks for
A tool, server or grant that base has and head has not: a function without its decorator, a schema, an entry that left a
tool list or `mcpServers`.

## Why it needs an answer
The same end may be reached in a broader way now, and keys and scopes do not go with the entry. The tool may have been
the careful way to do something, and without it the agent turns to a shell or a plain HTTP call. What was granted for it
stays behind: key, scope and endpoint keep their power when nobody uses them any more. An entry of a deny list that goes
is no loss of a tool; it widens.

## Questions to ask
- Which remaining tool can do what this one did, and what else can that one do?
- Are its credential, scope and approval rule removed as well?
- Do prompts, other agents or runbooks still name it?

## How to answer
`no_change` with the test or diff that shows nothing needs it; `backlog` to withdraw what was granted for it; `blocker`
when its replacement has not been evaluated; `exception` while a broader tool stands in.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="tool-removed",
    doc=__doc__,
    kind=Kind.TOOL,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "the credential, scope and endpoint that only {name} used are withdrawn",
        "no prompt and no agent on head names {name}",
        "an eval shows that the agent does not reach the same end through a broader tool",
    ),
    controls=("backlog", "runtime_policy"),
)
