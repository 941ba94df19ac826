"""The ledger: what open records promise of elements that are there, and which proof of it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records.model import Backlog, Blocker, Record
from threatgate.records.promises import promise
from threatgate.records.states import ends
from threatgate.register._api import Promise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.register._api import Register


def promises(register: Register) -> tuple[Promise, ...]:
    """What open records promise of elements that are there, by element."""
    found = [
        Promise(
            element,
            entry.record.id,
            entry.record.block,
            entry.state,
            entry.record.owner,
            ends(entry.record),
            promise(entry.record),
            "; ".join((*entry.reasons, *(gap.words for gap in entry.unproven), *_to_come(entry.record))),
        )
        for entry in register.entries
        if isinstance(entry.record, Record) and entry.promising
        for element in (*entry.living, *entry.absent)
    ]
    return tuple(sorted(found, key=lambda row: (row.element, row.record)))


def _to_come(record: Record) -> Iterator[str]:
    """What shows that a promise was kept, while it is open."""
    match record.outcome:
        case Backlog(ticket=ticket):
            yield f"that {ticket} is done"
        case Blocker(gate=gate, pass_condition=condition):
            yield f"a run of {gate} with {condition}"
        case _:
            pass
