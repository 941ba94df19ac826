"""The agent acts with fewer rights or within tighter bounds.

## What it looks for
Scopes or roles lost, a lower role, a wildcard replaced by names, a shorter lifetime, the user's own identity in place
of a service's, conditions added.

## Why it needs an answer
Tighter rights in a file count only once the issuer grants no more and the old tokens have run out. The best kind of
change here, when it is finished: a scope dropped from a file may still be in the tokens that are out, and a fallback
key with the old rights may still be mounted.

## Questions to ask
- Are tokens with the old rights expired or revoked?
- Does anything break that then gets a broader key in a hurry?

## How to answer
`no_change` with the denied call as evidence; `backlog` to revoke what is out; `blocker` when a claim to customers
depends on it.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import NARROWED, Rule

RULE = Rule(
    id="identity-narrowed",
    doc=__doc__,
    kind=Kind.IDENTITY,
    edit=Edit.MODIFIED,
    directions=NARROWED,
    criteria=(
        "a call with a right that {name} lost is denied, shown by its answer",
        "no token with the old rights of {name} is valid",
    ),
    controls=("backlog", "runtime_policy"),
)
