"""What a record promises of the elements that it binds, and what it leans on, in words and by place.

A promise is open until its record is closed or another one takes its place. What it leans on are files that it binds
by their digest: evidence and controls. Where such a file says something else, somebody has to look again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.model import Kind
from threatgate.records.model import Backlog, Blocker, Control, NoChange, RiskException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from threatgate.model import Pointer
    from threatgate.records.model import Record

KINDS = frozenset(Kind)


class Support(NamedTuple):
    """A file that a record leans on: `claim` is what it shows, `digest` the content that was looked at."""

    claim: str
    ref: str
    digest: str | None
    pointer: Pointer
    control: bool

    @property
    def path(self) -> str:
        """The file within the reference."""
        return file_of(self.ref)


def promise(record: Record) -> str:
    """What is promised, in the record's own words."""
    match record.outcome:
        case Backlog(ticket=ticket, acceptance_criteria=criteria):
            return f"{'; '.join(criteria)} ({ticket})"
        case Blocker(gate=gate, pass_condition=condition):
            return f"no release until {gate} holds {condition}"
        case RiskException(exit_plan=plan):
            return plan
        case NoChange(rationale=rationale):
            return rationale


def supports(record: Record) -> Iterator[Support]:
    """The files that a record leans on; addresses are none."""
    for index, control in enumerate(record.controls):
        yield from _file(control, ("controls", index))
    match record.outcome:
        case RiskException(compensating_controls=controls):
            for index, control in enumerate(controls):
                yield from _file(control, ("exception", "compensating_controls", index))
        case NoChange(evidence=evidence):
            for index, one in enumerate(evidence):
                if "://" not in one.ref:
                    yield Support(one.kind, one.ref, one.digest, ("no_change", "evidence", index), control=False)
        case _:
            pass


def still(record: Record, others: Iterable[Record], digest: Callable[[str], str | None]) -> str:
    """The first element that is as the record answered for it, or as later answered edits made it; "" where none is.

    `digest` gives the digests of elements as they are, None where there is none.
    """
    later = tuple(others)
    for binding in record.bindings:
        here = record.current(binding.element)
        steps = [one for other in later for one in other.bindings if other.current(one.element) == here]
        reached, before = {binding.to_digest}, 0
        while len(reached) > before:
            before = len(reached)
            reached |= {one.to_digest for one in steps if one.from_digest in reached}
        now = digest(here)
        if now in reached and now != binding.from_digest:
            return here
    return ""


def file_of(ref: str) -> str:
    """The path within a reference: without the kind, test, heading or name that it points at."""
    kind, colon, rest = ref.partition(":")
    path = rest if colon and kind in KINDS else ref
    return path.removeprefix("./").partition("::")[0].partition("#")[0]


def _file(control: Control, here: Pointer) -> Iterator[Support]:
    if "://" not in control.ref and control.control != "exception_register":
        yield Support(control.control, control.ref, control.digest, here, control=True)
