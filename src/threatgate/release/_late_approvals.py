"""Emergencies whose approval came after they had landed: proved as any other, and not by a line of the record.

An entry under `reviews` may be added by anybody. So, where the settings ask for more than a declaration, the entry of
an approver is only the claim of an approval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._signed import sides_of_revision, signed
from threatgate.records._second import approved
from threatgate.records.model import Record, RiskException
from threatgate.records.proof import Proof, Unknown, Unproven
from threatgate.register import ENDED
from threatgate.release._api import Ground, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.register import Register
    from threatgate.repository.revision import Rev


def late_approvals(register: Register, revision: Rev, environ: Mapping[str, str]) -> Iterator[Reason]:
    """A reason for each living emergency whose later approval is claimed and not proven."""
    if register.settings.approval == "declared":
        return
    for entry in register.entries:
        record = entry.record
        if not isinstance(record, Record) or entry.unused or entry.state in ENDED:
            continue
        outcome = record.outcome
        if not isinstance(outcome, RiskException) or outcome.approved is not None or not approved(record):
            continue
        proof = _proof(record, outcome.approver, register, revision, environ)
        if isinstance(proof, (Unproven, Unknown)):
            weight = Weight.UNDETERMINED if isinstance(proof, Unknown) else Weight.FAIL
            words = f"an emergency that {outcome.approver} is said to have approved: {proof.why}"
            line = record.line("exception", "approver")
            who = (outcome.approver, record.owner)
            since = record.created.isoformat()
            yield Reason(Ground.RECORD, weight, record.id, words, who, since, proof.mend, record.path, line)


def _proof(record: Record, who: str, register: Register, revision: Rev, environ: Mapping[str, str]) -> Proof:
    settings = register.settings
    if settings.approval == "signed":
        return signed(sides_of_revision(revision, settings, register.day, environ), record.path, record.id, who)
    mend = f"answer with a record that supersedes {record.id}, and let {who} approve its pull request"
    return Unproven("no review of a pull request shows an approval that came after it", mend)
