"""How far it is proven that somebody agreed: values, and what is said where nobody has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.records._context import Context
    from threatgate.records.model import Record


class Declared(NamedTuple):
    """The record says so, and the settings ask for no more."""


class Proven(NamedTuple):
    """Something else says so too. `known` are addresses of authors that it could tell from the one who agreed."""

    how: str
    known: frozenset[str] = frozenset()


class Unproven(NamedTuple):
    """It was looked for and is not there: why, and what would prove it."""

    why: str
    mend: str


class Unknown(NamedTuple):
    """It could not be looked for: why, and what to do. Undetermined, and never a pass."""

    why: str
    mend: str


class InPipeline(NamedTuple):
    """A developer's own run leaves the proof to the pipeline."""

    how: str


Proof: TypeAlias = "Declared | Proven | Unproven | Unknown | InPipeline"
Prover: TypeAlias = "Callable[[Record, str, Context], Proof]"


def unasked(record: Record, who: str, context: Context) -> Proof:
    """What is said where no proof was looked for."""
    match context.settings.approval:
        case "signed":
            return Unproven(
                f"no signature by {who} is known for {record.id}",
                f"let {who} run: threatgate register sign {record.id}",
            )
        case "reviewed":
            return Unproven(
                f"no approving review by {who} is known", f"let {who} approve the pull request that brings {record.id}"
            )
        case _:
            return Declared()
