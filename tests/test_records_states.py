"""States: what a record is on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from records_samples import DAY, context, data, parsed, record

from threatgate.records.states import OPEN, State, binds, ends, state, superseded
from threatgate.settings import load

SUPERSEDED = {"date": "2026-11-23", "by": "@lea", "how": "superseded"}
CLOSED = {"date": "2026-11-23", "by": "@lea", "how": "change_reverted"}
UNTIL = {"no_change.valid_until": "2026-12-01"}
REVIEWED = {"reviews": [{"date": "2026-12-15", "by": "@tom", "note": "holds"}]}


@pytest.mark.parametrize(
    ("outcome", "edits", "as_of", "expected"),
    [
        pytest.param("exception", {}, "2026-11-24", "active", id="active"),
        pytest.param("exception", {}, "2026-12-05", "active", id="fifteen-days-before"),
        pytest.param("exception", {}, "2026-12-06", "expiring", id="fourteen-days-before"),
        pytest.param("exception", {}, "2026-12-15", "expiring", id="day-of-the-review"),
        pytest.param("exception", {}, "2026-12-16", "review-overdue", id="review-missed"),
        pytest.param("exception", REVIEWED, "2026-12-16", "expiring", id="reviewed"),
        pytest.param("exception", REVIEWED, "2026-12-20", "expiring", id="last-day"),
        pytest.param("exception", REVIEWED, "2026-12-21", "expired", id="day-after"),
        pytest.param("exception", {}, "2026-12-21", "expired", id="expired-and-never-reviewed"),
        pytest.param("exception", {}, "2026-11-21", "invalid", id="not-yet-approved"),
        pytest.param("exception", {"owner": "team"}, "2026-11-24", "invalid", id="nobodys"),
        pytest.param("exception", {"owner": "@ciso"}, "2026-11-24", "invalid", id="approved-by-its-owner"),
        pytest.param("exception", {"exception.approved": None}, "2026-11-24", "invalid", id="not-approved"),
        pytest.param("exception", {"closed": CLOSED}, "2026-11-24", "closed", id="closed"),
        pytest.param("exception", {"closed": CLOSED}, "2026-11-22", "active", id="closed-later"),
        pytest.param("exception", {"closed": {**CLOSED, "how": "revoked"}}, "2027-11-24", "revoked", id="revoked"),
        pytest.param("exception", {"closed": SUPERSEDED}, "2026-11-24", "superseded", id="superseded"),
        pytest.param("backlog", {}, "2026-12-20", "active", id="backlog-due-today"),
        pytest.param("backlog", {}, "2026-12-21", "overdue", id="backlog-overdue"),
        pytest.param("blocker", {}, "2036-12-21", "active", id="blocker-has-no-end"),
        pytest.param("no_change", {}, "2036-12-21", "active", id="no-change-without-an-end"),
        pytest.param("no_change", UNTIL, "2026-11-24", "expiring", id="no-change-expiring"),
        pytest.param("no_change", UNTIL, "2026-12-02", "expired", id="no-change-expired"),
    ],
)  # fmt: skip
def test_states(outcome: str, edits: dict[str, Any], as_of: str, expected: str) -> None:
    assert state(record(outcome, edits), date.fromisoformat(as_of), load(None)) == expected


def test_a_broken_record_is_invalid() -> None:
    assert state(parsed(data("backlog", {"severity": "medium"})), DAY, load(None)) is State.INVALID


def test_warn_days_are_the_teams() -> None:
    settings = load(b"exceptions: {warn_days: 2}")
    assert state(record("exception"), date(2026, 12, 6), settings) is State.ACTIVE


def test_superseded() -> None:
    first, other = record("exception"), record("backlog", {"id": "TM-20261122-000001"})
    follower = record("backlog", {"id": "TM-20261123-000002", "supersedes": first.id})
    revoked = record(
        "backlog", {"id": "TM-20261123-000003", "supersedes": first.id, "closed": {**CLOSED, "how": "revoked"}}
    )
    partial = record(
        "backlog",
        {"id": "TM-20261123-000004", "supersedes": first.id, "covers.changes.0.element": "tool:else.py#x"},
    )
    assert superseded([first, other, follower], DAY, load(None)) == {first.id}
    assert superseded([first, other], DAY, load(None)) == frozenset()
    assert superseded([first, revoked], DAY, load(None)) == frozenset()
    assert superseded([first, partial], DAY, load(None)) == frozenset()
    assert superseded([follower], DAY, load(None)) == frozenset()
    replaced = superseded([first, follower], DAY, load(None))
    assert state(first, DAY, load(None), replaced) is State.SUPERSEDED
    assert State.SUPERSEDED not in OPEN


def test_what_binds_and_what_ends() -> None:
    assert [binds(record(outcome)) for outcome in ("backlog", "blocker", "exception", "no_change")] == [
        True,
        True,
        True,
        False,
    ]
    assert ends(record("exception")) == date(2026, 12, 20)
    assert ends(record("backlog")) == date(2026, 12, 20)
    assert ends(record("blocker")) is None
    assert context().as_of == DAY
