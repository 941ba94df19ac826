"""The last second of a day and the first of the next, in UTC, wherever the machine is; also on leap days."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from register_samples import EXCEPTION
from running import risky, threatgate

ZONES = ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "nonsense"]


def clock(monkeypatch, zone, instant):
    """Have every clock of this process show an instant of UTC, in a zone."""
    shown = dt.datetime.fromisoformat(instant)
    seconds = shown.timestamp()
    local, utc = time.localtime, time.gmtime

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime.fromtimestamp(seconds, tz)

    monkeypatch.setenv("TZ", zone)
    if hasattr(time, "tzset"):
        time.tzset()
    monkeypatch.setattr(time, "time", lambda: seconds)
    monkeypatch.setattr(time, "gmtime", lambda at=None: utc(seconds if at is None else at))
    monkeypatch.setattr(time, "localtime", lambda at=None: local(seconds if at is None else at))
    monkeypatch.setattr(dt, "datetime", Clock)


@pytest.fixture(autouse=True)
def _back_again(monkeypatch):
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def excepted(repo, capsys, made, expires):
    """A branch whose two widenings are excepted for some days."""
    risky(repo)
    at = ("--repo", repo.path, "--base", "main", "--all", "--owner", "@lea", "--no-input", "--as-of", made)
    done = threatgate(capsys, "decide", "exception", *at, *EXCEPTION, "--expires", expires, "--review-date", expires)
    assert done.code == 0, done.err
    repo.commit("answer")


def check(capsys, repo, day, *more):
    """The exit code, and whether the day is the one that is said."""
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", *more)
    return shown.code, day in shown.out.splitlines()[0]


@pytest.mark.parametrize(
    ("made", "expires", "after"),
    [
        pytest.param("2028-02-10", "2028-02-29", "2028-03-01", id="ends-on-a-leap-day"),
        pytest.param("2028-02-10", "2028-02-28", "2028-02-29", id="over-on-a-leap-day"),
        pytest.param("2028-02-29", "2028-03-29", "2028-03-30", id="begins-on-a-leap-day"),
        pytest.param("2027-02-10", "2027-02-28", "2027-03-01", id="no-leap-day"),
        pytest.param("2026-12-10", "2026-12-31", "2027-01-01", id="turn-of-the-year"),
    ],
)
def test_an_exception_holds_to_the_last_second_of_its_day(repo, capsys, monkeypatch, *, made, expires, after):
    excepted(repo, capsys, made, expires)
    assert [check(capsys, repo, day, "--as-of", day) for day in (expires, after)] == [(0, True), (1, True)]
    for zone in ZONES:
        clock(monkeypatch, zone, f"{made}T00:00:00+00:00")
        assert check(capsys, repo, made) == (0, True), zone
        clock(monkeypatch, zone, f"{expires}T23:59:59+00:00")
        assert check(capsys, repo, expires) == (0, True), zone
        clock(monkeypatch, zone, f"{after}T00:00:00+00:00")
        assert check(capsys, repo, after) == (1, True), zone


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_decided_bears_the_day_of_utc(repo, capsys, monkeypatch, zone):
    risky(repo)
    clock(monkeypatch, zone, "2028-02-29T23:59:59+00:00")
    at = ("--repo", repo.path, "--base", "main", "--all", "--owner", "@lea", "--no-input")
    done = threatgate(capsys, "decide", "exception", *at, *EXCEPTION)
    assert (done.code, "\ncreated: 2028-02-29\n" in done.out) == (0, True), done
    assert "id: TM-20280229-" in done.out


@pytest.mark.parametrize("day", ["2027-02-29", "2028-02-30", "0000-00-00", "99999-01-01", "28-02-29", "2028-2-29"])
def test_a_day_that_no_calendar_has(repo, capsys, day):
    risky(repo)
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--as-of", day)
    assert (shown.code, shown.out) == (2, "")
