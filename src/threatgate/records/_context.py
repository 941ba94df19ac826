"""What a record is judged in: the day, the base side's settings, the change and its people, all handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from threatgate.records.proof import unasked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from threatgate.model import Element, Trigger
    from threatgate.records.model import Fault, Record
    from threatgate.records.proof import Prover
    from threatgate.settings import Settings


def _absent(_: str) -> str | None:
    return None


def _nowhere(_: str) -> bool:
    return False


class Unshown(NamedTuple):
    """Why head does not show what a record claims. `holds` says that the record does not count for it."""

    message: str
    hint: str
    holds: bool = True


def unlooked(_claim: str, _ref: str, _covered: Sequence[Element]) -> Unshown | None:
    return None


def _everywhere(_: Record) -> tuple[Fault, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of a judgement.

    `authors` are the e-mails and handles of all who wrote the change: author, committer, co-authors. `head` gives the
    digest (`sha256:` of the bytes) of a file on head, None where there is none; `edited` are the paths that the change
    edits. `lives` says whether an element of an id exists on either side, in an unchanged file too. `claims` says
    what of head speaks against a control or piece of evidence, None where it is shown or nobody looked. `proof` says
    how far it is proven that somebody agreed to a record. `register` holds the records of the base side that were
    read, by id, and `landed` the ids of all that are there, None where nobody looked. `covered` are the triggers that
    the record in question answers. `references` says why the place in a threat model that a record names is not there.
    """

    as_of: date
    settings: Settings
    authors: frozenset[str] = frozenset()
    head: Callable[[str], str | None] = _absent
    edited: frozenset[str] = frozenset()
    lives: Callable[[str], bool] = _nowhere
    claims: Callable[[str, str, Sequence[Element]], Unshown | None] = unlooked
    proof: Prover = unasked
    register: Mapping[str, Record] = field(default_factory=dict)
    landed: frozenset[str] | None = None
    covered: tuple[Trigger, ...] = ()
    references: Callable[[Record], tuple[Fault, ...]] = _everywhere

    def unshown(self, claim: str, ref: str) -> Unshown | None:
        """Why head does not show a control or piece of evidence for what is covered; None where nothing is said."""
        return self.claims(claim, ref, tuple(trigger.change.element for trigger in self.covered))
