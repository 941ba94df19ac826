"""Promises that bind what is released: current, approved, in time, and resting on what they rested on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from release_samples import EXCEPTION, REFUND, RETRIEVAL, TICKET, Shop, said
from running import WIDER

from threatgate.model import Verdict

APPROVAL = {"policies/approval.yaml": WIDER["policies/approval.yaml"]}


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return Shop(repo, capsys, monkeypatch)


def on(shop, day):
    return [(ground, subject, words.partition(":")[0]) for ground, subject, words in said(shop.release(day=day))]


def test_an_exception_is_current_to_the_end_of_its_day(shop):
    name = shop.pilot("exception", REFUND, *EXCEPTION)
    closed = [("record", name, "exception review-overdue")]
    days = {
        date(2026, 12, 4): [],
        date(2026, 12, 5): closed,
        date(2026, 12, 7): closed,
        date(2026, 12, 8): [("record", name, "exception expired")],
    }
    assert {day: on(shop, day) for day in days} == days
    (late,) = shop.release(day=date(2026, 12, 8)).reasons
    assert (late.who, late.since, late.path) == (("@lea", "@ciso"), "2026-12-07", f"threat-model/records/{name}.yaml")
    shop.repo.commit("back", {"policies/approval.yaml": None})
    grounds = {(ground, subject) for ground, subject, _ in on(shop, date(2026, 12, 8))}
    assert ("record", name) not in grounds


def test_an_exception_that_was_reviewed_is_current(shop):
    name = shop.pilot("exception", REFUND, *EXCEPTION)
    file = shop.repo.path / "threat-model" / "records" / f"{name}.yaml"
    looked = 'reviews:\n  - {date: 2026-12-04, by: "@ciso", note: Still ten customers and no mail.}\n'
    shop.repo.commit("reviewed", {str(file.relative_to(shop.repo.path)): file.read_text(encoding="utf-8") + looked})
    assert on(shop, date(2026, 12, 7)) == []


def test_an_emergency_keeps_the_release_closed_until_it_is_approved(shop):
    more = ("--emergency", "--expires", "2026-11-28")
    name = shop.pilot("exception", REFUND, *EXCEPTION[:-2], *more)
    text = (shop.repo.path / "threat-model" / "records" / f"{name}.yaml").read_text(encoding="utf-8")
    unapproved = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  approved:"))
    assert unapproved != text or "approved:" not in text
    shop.repo.git("reset", "-q", "--hard", "v1")
    shop.landed("again", {**APPROVAL, f"threat-model/records/{name}.yaml": unapproved})
    found = said(shop.release(day=date(2026, 11, 24)))
    assert found == [("record", name, "an emergency that @ciso has not approved yet")]
    looked = 'reviews:\n  - {date: 2026-11-24, by: "@ciso", note: Agreed until the screen is there.}\n'
    shop.repo.commit("approved", {f"threat-model/records/{name}.yaml": unapproved + looked})
    assert said(shop.release(day=date(2026, 11, 24))) == []


def test_work_is_done_in_time(shop):
    rag = {"config/rag.yaml": WIDER["config/rag.yaml"]}
    (name,) = shop.landed("rag", rag, ("backlog", RETRIEVAL, *TICKET, "--due", "2026-12-01"))
    assert on(shop, date(2026, 12, 1)) == []
    assert on(shop, date(2026, 12, 2)) == [("record", name, "backlog overdue")]


def test_what_a_record_leans_on_says_what_it_said(shop):
    name = shop.pilot("exception", REFUND, *EXCEPTION)
    shop.repo.commit("wider", {"config/egress.yaml": "allow: ['*']\n"})
    found = [one for one in shop.release().reasons if one.ground == "evidence"]
    words = "to be revisited: config/egress.yaml, a control, is no longer what was decided on"
    assert [(one.subject, one.words, one.who) for one in found] == [(name, words, ("@lea", "@ciso"))]
    path = f"threat-model/records/{name}.yaml"
    kept = (shop.repo.path / path).read_text(encoding="utf-8")
    by = 'reviews:\n  - {{date: 2026-11-23, by: "{}", note: The new list was looked at.}}\n'
    shop.repo.commit("somebody looked", {path: kept + by.format("@tom")})
    assert [one.words for one in shop.release().reasons if one.ground == "evidence"] == [words]
    shop.repo.commit("the approver looked", {path: kept + by.format("@tom") + by.format("@ciso").partition("\n")[2]})
    assert [one.words for one in shop.release().reasons if one.ground == "evidence"] == []
    shop.repo.commit("and wider still", {"config/egress.yaml": "allow: ['*', '**']\n"})
    assert [one.words for one in shop.release().reasons if one.ground == "evidence"] == [words]
    shop.repo.commit("gone", {"config/egress.yaml": None})
    gone = "to be revisited: config/egress.yaml, a control, is gone"
    assert [one.words for one in shop.release().reasons if one.ground == "evidence"] == [gone]


NO_CHANGE = (
    *("--rationale", "The index holds the same pages, and the test shows what is found."),
    *("--evidence", "test=tests/test_rag.py", "--second", "@tom"),
)


def test_evidence_counts_for_as_long_as_what_it_shows_is_there(shop):
    shop.repo.commit("test", {"tests/test_rag.py": "def test_found():\n    assert True\n"})
    shop.repo.git("tag", "-f", "v1")
    rag = WIDER["config/rag.yaml"]
    (name,) = shop.landed("rag", {"config/rag.yaml": rag}, ("no-change", RETRIEVAL, *NO_CHANGE))
    assert said(shop.release()) == []
    shop.repo.commit("weaker", {"tests/test_rag.py": "def test_found():\n    assert 1\n"})
    words = "to be revisited: tests/test_rag.py, test, is no longer what was decided on"
    assert said(shop.release()) == [("evidence", name, words)]
    # What was decided on is there no more, so nothing rests on it.
    files = {"config/rag.yaml": rag.replace("20", "8"), "tests/test_rag.py": "def test_found():\n    assert 2\n"}
    shop.landed("less", files, ("no-change", RETRIEVAL, *NO_CHANGE))
    assert said(shop.release()) == []


def test_a_decision_that_held_until_a_day_is_looked_at_again(shop):
    shop.repo.commit("test", {"tests/test_rag.py": "def test_found():\n    assert True\n"})
    shop.repo.git("tag", "-f", "v1")
    rag = {"config/rag.yaml": WIDER["config/rag.yaml"]}
    (name,) = shop.landed("rag", rag, ("no-change", RETRIEVAL, *NO_CHANGE, "--valid-until", "2026-12-01"))
    assert on(shop, date(2026, 12, 1)) == []
    assert on(shop, date(2026, 12, 2)) == [("record", name, "no change expired")]
    shop.repo.commit("gone", {"config/rag.yaml": None})
    assert ("record", name, "no change expired") not in on(shop, date(2026, 12, 2))


def test_a_file_that_is_no_record_is_a_promise_that_nobody_knows(shop):
    shop.repo.commit("broken", {"threat-model/records/TM-20261123-000000.yaml": "schema: 1\n"})
    found = shop.release()
    assert found.verdict is Verdict.BLOCKED
    assert [(ground, subject) for ground, subject, _ in said(found)] == [("record", "TM-20261123-000000")]


def test_leap_days_and_long_lives(shop):
    shop.pilot("exception", REFUND, *EXCEPTION)
    days = [date(2026, 12, 7) + timedelta(number) for number in (0, 1, 449)]
    assert days[2] == date(2028, 2, 29)
    assert [shop.release(day=day).as_of for day in days] == ["2026-12-07", "2026-12-08", "2028-02-29"]


def test_evidence_of_some_megabytes_is_read_as_at_the_merge(shop):
    large = "allow: [help.example.com]\n" + "# a list that grew long\n" * 100_000
    shop.repo.commit("a long list", {"config/egress.yaml": large})
    shop.repo.git("tag", "-f", "v1")
    shop.pilot("exception", REFUND, *EXCEPTION)
    assert said(shop.release()) == []
