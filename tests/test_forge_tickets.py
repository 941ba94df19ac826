"""Tickets looked up: there, open, somebody's, due; and everything that keeps them from being looked up."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from forge_samples import GITHUB, GITLAB, TOKEN, Host

from threatgate.forge import Absent, Ticket, Tickets, Unknown
from threatgate.forge._due import day, stated

HUB = "https://github.com/acme/shop/issues/12"
LAB = "https://gitlab.example.org/acme/tools/shop/-/issues/12"
CLOUD = "https://acme.atlassian.net/browse/SHOP-12"
SERVER = "https://jira.example.org/jira/browse/SHOP-12"
LAB_ISSUE = "/api/v4/projects/acme%2Ftools%2Fshop/issues/12"
DUE = date(2027, 1, 20)
JIRA = {"JIRA_TOKEN": TOKEN, "JIRA_EMAIL": "lea@example.org"}


def looked_up(url, host, environ, sites=()):
    return Tickets(environ, frozenset(sites), host.wires).ticket(url)


def ticket(url, assignees, due, *, opened):
    return Ticket(url, "t", opened, assignees, due)


def hub(assignees, due, *, opened):
    return Ticket(HUB, "Approval flow", opened, assignees, due, dated=False)


def issue(**more):
    return {
        "title": "Approval flow",
        "state": "open",
        "assignees": [{"login": "lea"}],
        "body": "Due: 2027-01-20",
    } | more


FIELD = {"data_type": "date", "issue_field_name": "Target date", "value": "2027-02-01"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (issue(), hub(("lea",), DUE, opened=True)),
        (issue(state="closed"), hub(("lea",), DUE, opened=False)),
        (issue(assignees=[], body=None), hub((), None, opened=True)),
        (
            issue(body="", milestone={"due_on": "2027-01-20T08:00:00Z"}),
            hub(("lea",), DUE, opened=True),
        ),
        (
            issue(body="", issue_field_values=[FIELD, FIELD | {"issue_field_name": "Born", "value": "2029-01-01"}]),
            hub(("lea",), date(2027, 2, 1), opened=True),
        ),
        (
            issue(body="", issue_field_values=[FIELD | {"value": 3}]),
            hub(("lea",), None, opened=True),
        ),
        (issue(pull_request={}), Absent("12 of acme/shop is a pull request, no issue")),
    ],
)
def test_an_issue_of_github(data, found):
    host = Host(answers={"GET /repos/acme/shop/issues/12": data})
    assert looked_up(HUB, host, GITHUB) == found
    assert host.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [404, 410])
def test_an_issue_that_is_not_there_is_told_from_one_that_is_hidden(status):
    host = Host(answers={"GET /repos/acme/shop/issues/12": status})
    found = looked_up(HUB, host, GITHUB)
    assert found.why == (
        "issue 12 of acme/shop cannot be seen: api.github.com has no such thing, or hides it from the token (404)"
    )
    assert isinstance(found, Unknown)
    host.on({"GET /repos/acme/shop": {"name": "shop"}})
    assert looked_up(HUB, host, GITHUB) == Absent("there is no issue 12 of acme/shop")


def test_an_issue_that_moved_to_another_repository_is_followed():
    moved = httpx.Response(301, headers={"location": "https://api.github.com/repositories/5/issues/3"})
    host = Host(answers={"GET /repos/acme/shop/issues/12": moved, "GET /repositories/5/issues/3": issue()})
    assert looked_up(HUB, host, GITHUB).open


@pytest.mark.parametrize(
    "url", [LAB, LAB.replace("issues", "work_items"), "https://gitlab.example.org/acme/shop/issues/12"]
)
def test_an_issue_of_gitlab(url):
    name = "acme%2Ftools%2Fshop" if "tools" in url else "acme%2Fshop"
    data = {"title": "t", "state": "opened", "assignees": [{"username": "lea"}], "due_date": "2027-01-20"}
    host = Host(answers={f"GET /api/v4/projects/{name}/issues/12": data})
    assert looked_up(url, host, GITLAB) == ticket(url, ("lea",), DUE, opened=True)
    host.on({f"GET /api/v4/projects/{name}/issues/12": data | {"state": "closed", "due_date": None, "assignees": None}})
    assert looked_up(url, host, GITLAB) == ticket(url, (), None, opened=False)
    host.on({f"GET /api/v4/projects/{name}/issues/12": 404, f"GET /api/v4/projects/{name}": {"id": 1}})
    assert looked_up(url, host, GITLAB) == Absent(f"there is no issue 12 of {name.replace('%2F', '/')}")


def jira(status="indeterminate", **fields):
    usual = {
        "summary": "t",
        "status": {"name": "Doing", "statusCategory": {"key": status}},
        "assignee": {"displayName": "Lea", "name": "lea"},
        "duedate": "2027-01-20",
    }
    return {"key": "SHOP-12", "fields": usual | fields}


@pytest.mark.parametrize(
    ("url", "root", "sites"),
    [(CLOUD, "/rest/api/3", ()), (SERVER, "/jira/rest/api/2", ("https://jira.example.org",))],
)
def test_an_issue_of_jira(url, root, sites):
    host = Host(answers={f"GET {root}/issue/SHOP-12": jira()})
    assert looked_up(url, host, JIRA, sites) == ticket(url, ("Lea",), DUE, opened=True)
    host.on({f"GET {root}/issue/SHOP-12": jira("done", assignee=None, duedate=None)})
    assert looked_up(url, host, JIRA, sites) == ticket(url, (), None, opened=False)
    host.on({f"GET {root}/issue/SHOP-12": {"key": "SHOP-12", "fields": {}}})
    assert isinstance(looked_up(url, host, JIRA, sites), Unknown)
    host.on({f"GET {root}/issue/SHOP-12": 404})
    assert isinstance(looked_up(url, host, JIRA, sites), Unknown)
    host.on({f"GET {root}/myself": {"name": "lea"}})
    assert isinstance(looked_up(url, host, JIRA, sites), Unknown)
    host.on({f"GET {root}/project/SHOP": {"key": "SHOP"}})
    assert looked_up(url, host, JIRA, sites) == Absent("there is no SHOP-12 of Jira")


@pytest.mark.parametrize(
    ("url", "environ", "why"),
    [
        (HUB, {}, "there is no token for github.com"),
        (LAB, GITHUB, "nothing says that gitlab.example.org is a forge to be asked"),
        (
            HUB,
            GITHUB | {"GITHUB_SERVER_URL": "https://ghe.example.org"},
            "no token is for github.com: those of this environment are for ghe.example.org",
        ),
        (
            "https://gitlab.com/a/b/-/issues/1",
            GITLAB,
            "no token is for gitlab.com: those of this environment are for gitlab.example.org",
        ),
        ("https://evil.example/acme/shop/issues/12", GITHUB, "nothing says that evil.example is a forge to be asked"),
        ("https://github.com/a/b/-/issues/1", GITHUB, "nothing says that github.com is a forge to be asked"),
        (CLOUD, {}, "there is no token for Jira"),
        (SERVER, JIRA, "nothing says that there is a Jira to be asked at https://jira.example.org"),
        (
            CLOUD.replace("https", "http"),
            JIRA,
            "nothing says that there is a Jira to be asked at http://acme.atlassian.net",
        ),
        (
            CLOUD.replace(".net", ".net:8443"),
            JIRA,
            "nothing says that there is a Jira to be asked at https://acme.atlassian.net:8443",
        ),
        (
            CLOUD.replace(".net", ".net.evil.example"),
            JIRA,
            "nothing says that there is a Jira to be asked at https://acme.atlassian.net.evil.example",
        ),
        (
            CLOUD,
            JIRA | {"JIRA_BASE": "https://jira.example.org"},
            "nothing says that there is a Jira to be asked at https://acme.atlassian.net",
        ),
        ("https://linear.app/acme/issue/SHO-1", GITHUB, "tickets of Linear are not looked up"),
        ("https://dev.azure.com/acme/shop/_workitems/edit/1", GITHUB, "tickets of Azure Boards are not looked up"),
        ("https://acme.visualstudio.com/shop/_workitems/edit/1", GITHUB, "tickets of Azure Boards are not looked up"),
        ("https://tracker.example.org/1", GITHUB, "what kind of tracker tracker.example.org has is not known"),
        (
            "https://github.com/../issues/issues/1",
            GITHUB,
            "the address of the ticket leads elsewhere than it says",
        ),
        ("https://lea:pw@github.com/a/b/issues/1", GITHUB, "the address of the ticket is no plain URL"),
        ("ftp://github.com/a/b/issues/1", GITHUB, "the address of the ticket is no plain URL"),
        ("https://[::1/a/b/issues/1", GITHUB, "the address of the ticket cannot be read"),
        ("https://github.com:99999/a/b/issues/1", GITHUB, "the address of the ticket cannot be read"),
    ],
)
def test_what_is_not_asked(url, environ, why):
    host = Host()
    found = looked_up(url, host, environ)
    assert isinstance(found, Unknown)
    assert (found.why, bool(found.mend)) == (why, True)
    assert host.asked == []


def test_a_jira_that_the_environment_names_is_asked():
    host = Host(answers={"GET /jira/rest/api/2/issue/SHOP-12": jira()})
    environ = {"JIRA_TOKEN": "t", "JIRA_BASE": "https://jira.example.org/jira"}
    assert looked_up(SERVER, host, environ).open
    assert host.asked[0].headers["authorization"] == "Bearer t"


@pytest.mark.parametrize("answer", [401, 403, 500, httpx.Response(200, text="<html>"), httpx.Response(200, json=[])])
def test_a_tracker_that_fails_is_unknown(answer):
    host = Host(answers={"GET /rest/api/3/issue/SHOP-12": answer, f"GET {LAB_ISSUE}": answer})
    assert isinstance(looked_up(CLOUD, host, JIRA), Unknown)
    assert isinstance(looked_up(CLOUD, host, JIRA | {"JIRA_BASE": "https://[broken"}), Unknown)
    assert isinstance(looked_up(LAB, host, GITLAB), Unknown)


@pytest.mark.parametrize("answer", [401, 403, 500, httpx.Response(200, text="<html>"), httpx.Response(200, json=[])])
def test_what_fails_is_unknown_and_asked_once(answer):
    host = Host(answers={"GET /repos/acme/shop/issues/12": answer})
    tickets = Tickets(GITHUB, wires=host.wires)
    assert isinstance(tickets.ticket(HUB), Unknown)
    asked = len(host.asked)
    assert isinstance(tickets.ticket(HUB), Unknown)
    assert len(host.asked) == asked


def test_a_host_that_is_down_is_asked_for_one_ticket_only():
    host = Host(answers={f"GET /repos/acme/shop/issues/{n}": httpx.ConnectError("no") for n in (12, 13)})
    tickets = Tickets(GITHUB, wires=host.wires)
    assert isinstance(tickets.ticket(HUB), Unknown)
    assert isinstance(tickets.ticket(HUB.replace("12", "13")), Unknown)
    assert host.lines() == ["GET /repos/acme/shop/issues/12"] * 4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Due: 2027-01-20", DUE),
        ("x\n**Due:** 2027-01-20 or so", DUE),
        ("- due date: `2027-01-20`", DUE),
        ("> Due by 2027-01-20", DUE),
        ("Due 2027-01-20\ndue: 2026-01-01", DUE),
        ("It was due: 2027-01-20", None),
        ("Due: 2027-13-20", None),
        ("Due: soon", None),
        ("Overdue: 2027-01-20", None),
        ("\n" * 100_000 + " " * 100_000, None),
    ],
)
def test_a_due_day_in_a_text(text, found):
    assert stated(text) == found


@pytest.mark.parametrize(
    ("said", "found"), [("2027-01-20T00:00:00Z", DUE), ("tomorrow", None), (None, None), (7, None)]
)
def test_a_day(said, found):
    assert day(said) == found
