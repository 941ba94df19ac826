"""The agent acts with more rights or within looser bounds.

## What it looks for
Scopes or roles gained (`orders:write`, `payments:*`), a role that rose from reader to contributor or owner, wildcards,
more resources, tenants or accounts, a longer token lifetime, a service identity in place of the user's own.

## Why it needs an answer
Rights are the limit that still holds when prompt, tool schema and approval fail, and it is looser now. A write scope on
an agent that only reads is authority waiting for an injection. A wildcard includes the actions that the service will
add next year. A token that lives for a month is worth stealing.

## Questions to ask
- Which tool uses each new scope today? Name it, or leave the scope out.
- Which single action would do instead of the wildcard?
- Could the call be made with the rights of the user instead?
- Who sees unusual use of the new right, and how soon?

## How to answer
`blocker` until unused scopes are gone or approval stands before their use; `exception` for a pilot with named accounts
and an end; `backlog` where the narrower role does not exist at the provider yet; `no_change` if policy at the resource
denies the rest, with that policy.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import WIDENED, Rule

RULE = Rule(
    id="identity-widened",
    doc=__doc__,
    kind=Kind.IDENTITY,
    edit=Edit.MODIFIED,
    directions=WIDENED,
    criteria=(
        "each scope that {path} gained is used by a named tool, and a test fails without it",
        "the resource refuses what {name} does not need, shown by a denied call",
        "use of the new right is logged with tool, user and arguments",
    ),
    controls=("runtime_policy", "approval_flow", "logging_schema"),
)
