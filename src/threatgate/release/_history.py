"""The steps since a release as values, and which of them touched which file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.records.model import Record, RiskException
from threatgate.records.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from threatgate.model import Trigger
    from threatgate.records.model import Review
    from threatgate.repository.mainline import Mainline, Step
    from threatgate.settings import Settings


class Judgement(NamedTuple):
    """A step with what it changed of the surface, what of it nobody answered for, and what could not be read."""

    number: int
    step: Step
    authors: tuple[str, ...] = ()
    fired: tuple[Trigger, ...] = ()
    open: tuple[Trigger, ...] = ()
    problems: tuple[str, ...] = ()


class History(NamedTuple):
    """Which step last edited each file, which one brought it, and which one last added a review to a record.

    A file of none of the steps has no number.
    """

    edited: dict[str, int]
    brought: dict[str, int]
    reviewed: dict[str, int]


class Circumstances(NamedTuple):
    """What holds for all steps: the register that is released, by id, its settings, the day, the environment.

    `lost` are the promises that still name a place where nothing is: a record's id and an element's. `bound` are the
    paths of all elements that a record ever named.
    """

    register: Mapping[str, Record]
    settings: Settings
    day: date
    environ: Mapping[str, str]
    online: bool
    lost: frozenset[tuple[str, str]]
    bound: frozenset[str]


def history_of(mainline: Mainline, now: Circumstances) -> History:
    """What the steps touched."""
    history = History({}, {}, {})
    reviewed = {record.path: record for record in now.register.values() if record.reviews}
    for number, step in enumerate(mainline.steps):
        judged = mainline.judged(step)
        for comparison in judged.comparisons():
            for file in comparison.files:
                history.edited[file.path] = number
                # What is put back was there before, so its first step counts.
                history.brought.setdefault(file.path, number if file.before is None else -1)
                if file.before is not None and file.after is not None and file.path in reviewed:
                    contents = judged.read({file.before.oid, file.after.oid})
                    old, new = contents[file.before.oid], contents[file.after.oid]
                    if _looked(file.path, old) < _looked(file.path, new):
                        history.reviewed[file.path] = number
    return history


def _looked(path: str, content: object) -> int:
    """How many reviews that count a record had as its file stood then."""
    then = read(path, content) if isinstance(content, bytes) else None
    return len(reviews_that_count(then)) if isinstance(then, Record) else 0


def reviews_that_count(record: Record) -> tuple[Review, ...]:
    """The reviews by somebody who may say that a record still holds: of an exception only its approver."""
    outcome = record.outcome
    if not isinstance(outcome, RiskException):
        return record.reviews
    return tuple(review for review in record.reviews if review.by == outcome.approver)
