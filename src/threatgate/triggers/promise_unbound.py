"""Something that is promised has lost its place.

## What it looks for
An element that an open backlog, blocker or exception record binds and that this change moves, renames or deletes,
while the record still names the old place. A file that is renamed and not otherwise edited counts as well, and so do
two elements that take each other's names.

## Why it needs an answer
A promise is found again by the element that it was made for. After a move nobody is asked for it any more: the expiry
day passes unseen, the release does not wait, the next edit looks as if nothing had ever been agreed. Moving the code a
little is the cheapest way out of an exception, and it happens by accident all the time.

## Questions to ask
- Where is it now, and is it still what the record speaks of?
- If it is gone: is what was promised done, or only out of sight?
- Does anything else still do what it did, under another name?

## How to answer
`threatgate register rebind` writes the new place into the record, `threatgate register close` ends it with what shows
that it is done; both belong into this same change. A new `backlog`, `blocker` or `exception` record that supersedes
the old one and covers all that it binds does it too. A `no_change` never does.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="promise-unbound",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.MODIFIED,
    directions=ANY,
    criteria=(
        "the record that binds {name} names the place where it is now, or is closed with evidence",
        "`threatgate register ledger` lists what is promised of {name} after the change",
    ),
    controls=("exception_register",),
    subject="promise",
)
