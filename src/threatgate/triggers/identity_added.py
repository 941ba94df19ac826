"""An identity, a scope, a credential or a bound on one is new.

## What it looks for
A service account, an OAuth client or scope, a role, an impersonation, a key or token, also one handed to a server
through its environment or headers. A secret that stands in the file itself is said to be literal. A bound that stands
on its own (a second factor, a lifetime, acting on behalf of the user) counts here too.

## Why it needs an answer
An agent can do what its credentials can do, whatever its prompt says. If it acts as one service for many people, each
of them borrows that service's rights by asking nicely (a confused deputy). A key in the repository is readable in every
clone, and stays in the history after it is deleted.

## Questions to ask
- What can the identity do at most, and which tool needs how much of that?
- Does a call carry the rights of the person who asked, or those of the service?
- Where does the secret live, when does it expire, who can revoke it at night?
- Who else uses the same identity, and could you tell their calls apart?

## How to answer
`blocker` when a literal secret has to be replaced or scopes reduced before release; `exception` for a pilot with a
short-lived token; `backlog` when delegation to the user follows; `no_change` when the same identity is already assessed
for the same tools, with the entry.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="identity-added",
    doc=__doc__,
    kind=Kind.IDENTITY,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "{name} holds only scopes that a named tool needs",
        "calls with {name} carry, or are checked against, the rights of the person who asked",
        "the secret behind {name} comes from a secret store, expires, and has been rotated once",
    ),
    controls=("runtime_policy", "backlog"),
)
