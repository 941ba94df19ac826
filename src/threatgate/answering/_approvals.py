"""Approvals, as the settings want them proven: declared by the record, reviewed on the forge, or signed.

What proves it is looked up once a record and only where everything else holds. What could not be looked up leaves the
verdict open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.errors import UsageError
from threatgate.model import Problem
from threatgate.records.proof import Declared, Proof, Unknown
from threatgate.signatures._api import SIGNERS

if TYPE_CHECKING:
    from threatgate.answering._case import Case
    from threatgate.records._context import Context
    from threatgate.records.model import Record
    from threatgate.repository.judged import Judged
    from threatgate.settings import Settings


class Approvals:
    """The proofs of one change, asked for by the judgement of its records."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._found: dict[tuple[str, str, str], Proof] = {}
        self._unknown: dict[Problem, None] = {}

    def __call__(self, record: Record, who: str, context: Context) -> Proof:
        """How far it is proven that somebody agreed to a record."""
        key = record.path, record.id, who
        if key not in self._found:
            self._found[key] = self._looked_up(record, who, context)
            proof = self._found[key]
            if isinstance(proof, Unknown):
                said = f"whether {who} approved {record.id} cannot be told: {proof.why}"
                self._unknown[Problem(record.path, record.line("exception", "approver"), said, proof.mend)] = None
        return self._found[key]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be told."""
        return tuple(self._unknown)

    def _looked_up(self, record: Record, who: str, context: Context) -> Proof:
        case = self._case
        if case.settings.approval == "signed":
            from threatgate.answering._signed import sides_of, signed

            sides = sides_of(case.judged, case.settings, case.day, case.environ, in_pipeline=case.in_pipeline)
            systems = {trigger.system for trigger in context.covered}
            return signed(sides, record.path, record.id, who, systems)
        if case.settings.approval == "reviewed":
            from threatgate.answering._reviewed import reviewed

            return reviewed(case, record, who, context)
        return Declared()


def authors_of(case: Case) -> frozenset[str]:
    """Everybody who wrote the change: its commits' people, and who opened or pushed it as the pipeline says."""
    from threatgate.repository.ci_people import makers

    return case.judged.authors() | makers(case.environ)


def locked_out(judged: Judged, settings: Settings) -> tuple[Problem, ...]:
    """That a change would leave nobody who can approve anything: signatures are asked for, and nobody may sign."""
    from threatgate.settings import load

    try:
        to_be = load(judged.head_file(settings.path), settings.path)
    except UsageError:
        return ()
    if to_be.approval != "signed" or any(judged.head_file(f"{one}/{SIGNERS}") is not None for one in to_be.registers):
        return ()
    said = f"after this change approvals have to be signed, and nobody may sign: there is no {to_be.register}/{SIGNERS}"
    return (Problem(settings.path, None, said, f"bring {to_be.register}/{SIGNERS} in the same change"),)
