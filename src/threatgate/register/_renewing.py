"""A renewal: a new record that takes the place of an exception, for a while more and for no more than before."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import strict_yaml
from threatgate.errors import UsageError
from threatgate.records import _dates, _succession, writing
from threatgate.records.model import Code, RiskException
from threatgate.records.promises import file_of
from threatgate.records.reading import front_matter, read
from threatgate.records.validity import Context, faults
from threatgate.register._desk import Writing, open_entry, somebody
from threatgate.register._reading import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from threatgate.records.model import Fault, Record
    from threatgate.register._api import Entry
    from threatgate.register._desk import Desk

_NOT_PASSED_ON = ("reviews", "moves", "closed", "pre_answer", "second")


class Wanted(NamedTuple):
    """What a renewal says anew; None keeps what the exception says, and an approver is asked for again."""

    progress: str
    approver: str | None = None
    owner: str | None = None
    expires: date | None = None
    review_date: date | None = None
    reason: str | None = None
    exit_plan: str | None = None
    residual_risk: str | None = None


def renew(at: Desk, name: str, wanted: Wanted, authors: frozenset[str]) -> Writing:
    """The record that renews an exception. Raises UsageError where it would not count, with every reason.

    `authors` are those who write it, whom it cannot be approved by.
    """
    entry, record = open_entry(at, name)
    if not isinstance(record.outcome, RiskException):
        hint = "threatgate register review, or close; a new answer supersedes it: decide --supersedes"
        raise UsageError(f"{record.id} is no exception, and only an exception is renewed", hint)
    for flag, who in (("--approver", wanted.approver), ("--owner", wanted.owner)):
        if who is not None:
            somebody(flag, who)
    before = at.content(record.path) or b""
    parts = front_matter(strict_yaml.decoded(before)) if record.path.endswith(".md") else None
    data = strict_yaml.read(before if parts is None else parts[0]).data
    data = copy.deepcopy(data)
    data["covers"] = _covers(at, entry, record, data["covers"])
    new = _data(at, record, record.outcome, wanted, data)
    suffix = record.path.rpartition(".")[2]
    path = f"{record.path.rpartition('/')[0]}/{new['id']}.{suffix}"
    text = writing.render(new)
    if parts is not None:
        text = f"---\n{text}---\n{parts[1]}"
    notes = _judged(at, path, text, authors, approved=wanted.approver is not None)
    return Writing(path, b"", text.encode(), f"{new['id']}: renews {record.id}", notes)


def _data(at: Desk, record: Record, outcome: RiskException, wanted: Wanted, data: dict[str, Any]) -> dict[str, Any]:
    """The data of the renewal, made of the data of what it renews."""
    expires = wanted.expires or _expires(at, record)
    review = wanted.review_date or _dates.review_before(expires, at.today)
    new = {key: value for key, value in data.items() if key not in _NOT_PASSED_ON}
    taken = {one.record.id for one in at.register.entries}
    new |= {
        "id": writing.new_id(at.today, {"covers": new["covers"], "supersedes": record.id}, taken),
        "created": at.today,
        "owner": wanted.owner or record.owner,
        "supersedes": record.id,
        "renewal": {"count": _succession.count_after(record, at.register.records), "progress": wanted.progress},
    }
    block = {key: value for key, value in new["exception"].items() if key not in ("approved", "emergency")}
    block |= {
        "reason": wanted.reason or outcome.reason,
        "approver": wanted.approver or outcome.approver,
        "expires": expires,
        "review_date": review,
        "residual_risk": wanted.residual_risk or outcome.residual_risk.value,
        "exit_plan": wanted.exit_plan or outcome.exit_plan,
        "compensating_controls": [_bound(at, one) for one in block["compensating_controls"]],
    }
    if wanted.approver is not None:
        block["approved"] = at.today
    new["exception"] = block
    if "controls" in new:
        new["controls"] = [_bound(at, one) for one in new["controls"]]
    if record.monitoring is not None and record.monitoring.review_date <= at.today:
        new["monitoring"] = {**new["monitoring"], "review_date": review}
    return new


def _expires(at: Desk, record: Record) -> date:
    """The last day that the severity, and the chain of renewals as a whole, leave."""
    most, _ = _dates.longest(record.severity, record.mode, at.register.settings)
    first = [record, *_succession.chain(record, at.register.records)]
    start = _dates.begins([one for one in first if isinstance(one.outcome, RiskException)][-1])
    return min(at.today + timedelta(most), max(start + timedelta(_dates.MOST_DAYS), at.today + timedelta(1)))


def _covers(at: Desk, entry: Entry, record: Record, covers: dict[str, Any]) -> dict[str, Any]:
    """What it covers: the same elements, from what they were before the exception to what they are today."""
    if record.family is not None:
        return covers
    if entry.gone:
        hint = f"threatgate register rebind {record.id} says where it went; if nowhere, close the record"
        raise UsageError(f"{entry.gone[0]} is gone", hint)
    changes = []
    for binding in record.bindings:
        here = record.current(binding.element)
        now = at.register.digests.get(here)
        if now == UNKNOWN:
            raise UsageError(f"{here} cannot be read", "threatgate inventory says why")
        if now == binding.from_digest:
            hint = f"threatgate register close {record.id} --how change_reverted"
            raise UsageError(f"{here} is again what it was before {record.id}", hint)
        changes.append({"element": here, "from": binding.from_digest, "to": now})
    return {**covers, "changes": changes}


def _bound(at: Desk, control: Mapping[str, Any]) -> dict[str, Any]:
    """A control with the digest that its file has today; that of one that is gone stays, and will be said."""
    ref = str(control["ref"])
    path = file_of(ref)
    digest = at.digest(path) if "://" not in ref else None
    return {**control, "digest": digest} if digest is not None else dict(control)


def _judged(at: Desk, path: str, text: str, authors: frozenset[str], *, approved: bool) -> tuple[str, ...]:
    """What still keeps the renewal from counting. Raises UsageError for what would keep it so for good."""
    records = at.register.records
    context = Context(
        as_of=at.today,
        settings=at.register.settings,
        authors=authors,
        head=at.digest,
        register=records,
        landed=frozenset(records),
    )
    found = faults(read(path, text.encode()), context)
    later = [fault for fault in found if fault.code is Code.UNPROVEN or (not approved and "approved" in fault.message)]
    wrong = [fault for fault in found if fault not in later]
    if wrong:
        raise UsageError("this would not count as a renewal", "\n".join(map(_words, wrong)))
    return tuple(f"not enough yet: {_words(fault)}" for fault in later)


def _words(fault: Fault) -> str:
    return f"{fault.message}: {fault.hint}" if fault.hint else fault.message
