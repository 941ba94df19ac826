"""Days: the last and the first of every window, leap days, the turn of the year, and clocks in other zones."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from records_samples import context, record

from threatgate import gate
from threatgate.records._dates import ahead, awaited, review_before
from threatgate.records.model import Code
from threatgate.records.states import State, state
from threatgate.records.validity import faults
from threatgate.settings import load

SETTINGS = load(None)
MONITORING = {"log": "audit", "alert": "pager", "owner": "@duty", "threshold": "one", "review_date": "2026-12-10"}


def exception(first: str, last: str, review: str, **edits: Any):
    days = {"created": first, "exception.approved": first, "exception.expires": last, "exception.review_date": review}
    return record("exception", {**days, **edits})


@pytest.mark.parametrize(
    ("first", "review", "last"),
    [
        pytest.param("2028-02-20", "2028-02-28", "2028-02-29", id="ends-on-a-leap-day"),
        pytest.param("2028-02-29", "2028-03-01", "2028-03-30", id="begins-on-a-leap-day"),
        pytest.param("2027-02-20", "2027-02-27", "2027-02-28", id="no-leap-day"),
        pytest.param("2026-12-10", "2026-12-30", "2026-12-31", id="ends-with-the-year"),
        pytest.param("2026-12-31", "2027-01-01", "2027-01-30", id="over-the-turn-of-the-year"),
        pytest.param("2026-10-20", "2026-10-25", "2026-10-26", id="over-the-end-of-summer-time"),
    ],
)
def test_states_change_at_midnight_in_utc(first, review, last):
    found = exception(first, last, review)
    one = timedelta(1)
    begin, look, end = map(date.fromisoformat, (first, review, last))
    seen = {day: state(found, day, SETTINGS) for day in (begin - one, begin, look, look + one, end, end + one)}
    alive = State.ACTIVE if (end - begin).days > 14 else State.EXPIRING
    assert seen[begin - one] is State.INVALID
    assert seen[begin] is alive
    assert seen[look] in (State.ACTIVE, State.EXPIRING)
    assert seen[end + one] is State.EXPIRED
    if look < end:
        assert seen[look + one] is State.REVIEW_OVERDUE
    looked = exception(first, last, review, reviews=[{"date": review, "by": "@tom", "note": "holds"}])
    assert state(looked, end, SETTINGS) is State.EXPIRING
    assert state(looked, end + one, SETTINGS) is State.EXPIRED


def test_a_leap_day_is_a_day_of_a_life():
    assert faults(exception("2028-02-20", "2028-03-21", "2028-03-01"), context(as_of=date(2028, 2, 21))) == ()
    (wrong,) = faults(exception("2028-02-20", "2028-03-22", "2028-03-01"), context(as_of=date(2028, 2, 21)))
    assert wrong.hint == "no later than 2028-03-21"
    assert faults(exception("2027-02-20", "2027-03-22", "2027-03-01"), context(as_of=date(2027, 2, 21))) == ()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "UTC", "XYZ-14"])
def test_the_day_is_that_of_utc_whatever_the_zone(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before = datetime.now(UTC).date()
        assert gate.today() in (before, datetime.now(UTC).date())
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_monitored_is_looked_at_again():
    for outcome in ("blocker", "backlog", "no_change"):
        found = record(outcome, {"monitoring": MONITORING})
        assert state(found, date(2026, 12, 10), SETTINGS) is State.ACTIVE
        assert state(found, date(2026, 12, 11), SETTINGS) is State.REVIEW_OVERDUE
        looked = record(
            outcome, {"monitoring": MONITORING, "reviews": [{"date": "2026-12-10", "by": "@tom", "note": "x"}]}
        )
        assert state(looked, date(2026, 12, 11), SETTINGS) is State.ACTIVE


def test_the_days_on_which_somebody_has_to_act():
    found = record("exception", {"monitoring": MONITORING})
    assert [(str(one.day), one.words) for one in awaited(found, date(2026, 12, 1))] == [
        ("2026-12-10", "its monitoring is to be reviewed"),
        ("2026-12-15", "is to be reviewed"),
        ("2026-12-20", "ends"),
    ]
    looked = record(
        "exception", {"monitoring": MONITORING, "reviews": [{"date": "2026-12-12", "by": "@tom", "note": "x"}]}
    )
    assert [str(one.day) for one in awaited(looked, date(2026, 12, 11))] == ["2026-12-10", "2026-12-15", "2026-12-20"]
    assert [str(one.day) for one in awaited(looked, date(2026, 12, 12))] == ["2026-12-15", "2026-12-20"]
    assert [one.words for one in awaited(found, date(2026, 12, 21))] == ["ends"]
    assert [one.words for one in awaited(record("backlog"), date(2026, 12, 1))] == ["is due"]
    assert awaited(record("blocker"), date(2026, 12, 1)) == ()


@pytest.mark.parametrize(
    ("day", "wrong"),
    [("2026-11-24", 0), ("2026-11-25", 0), ("2026-11-26", 1), ("9999-12-31", 1)],
    ids=["today", "tomorrow-somewhere", "ahead", "far-ahead"],
)
def test_nothing_has_happened_that_is_still_to_come(day, wrong):
    today = date(2026, 11, 24)
    for edits in (
        {"reviews": [{"date": day, "by": "@tom", "note": "x"}]},
        {"moves": [{"date": day, "from": "tool:src/agent/tools.py#send_email", "to": "tool:b.py#send_email"}]},
        {"closed": {"date": day, "by": "@lea", "how": "revoked"}},
    ):
        found = record("exception", edits)
        assert len(ahead(found, today)) == wrong
        closed = found.closed is not None
        assert [fault.code for fault in faults(found, context(as_of=today))] == [Code.INVALID] * (wrong + closed)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ({"how": "fixed"}, State.INVALID),
        ({"how": "fixed", "evidence": {"kind": "test", "ref": "tests/test_refunds.py"}}, State.CLOSED),
        ({"how": "revoked", "by": "@security"}, State.INVALID),
        ({"how": "revoked", "date": "2026-11-21"}, State.INVALID),
        ({"how": "revoked", "date": "2026-11-25"}, State.ACTIVE),
        ({"how": "revoked"}, State.REVOKED),
    ],
    ids=["nothing-shows-it", "shown", "by-nobody", "before-it-was-made", "tomorrow", "revoked"],
)
def test_a_closing_has_to_count(closed, expected):
    found = record("exception", {"closed": {"date": "2026-11-24", "by": "@lea", **closed}})
    assert state(found, date(2026, 11, 24), SETTINGS) is expected


@pytest.mark.parametrize(
    ("warn", "days"), [("5", (5, 5)), ("{high: 9}", (14, 9)), ("{low: 0, high: 20}", (0, 20))], ids=str
)
def test_warning_comes_earlier_for_what_is_graver(warn, days):
    settings = load(f"exceptions: {{warn_days: {warn}}}".encode())
    for severity, count in zip(("low", "high"), days, strict=True):
        found = exception("2026-11-22", "2026-12-20", "2026-12-20", severity=severity)
        before = date(2026, 12, 20) - timedelta(count)
        assert state(found, before, settings) is State.EXPIRING
        assert state(found, before - timedelta(1), settings) is State.ACTIVE


@pytest.mark.parametrize(("days", "review"), [(0, 0), (1, 1), (2, 1), (7, 6), (30, 23), (365, 274)])
def test_a_review_is_a_while_before_the_end(days, review):
    start = date(2026, 11, 23)
    assert review_before(start + timedelta(days), start) == start + timedelta(review)
