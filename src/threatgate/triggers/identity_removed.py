"""An identity, a scope, a credential or a bound on one is gone.

## What it looks for
An account, scope, role or credential that base has and head has not. A bound that went, acting on behalf of the user, a
second factor, a condition, widens and is reported so.

## Why it needs an answer
Deleting this revokes no right at the issuer, and may take away what kept those rights in bounds. The key still opens
the door and the history still shows it. And where the bound was what went, the service identity steps in with all its
rights, without an error anywhere.

## Questions to ask
- Is the credential revoked at its issuer, or only no longer mentioned?
- As whom do the tools that used it act now?
- If acting for the user is gone, what checks that user's rights?

## How to answer
`no_change` with the proof of revocation; `backlog` to revoke it with a due date; `blocker` when a bound went;
`exception` while two identities overlap in a migration.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="identity-removed",
    doc=__doc__,
    kind=Kind.IDENTITY,
    edit=Edit.REMOVED,
    directions=ANY,
    criteria=(
        "{name} is revoked at its issuer, with the date",
        "tools that used {name} fail or act under a named narrower identity, shown by a test",
    ),
    controls=("backlog", "runtime_policy"),
)
