"""The register of a revision on a day: states, what is late, what comes due, what nobody needs, and the ledger."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from running import BASE, WIDER, threatgate

from threatgate.records.states import State
from threatgate.register import Weight, due, promises, read_register

DAY = date(2026, 11, 23)
EXCEPTION = [
    *("--reason", "Ten named customers try refunds before the screen exists.", "--approver", "@ciso"),
    *("--compensating", "egress allow list=config/egress.yaml"),
    *("--exit-plan", "The approval comes back with release 4.", "--expires", "2026-12-07"),
]
RETRIEVAL = "retrieval:config/rag.yaml#retriever"


@pytest.fixture
def landed(repo, capsys, monkeypatch):
    """`main` holds two widenings, answered on 23 November by an exception and a backlog item."""
    repo.commit("base", BASE | {"config/egress.yaml": "allow: [help.example.com]\n"})
    repo.branch("pilot").commit("the refund pilot", WIDER)
    monkeypatch.chdir(repo.path)
    at = ["--base", "main", "--as-of", DAY.isoformat(), "--owner", "@lea", "--no-input"]
    done = threatgate(capsys, "decide", "exception", "actions.refund", *at, *EXCEPTION)
    assert done.code == 0, done.err
    repo.commit("answer one")
    ticket = ["--ticket", "https://github.com/acme/shop/issues/12", "--second", "@tom"]
    done = threatgate(capsys, "decide", "backlog", "retriever", *at, *ticket)
    assert done.code == 0, done.err
    repo.commit("answer two")
    repo.checkout("main").merge("pilot")
    return repo


def on(repo, day):
    return read_register(repo.path, None, day, {"PATH": repo.env["PATH"]})


def ends_of(repo):
    return {entry.record.block: entry.next_day for entry in on(repo, DAY).entries}


def test_states_follow_the_day(landed):
    found = on(landed, DAY)
    days = {entry.record.block: entry.record.outcome for entry in found.entries}
    exception, backlog = days["exception"], days["backlog"]
    changes = {
        DAY: {
            "exception": State.EXPIRING if (exception.expires - DAY).days <= 14 else State.ACTIVE,
            "backlog": State.ACTIVE,
        },
        exception.review_date + timedelta(1): {"exception": State.REVIEW_OVERDUE, "backlog": State.ACTIVE},
        exception.expires: {"exception": State.REVIEW_OVERDUE, "backlog": State.ACTIVE},
        exception.expires + timedelta(1): {"exception": State.EXPIRED, "backlog": State.ACTIVE},
        backlog.due: {"exception": State.EXPIRED, "backlog": State.ACTIVE},
        backlog.due + timedelta(1): {"exception": State.EXPIRED, "backlog": State.OVERDUE},
    }
    for day, expected in changes.items():
        assert {entry.record.block: entry.state for entry in on(landed, day).entries} == expected, day


def test_what_is_late_on_a_living_element_fails_and_names_who_must_hear(landed):
    landed.commit("who hears", {".threatgate.yaml": 'version: 1\nescalation: {high: "@ceo"}\n'})
    (item,) = [item for item in due(on(landed, date(2026, 12, 8))) if item.weight is Weight.FAIL]
    assert item.entry.record.block == "exception"
    assert item.people == ("@lea", "@ciso", "@ceo")
    assert "expired at the end of" in item.words
    assert [element.partition(":")[0] for element in item.entry.living] == ["approval"]


def test_what_comes_due_warns_fourteen_days_before(landed):
    day = ends_of(landed)["backlog"]
    weights = {
        offset: {item.entry.record.block: item.weight for item in due(on(landed, day - timedelta(offset)))}.get(
            "backlog"
        )
        for offset in (15, 14, 0)
    }
    assert weights == {15: None, 14: Weight.WARN, 0: Weight.WARN}


def test_a_record_that_binds_nothing_living_is_said_and_never_fails(landed):
    landed.commit("gone", {"config/rag.yaml": None, "policies/approval.yaml": None})
    found = due(on(landed, date(2027, 12, 1)))
    assert {(item.entry.record.block, item.weight) for item in found} == {
        ("exception", Weight.NOTE),
        ("backlog", Weight.NOTE),
    }
    assert promises(on(landed, DAY)) == ()


def test_a_file_that_is_no_record_fails(landed):
    landed.commit("broken", {"threat-model/records/TM-20261123-000000.yaml": "schema: 1\n"})
    (item,) = [item for item in due(on(landed, DAY)) if item.weight is Weight.FAIL]
    assert item.words.startswith("is no record: ")


def test_the_ledger_says_what_is_promised_of_each_living_element(landed):
    rows = promises(on(landed, DAY))
    assert [(row.element, row.outcome, row.owner) for row in rows] == [
        ("approval:policies/approval.yaml#actions.refund", "exception", "@lea"),
        (RETRIEVAL, "backlog", "@lea"),
    ]
    assert rows[0].promise == "The approval comes back with release 4."
    assert rows[1].promise.endswith("(https://github.com/acme/shop/issues/12)")


def test_the_commands_show_it(landed, capsys):
    day = ("--as-of", "2026-11-23")
    listed = threatgate(capsys, "register", "list", *day)
    assert listed.code == 0
    assert sorted(line.split()[2] for line in listed.out.splitlines()) == ["backlog", "exception"]
    records = json.loads(threatgate(capsys, "register", "list", *day, "--format", "json").out)["records"]
    name = next(record["id"] for record in records if record["outcome"] == "backlog")
    shown = threatgate(capsys, "register", "show", name, *day)
    assert (shown.code, f"binds {RETRIEVAL}" in shown.out, "outcome: backlog" in shown.out) == (0, True, True)
    assert threatgate(capsys, "register", "show", "TM-20261123-ffffff").code == 2
    ledger = threatgate(capsys, "register", "ledger", *day)
    assert [line for line in ledger.out.splitlines() if not line.startswith(" ")] == [
        row.element for row in promises(on(landed, DAY))
    ]
    assert len(json.loads(threatgate(capsys, "register", "ledger", *day, "--format", "json").out)["promises"]) == 2


@pytest.mark.usefixtures("landed")
def test_the_scheduled_check_writes_what_others_read(capsys, tmp_path):
    files = [f"--output={name}={tmp_path / name}" for name in ("markdown", "calendar", "json")]
    ran = threatgate(capsys, "register", "check", "--as-of", "2026-12-08", *files)
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "2 records on 2026-12-08: 1 fail"
    calendar = (tmp_path / "calendar").read_bytes().decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert calendar.endswith("END:VCALENDAR\r\n")
    assert (tmp_path / "markdown").read_text(encoding="utf-8").count("\n| fail |") == 1
    assert json.loads((tmp_path / "json").read_text(encoding="utf-8"))["as_of"] == "2026-12-08"
    assert threatgate(capsys, "register", "check", "--as-of", "2026-11-23").code == 0


def test_an_empty_register_is_said(repo, capsys, monkeypatch):
    repo.commit("base", BASE)
    monkeypatch.chdir(repo.path)
    assert threatgate(capsys, "register", "list").out == "No record.\n"
    assert threatgate(capsys, "register", "ledger").out == "Nothing is promised of any element that is there.\n"
    ran = threatgate(capsys, "register", "check", "--as-of", "2026-11-23")
    assert (ran.code, ran.out) == (0, "0 records on 2026-11-23: nothing is due\n")
    assert threatgate(capsys, "register", "check", "--output", "nosuch=x").code == 2
