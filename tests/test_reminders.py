"""`register check --issues`: one issue a record that is late or comes due, for who must hear of it, closed after."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from forge_samples import GITHUB, TOKEN, Host, serving
from running import BASE, WIDER, threatgate

from threatgate.catalog import table
from threatgate.forge import Absent, Did, Done, Unknown, opened
from threatgate.model import SEVERITIES, Problem
from threatgate.register import due, read_register
from threatgate.reminders import remind, reminders

SETTINGS = """
escalation: {high: "@org/heads"}
people:
  "@org/heads": ["@ceo", "@cto", "@helper[bot]"]
  "@ceo": [ceo@example.org]
  "@lea": [lea@example.org]
"""
EXCEPTION = [
    *("--reason", "Ten named customers try refunds before the screen exists.", "--approver", "@ciso"),
    *("--compensating", "egress allow list=config/egress.yaml", "--title", "Refunds | of `<b>` @everyone"),
    *(
        "--exit-plan",
        "The approval comes back with release 4.",
        "--expires",
        "2026-12-20",
        "--owner",
        "lea@example.org",
    ),
]


@pytest.fixture
def landed(repo, capsys, monkeypatch):
    """`main` holds a widening that an exception excuses until 20 December, to be reviewed on the 13th."""
    repo.commit("base", BASE | {".threatgate.yaml": SETTINGS})
    repo.branch("pilot").commit("the refund pilot", {"policies/approval.yaml": WIDER["policies/approval.yaml"]})
    monkeypatch.chdir(repo.path)
    at = ["--base", "main", "--as-of", "2026-11-23", "--no-input", "--review-date", "2026-12-13"]
    done = threatgate(capsys, "decide", "exception", "--all", *at, *EXCEPTION)
    assert done.code == 0, done.err
    repo.commit("answer")
    repo.checkout("main").merge("pilot")
    return repo


@pytest.fixture
def forge():
    """A forge that keeps issues."""
    host = Host()
    host.issues = []

    def made(asked):
        number = len(host.issues) + 1
        url = f"https://github.com/acme/shop/issues/{number}"
        names = [{"login": name} for name in asked.body.get("assignees", ())]
        host.issues.append(
            {"number": number, "user": {"login": "robot"}, "html_url": url, **asked.body, "assignees": names}
        )
        return httpx.Response(201, json=host.issues[-1])

    def edited(asked):
        found = host.issues[int(asked.path.rpartition("/")[2]) - 1]
        found |= asked.body
        return httpx.Response(200, json=found)

    return host.on(
        {
            "GET /user": {"login": "robot"},
            "GET /repos/acme/shop/issues": lambda _: httpx.Response(
                200, json=[one for one in host.issues if one.get("state") != "closed"]
            ),
            "POST /repos/acme/shop/issues": made,
            "PATCH /repos/acme/shop/issues/1": edited,
            "POST /repos/acme/shop/issues/1/comments": {"html_url": "x"},
            **{f"GET /repos/acme/shop/assignees/{name}": httpx.Response(204) for name in ("ceo", "cto", "lea")},
        }
    )


def wanted(repo, day):
    found = read_register(repo.path, None, date.fromisoformat(day), {"PATH": repo.env["PATH"]})
    return reminders(found, due(found))


def test_the_issue_comes_days_before_by_severity_and_goes_when_all_is_well(landed):
    """Of high severity: ten days before the review on the 13th."""
    asked = {day: wanted(landed, day)[0].issue is not None for day in ("2026-12-02", "2026-12-03", "2026-12-21")}
    assert asked == {"2026-12-02": False, "2026-12-03": True, "2026-12-21": True}


def test_what_the_issue_says_and_to_whom(landed):
    (one,) = wanted(landed, "2026-12-03")
    record = one.record
    assert one.marker == f"threatgate:record:{record.id}"
    assert one.issue.assignees == ("ceo", "cto")
    assert one.issue.title == f"Exception {record.id} comes due: Refunds | of `<b>` @everyone"
    lines = one.issue.text.splitlines()
    assert lines[0] == f"Exception `{record.id}`, high, active: Refunds \\| of \\`\\<b\\>\\` @&#8203;everyone"
    assert "- `approval:policies/approval.yaml#actions.refund`" in lines
    assert "Owner: lea@&#8203;example.org  " in lines
    assert "Escalation: @&#8203;org/heads  " in lines
    assert any("2026-12-13" in line for line in lines)
    assert any(line.startswith("  What to do: `threatgate register review TM-") for line in lines)
    (late,) = wanted(landed, "2026-12-21")
    assert late.issue.title.startswith(f"Exception {record.id} is late: ")


def test_without_escalation_the_owner_is_assigned(landed):
    landed.commit("nobody", {".threatgate.yaml": SETTINGS.replace('{high: "@org/heads"}', '{critical: "@org/heads"}')})
    (one,) = wanted(landed, "2026-12-03")
    assert one.issue.assignees == ("lea",)
    landed.commit("unknown", {".threatgate.yaml": "people: {}\n"})
    (one,) = wanted(landed, "2026-12-03")
    assert one.issue.assignees == ()


def test_one_issue_is_opened_kept_and_closed(landed, forge):
    where = opened(GITHUB, "", forge.wires)
    url = "https://github.com/acme/shop/issues/1"

    def done(day):
        return [one.result for one in remind(where, wanted(landed, day))]

    assert done("2026-12-02") == []
    assert done("2026-12-03") == [Done(Did.CREATED, url)]
    assert done("2026-12-03") == [Done(Did.UNCHANGED, url)]
    assert done("2026-12-04") == [Done(Did.UNCHANGED, url)]
    assert done("2026-12-14") == [Done(Did.UPDATED, url)]
    assert done("2026-12-02") == [Done(Did.CLOSED, url)]
    assert done("2026-12-02") == []
    assert forge.issues[0]["state"] == "closed"


def test_a_forge_that_fails_is_said_for_each_record(landed, forge):
    for status in (401, 403, 500):
        forge.on({"POST /repos/acme/shop/issues": status})
        results = [one.result for one in remind(opened(GITHUB, "", forge.wires), wanted(landed, "2026-12-03"))]
        assert [type(one) for one in results] == [Unknown]
    forge.on({"GET /repos/acme/shop/issues": 404})
    results = [one.result for one in remind(opened(GITHUB, "", forge.wires), wanted(landed, "2026-12-02"))]
    assert [type(one) for one in results] == [Unknown]


def test_where_not_all_could_be_read_nothing_is_closed(landed):
    found = read_register(landed.path, None, date(2026, 12, 2), {"PATH": landed.env["PATH"]})
    assert len(reminders(found, due(found))) == 1
    torn = found._replace(problems=(Problem("config/rag.yaml", 1, "cannot be read"),))
    assert reminders(torn, due(torn)) == ()


def test_a_file_that_is_no_record_has_no_issue(landed):
    landed.commit("broken", {"threat-model/records/TM-20261101-aaaaaa.yaml": "nonsense: -->\n"})
    assert [one.record.id for one in wanted(landed, "2026-12-03")] == [wanted(landed, "2026-12-03")[0].record.id]


def test_every_severity_has_its_days():
    assert set(table("reminders")["days"]) == set(SEVERITIES)


@pytest.fixture
def pipeline(landed, forge, monkeypatch):
    """The scheduled job, with a forge that really answers."""
    with serving(forge) as address:
        for name, value in (GITHUB | {"GITHUB_API_URL": address, "GITHUB_TOKEN": TOKEN}).items():
            monkeypatch.setenv(name, value)
        yield landed


def job(capsys, day, *arguments):
    return threatgate(capsys, "register", "check", "--issues", "--as-of", day, *arguments)


@pytest.mark.usefixtures("pipeline")
def test_the_scheduled_job_keeps_issues(forge, capsys):
    done = job(capsys, "2026-12-03")
    assert (done.code, done.err.rpartition(" ")[2]) == (0, "https://github.com/acme/shop/issues/1\n")
    assert "issue created: TM-20261123-" in done.err
    done = job(capsys, "2026-12-21")
    assert done.code == 1
    assert "issue updated: TM-20261123-" in done.err
    forge.on({"PATCH /repos/acme/shop/issues/1": 403})
    done = job(capsys, "2026-12-03")
    assert done.code == 3
    assert "could not be looked after: 127.0.0.1 does not allow this to the token (403)" in done.err


@pytest.mark.usefixtures("pipeline")
def test_a_dry_run_asks_nobody(forge, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    done = job(capsys, "2026-12-03", "--dry-run")
    assert (done.code, forge.asked) == (0, [])
    assert "would have an issue: Exception TM-20261123-" in done.err
    assert "(for ceo, cto)" in done.err
    assert job(capsys, "2026-12-02", "--dry-run").err == ""
    done = job(capsys, "2026-12-03")
    assert (done.code, forge.asked) == (3, [])
    assert "issues could not be looked after: there is no token for github.com" in done.err


def test_what_was_never_opened_is_not_closed(landed, forge):
    (one,) = wanted(landed, "2026-12-02")
    where = opened(GITHUB, "", forge.wires)
    assert where.close(one.marker, "x") == Absent("there is no open issue of it")
