"""Who the agent acts as, or how that is checked, changes.

## What it looks for
Another account, client, issuer, audience, tenant, secret reference or environment variable, one scope swapped for
another, or other code that authenticates and authorises.

## Why it needs an answer
The agent may now act with other rights, or let in other people, than the ones that were reviewed. The name says little
about the rights behind it. Another audience makes a token valid where it was not, another issuer lets others mint it,
another tenant holds other people's data. A changed check can compare the wrong id and let everybody pass, and all tests
with one user stay green.

## Questions to ask
- What can the new identity do that the old one could not? Ask its issuer, not this file.
- Who can mint tokens that the services now accept?
- Does a test try a second user who must be refused?

## How to answer
`no_change` with both lists of rights as evidence; `blocker` when the refusal of a second user is untested; `exception`
during a migration of accounts; `backlog` to remove the old identity.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import CHANGED, Rule

RULE = Rule(
    id="identity-changed",
    doc=__doc__,
    kind=Kind.IDENTITY,
    edit=Edit.MODIFIED,
    directions=CHANGED,
    criteria=(
        "the rights of the old and the new value of {name} are listed side by side and the new ones are not more",
        "a test shows that a second user is refused through {path}",
    ),
    controls=("runtime_policy", "launch_gate"),
)
