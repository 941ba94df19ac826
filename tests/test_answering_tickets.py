"""`check --online`: a backlog answer counts only with a ticket that holds the promise; without it nothing is asked."""

from __future__ import annotations

import json

import pytest
from forge_samples import TOKEN, Host, serving
from running import risky, threatgate

from threatgate.answering._tickets import sites
from threatgate.settings import Settings

DAY = "2026-11-23"
CLOSED = "it is closed and the record is not: open it again, or close the record with its evidence"
ISSUE = "GET /api/repos/acme/shop/issues/12"
GOOD = {"title": "t", "state": "open", "assignees": [{"login": "lea"}], "body": "Due: 2026-12-20"}


@pytest.fixture
def site(repo, monkeypatch, capsys):
    """A repository whose change is answered by a ticket of a forge that really answers."""
    host = Host(answers={ISSUE: GOOD})
    with serving(host) as address:
        host.url = f"{address}/acme/shop/issues/12"
        repo.commit("settings", {".threatgate.yaml": f"tickets: ['{address}/*/*/issues/*']\n"})
        risky(repo)
        monkeypatch.chdir(repo.path)
        who = ("--owner", "@lea", "--second", "@tom", "--ticket", host.url, "--due", "2026-12-22", "--as-of", DAY)
        assert threatgate(capsys, "decide", "backlog", "--base", "main", "--all", *who).code == 0
        repo.commit("the answer")
        monkeypatch.setenv("GITHUB_SERVER_URL", address)
        monkeypatch.setenv("GITHUB_API_URL", f"{address}/api")
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield host


def check(capsys, *arguments):
    done = threatgate(capsys, "check", "--base", "main", "--as-of", DAY, "--format", "json", *arguments)
    return done.code, json.loads(done.out)


def notes(report, word="ticket"):
    return [(one["severity"], one["message"]) for one in report["problems"] if word in one["message"]]


def test_nothing_is_asked_without_online(site, capsys):
    code, report = check(capsys)
    assert (code, report["verdict"], site.asked) == (0, "pass", [])


def test_a_ticket_that_holds_is_asked_for_once(site, capsys):
    code, report = check(capsys, "--online")
    assert (code, report["verdict"], notes(report)) == (0, "pass", [])
    assert site.lines() == [ISSUE]
    assert site.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (
            {"state": "closed"},
            "it is closed and the record is not: open it again, or close the record with its evidence",
        ),
        ({"assignees": []}, "nobody is assigned: assign its owner"),
        (
            {"body": ""},
            "it has no due date: give it 2026-12-22 as a line `Due: 2026-12-22` of its text, or by its milestone",
        ),
        ({"body": "Due: 2026-12-23"}, "it is due on 2026-12-23, after the record's 2026-12-22"),
        ({"body": "Due: 2026-11-22"}, "it was due on 2026-11-22"),
        (
            {"state": "closed", "assignees": None},
            f"{CLOSED}; nobody is assigned: assign its owner",
        ),
    ],
)
def test_a_ticket_that_does_not_hold_answers_nothing(site, capsys, data, fault):
    site.on({ISSUE: GOOD | data})
    code, report = check(capsys, "--online")
    assert (code, report["verdict"]) == (1, "blocked")
    assert {(one["answer"], one["reason"]) for one in report["triggers"]} == {
        ("unproven", f"the ticket {site.url} does not hold the promise: {fault}")
    }


def test_a_due_day_of_today_still_holds(site, capsys):
    site.on({ISSUE: GOOD | {"body": f"Due: {DAY}"}})
    assert check(capsys, "--online")[0] == 0


def test_a_ticket_that_is_not_there_answers_nothing(site, capsys):
    site.on({ISSUE: 404, "GET /api/repos/acme/shop": {"name": "shop"}})
    code, report = check(capsys, "--online")
    assert (code, report["triggers"][0]["answer"]) == (1, "unproven")
    assert report["triggers"][0]["reason"].endswith("does not hold the promise: there is no issue 12 of acme/shop")


@pytest.mark.parametrize(("status", "why"), [(401, "does not accept the token (401)"), (404, "cannot be seen")])
def test_what_could_not_be_looked_up_is_undetermined_in_a_pipeline_and_a_note_at_home(
    site, capsys, monkeypatch, status, why
):
    site.on({ISSUE: status})
    code, report = check(capsys, "--online")
    assert (code, report["verdict"]) == (0, "pass")
    assert [weight for weight, _ in notes(report)] == ["note"]
    monkeypatch.setenv("CI", "true")
    code, report = check(capsys, "--online")
    assert (code, report["verdict"]) == (3, "undetermined")
    ((weight, message),) = notes(report)
    assert weight == "error"
    assert message.startswith(f"the ticket {site.url} could not be looked up: ")
    assert why in message


def test_no_token_is_undetermined_in_a_pipeline(site, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("CI", "true")
    code, report = check(capsys, "--online")
    assert code == 3
    assert "there is no token for 127.0.0.1" in notes(report)[0][1]
    assert site.asked == []


def test_a_promise_that_landed_is_noted_and_not_judged_again(site, repo, capsys, monkeypatch):
    repo.checkout("main").merge("pilot")
    repo.branch("next").commit("wider still", {"config/rag.yaml": "retriever:\n  top_k: 99\n  index: help-centre\n"})
    monkeypatch.setenv("CI", "true")
    assert site.asked == []
    _, report = check(capsys, "--online")
    assert (site.lines(), notes(report)) == ([ISSUE], [])
    site.on({ISSUE: GOOD | {"state": "closed"}})
    code, report = check(capsys, "--online")
    assert code == 1
    assert notes(report) == [("note", f"the ticket {site.url} does not hold the promise: {CLOSED}")]
    assert {one["answer"] for one in report["triggers"]} == {"unanswered"}
    site.on({ISSUE: 401})
    code, report = check(capsys, "--online")
    assert code == 1
    assert [weight for weight, _ in notes(report)] == ["note"]


def test_only_hosts_that_the_settings_name_are_sites():
    patterns = [
        "https://jira.example.org/browse/*",
        "http://Jira.example.org:8080/browse/*",
        "https://*.example.org/browse/*",
        "https://lea@tracker.example.org/*",
        "jira/*",
        "ftp://files.example.org/*",
        "https:///x",
    ]
    assert sites(Settings(own_tickets=tuple(patterns))) == {"https://jira.example.org", "http://jira.example.org:8080"}
    assert sites(Settings()) == set()
