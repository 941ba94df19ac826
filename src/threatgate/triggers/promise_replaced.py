"""A record takes the place of a promise and does not count.

## What it looks for
A new record that supersedes one that is still open, a renewal above all, and that would not count once it has landed:
its approval is missing or cannot be proved, it covers more than what it replaces or leaves something out, it lives
longer than the whole chain of renewals may, or it says nothing new.

## Why it needs an answer
Such a record answers no change, so nothing else would ask for it. Once it has landed it stands where the promise
stood: an exception goes on that nobody agreed to go on with, and the day on which the old one ends passes by.

## Questions to ask
- Who agreed that this goes on, and is it somebody else than who wrote the record?
- What has happened since the last time, and what will be different at the next end?
- Is it still the same element, in the same words, with no more risk than before?

## How to answer
Mend the new record: what is wrong with it is said with it. `threatgate register renew` writes one that counts, the
approver adds the day, and with `approval: reviewed` or `signed` their review or signature proves it. Whatever it is,
a `backlog`, a `blocker`, an `exception` or a `no_change`, it has to count on its own; or take it out of the change,
and the old record stays what it is.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="promise-replaced",
    doc=__doc__,
    kind=Kind.APPROVAL,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "{name} counts on the day on which it lands, with an approval that can be proved",
        "`threatgate register check` says nothing of {name} the day after",
    ),
    controls=("exception_register",),
    subject="promise",
)
