"""`decide backlog --create-ticket`: judged first, then filed, then written; a ticket that was filed is never lost."""

from __future__ import annotations

import httpx
import pytest
from forge_samples import TOKEN, Host, serving
from running import risky, threatgate

URL = "https://github.com/acme/shop/issues/31"
WHO = ("--all", "--owner", "@lea", "--second", "@tom", "--as-of", "2026-11-23", "--create-ticket")
FILE = "POST /api/repos/acme/shop/issues"


@pytest.fixture
def site(repo, monkeypatch):
    """A checkout of a repository on a forge that really answers."""
    mine = []
    host = Host(
        answers={
            "GET /api/user": {"login": "robot"},
            "GET /api/repos/acme/shop/issues": lambda _: httpx.Response(200, json=mine),
            "GET /api/repos/acme/shop/assignees/lea": httpx.Response(204),
        }
    )

    def filed(asked):
        url = f"{host.address}/acme/shop/issues/31"
        mine.append({"number": 31, "user": {"login": "robot"}, "html_url": url, **asked.body, "assignees": [{}]})
        return httpx.Response(201, json=mine[-1])

    host.on({FILE: filed})
    with serving(host) as address:
        host.address = address
        repo.commit("settings", {".threatgate.yaml": f"tickets: ['{address}/*/*/issues/*']\n"})
        risky(repo)
        repo.git("remote", "add", "origin", f"{address}/acme/shop.git")
        monkeypatch.chdir(repo.path)
        monkeypatch.setenv("GITHUB_SERVER_URL", address)
        monkeypatch.setenv("GITHUB_API_URL", f"{address}/api")
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield host


def decide(capsys, *arguments):
    return threatgate(capsys, "decide", "backlog", "--base", "main", *WHO, *arguments)


def written(repo):
    return list(repo.path.glob("threat-model/records/*"))


def test_the_ticket_is_filed_and_named_in_the_record(site, repo, capsys):
    done = decide(capsys, "--criterion", "a refund needs /approve of @ciso", "--ticket-label", "security")
    assert done.code == 0
    assert f"ticket: {site.address}/acme/shop/issues/31\n" in done.out.replace('"', "")
    assert f"Ticket created: {site.address}/acme/shop/issues/31" in done.err
    (path,) = written(repo)
    assert path.read_text(encoding="utf-8") == done.out
    (order,) = site.bodies(FILE)
    assert (order["assignees"], order["labels"]) == (["lea"], ["security"])
    lines = order["body"].splitlines()
    assert lines[0] == f"<!-- threatgate:ticket:{path.stem} -->"
    assert "- [ ] a refund needs /approve of @&#8203;ciso" in lines
    assert "Due: 2026-12-23" in lines
    assert f"Answers for these changes, in the record `{path.stem}`:" in lines
    assert "- `approval:policies/approval.yaml#actions.refund`" in lines
    repo.commit("the answer")
    assert threatgate(capsys, "check", "--base", "main", "--as-of", "2026-11-23").code == 0


def test_a_filed_ticket_holds_when_it_is_looked_up(site, repo, capsys, monkeypatch):
    assert decide(capsys).code == 0
    repo.commit("the answer")
    (order,) = site.bodies(FILE)
    ticket = order | {"state": "open", "assignees": [{"login": name} for name in order["assignees"]]}
    site.on({"GET /api/repos/acme/shop/issues/31": ticket})
    monkeypatch.setenv("CI", "true")
    look = ("check", "--base", "main", "--as-of", "2026-11-23", "--online")
    assert threatgate(capsys, *look).code == 0
    site.on({"GET /api/repos/acme/shop/issues/31": ticket | {"state": "closed"}})
    assert threatgate(capsys, *look).code == 1


def test_a_dry_run_files_nothing_and_needs_no_token(site, repo, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    done = decide(capsys, "--dry-run")
    assert done.code == 0
    assert "Would file the ticket “" in done.err
    assert "  - [ ] " in done.err
    assert (site.asked, written(repo)) == ([], [])


def test_without_asking_for_labels_there_are_none(site, capsys):
    assert decide(capsys).code == 0
    assert "labels" not in site.bodies(FILE)[0]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422, 500])
def test_a_ticket_that_could_not_be_filed_leaves_no_record(site, repo, capsys, status):
    site.on({FILE: status})
    done = decide(capsys)
    assert (done.code, written(repo)) == (3, [])
    assert "the ticket could not be filed, and no record is written: 127.0.0.1 " in done.err


def test_no_token_is_said_before_anything_happens(site, repo, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    done = decide(capsys)
    assert (done.code, written(repo), site.asked) == (3, [], [])
    assert "there is no token for 127.0.0.1" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--second", "@lea"], "would not count"),
        (["--due", "2029-01-01"], "would not count"),
        (["--ticket", URL], "--ticket and --create-ticket exclude each other"),
    ],
)
def test_what_would_not_count_is_not_filed(site, repo, capsys, arguments, said):
    done = decide(capsys, *arguments)
    assert (done.code, site.lines("POST"), written(repo)) == (2, [], [])
    assert said in done.err


def test_a_tracker_elsewhere_is_not_this_forge(site, repo, capsys):
    repo.checkout("main")
    repo.commit("settings", {".threatgate.yaml": "tickets: ['https://jira.example.org/browse/*']\n"})
    repo.checkout("pilot")
    done = decide(capsys)
    assert (done.code, site.asked) == (2, [])
    assert "would not count" in done.err


def test_without_a_remote_nobody_knows_where(site, repo, capsys):
    repo.git("remote", "remove", "origin")
    done = decide(capsys)
    assert (done.code, site.asked) == (2, [])
    assert "where a ticket is to be filed is not known: this clone has no remote `origin` on a forge" in done.err


def test_a_record_that_cannot_be_written_loses_no_ticket(site, repo, capsys):
    """The address is on the screen before the record is written, and a second attempt finds the same ticket."""
    outside = repo.path.parent / "outside"
    outside.mkdir()
    (repo.path / "threat-model").symlink_to(outside)
    done = decide(capsys)
    assert done.code != 0
    assert f"Ticket created: {site.address}/acme/shop/issues/31" in done.err
    (repo.path / "threat-model").unlink()
    done = decide(capsys)
    assert done.code == 0
    assert f"Ticket unchanged: {site.address}/acme/shop/issues/31" in done.err
    assert len(site.bodies(FILE)) == 1
    assert len(written(repo)) == 1


def test_who_has_no_login_is_not_assigned(site, capsys):
    site.on({"GET /api/repos/acme/shop/assignees/lea": 404})
    done = decide(capsys)
    assert done.code == 0
    assert "lea cannot be assigned in this repository" in done.err
    assert "assignees" not in site.bodies(FILE)[0]
