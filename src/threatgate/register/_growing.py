"""What is added to a record while it lives: that somebody looked again, and how it came to its end."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UsageError
from threatgate.records._closing import alone
from threatgate.records.model import Closing, RiskException
from threatgate.records.promises import file_of
from threatgate.records.states import superseded
from threatgate.register._desk import grown, not_ahead, open_entry, somebody
from threatgate.register._elsewhere import moved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from typing import Any

    from threatgate.records.model import Record
    from threatgate.register._api import Entry
    from threatgate.register._desk import Desk, Writing


class Shown(NamedTuple):
    """What shows that something is fixed: what kind of thing, and the path or address where it is."""

    kind: str
    ref: str


def review(at: Desk, name: str, *, by: str, day: date, note: str) -> Writing:
    """Add a review to a record. Raises UsageError where it would not count."""
    entry, record = open_entry(at, name)
    somebody("--by", by)
    not_ahead(at, "--date", day, record)
    added = {"reviews": [{"date": day, "by": by, "note": note}]}
    found = grown(at, record, added, f"{record.id}: reviewed by {by}")
    notes = []
    asked = [one.day for one in entry.days if one.words.endswith("reviewed")]
    if asked and day < asked[0]:
        notes.append(f"the review that is asked for on {asked[0]} is still to come: this one does not count as it")
    if asked and day > asked[0]:
        notes.append(f"it was asked for on {asked[0]}: from then until this lands it did not count")
    outcome = record.outcome
    if isinstance(outcome, RiskException) and outcome.emergency and outcome.approved is None and by == outcome.approver:
        notes.append("as the approver's, this approves the emergency")
    return found._replace(notes=tuple(notes))


def close(
    at: Desk, name: str, *, how: str, by: str, day: date, evidence: Shown | None, there: Callable[[], Mapping[str, str]]
) -> Writing:
    """Close a record. `there` gives all elements that are there, with their digests.

    Raises UsageError where that is not true, or would not count.
    """
    entry, record = open_entry(at, name, followed=how == "superseded")
    somebody("--by", by)
    not_ahead(at, "--date", day, record)
    if how == "superseded":
        _succeeded(at, record)
    if how == "change_reverted":
        _reverted(at, entry, record, there)
    if how == "fixed" and evidence is None:
        raise UsageError("closing as fixed needs --evidence", "KIND=REF shows it, as in test=tests/test_refunds.py")
    closed: dict[str, Any] = {"date": day, "by": by, "how": how}
    if evidence is not None:
        closed["evidence"] = {"kind": evidence.kind, **_reference(at, evidence.ref)}
    found = grown(at, record, {"closed": closed}, f"{record.id}: closed, {how.replace('_', ' ')}")
    notes = [f"from the day it has landed, {record.id} promises nothing any more"] if record.bindings else []
    others = [one for one in at.register.records.values() if one.id != record.id]
    ended = replace(record, closed=Closing(day, by, how, None))
    if alone(ended, at.register.digests.get, lambda _: others):
        end = f"what {record.id} is about is still what it was, so that its end is a change of the gate"
        notes.append(f"{end}: commit it, run threatgate decide, and name a second person")
    if how in ("revoked", "invalid") and entry.living:
        notes = [f"what {record.id} answered is unanswered again: take it back, or answer with a new record"]
    return found._replace(notes=tuple(notes))


def _succeeded(at: Desk, record: Record) -> None:
    """Raise UsageError where no other record has taken the place of this one."""
    records = at.register.records
    if record.id not in superseded(records.values(), at.today, at.register.settings):
        hint = f"threatgate register renew {record.id}, or decide --supersedes {record.id}"
        raise UsageError(f"no record that counts supersedes {record.id}", hint)


def _reverted(at: Desk, entry: Entry, record: Record, there: Callable[[], Mapping[str, str]]) -> None:
    """Raise UsageError where the changes are not taken back: an element is not what it was, or somewhere else."""
    if not record.bindings:
        raise UsageError(f"{record.id} is of no one change that could be reverted", "close it as revoked")
    hint = "take it back first, or close the record as fixed with --evidence, or as revoked"
    for binding in record.bindings:
        here = record.current(binding.element)
        if at.register.digests.get(here) != binding.from_digest:
            raise UsageError(f"{here} is not what it was before {record.id}", hint)
    if entry.gone:
        for one in moved([entry], there()):
            if one.places and one.why.endswith("value"):
                mend = f"threatgate register rebind {record.id} {shlex.quote(one.gone)} {shlex.quote(one.places[0])}"
                raise UsageError(f"{one.gone} may have moved: {one.places[0]} has {one.why}", mend)


def _reference(at: Desk, ref: str) -> dict[str, str]:
    """A reference, with the digest of the file that it names."""
    if "://" in ref:
        return {"ref": ref}
    path = file_of(ref)
    digest = at.digest(path)
    if digest is None:
        raise UsageError(
            f"{path} is no file of the working tree", "name a file by its path from the root, or an address"
        )
    return {"ref": ref, "digest": digest}
