"""The ledger: what open records promise of elements that are there, and which proof of it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records.model import Backlog, Blocker, NoChange, Record, RiskException
from threatgate.records.states import ends
from threatgate.register._api import Promise

if TYPE_CHECKING:
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
            _promise(entry.record),
            "; ".join((*entry.reasons, *(gap.words for gap in entry.unproven))),
        )
        for entry in register.entries
        if isinstance(entry.record, Record) and entry.promising
        for element in (*entry.living, *entry.absent)
    ]
    return tuple(sorted(found, key=lambda row: (row.element, row.record)))


def _promise(record: Record) -> str:
    match record.outcome:
        case Backlog(ticket=ticket, acceptance_criteria=criteria):
            return f"{'; '.join(criteria)} ({ticket})"
        case Blocker(gate=gate, pass_condition=condition):
            return f"no release until {gate} holds {condition}"
        case RiskException(exit_plan=plan):
            return plan
        case NoChange(rationale=rationale):
            return rationale
