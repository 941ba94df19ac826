"""An id means what it meant when it was first used: a record that comes again after it was taken away is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._problems import FETCH
from threatgate.identity import record_id
from threatgate.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.answering._case import Case
    from threatgate.records.model import BrokenRecord, Record


def never_used(
    case: Case, brought: tuple[Record | BrokenRecord, ...], there: Iterable[str]
) -> tuple[tuple[Record | BrokenRecord, ...], tuple[Problem, ...]]:
    """The records that a change brings, those with an id of former times broken; a note where that cannot be told.

    `there` are the paths of the records of the base side: that an id is taken by one of these is said elsewhere.
    """
    if not brought:
        return (), ()
    from threatgate.records.immutability import unused

    history = case.judged.ever_landed([f"{register}/records" for register in case.settings.registers])
    present = {record_id(path).casefold() for path in there}
    gone = [
        path for path in history.paths if case.settings.is_record(path) and record_id(path).casefold() not in present
    ]
    notes: tuple[Problem, ...] = ()
    if not history.whole:
        said = "part of the history of the register is not here: whether an id was used before cannot be told"
        notes = (Problem("", None, said, FETCH, "note"),)
    return unused(brought, gone), notes
