"""`threatgate comment`: one comment, kept up to date, and no verdict of its own."""

from __future__ import annotations

import io
import json
import sys

import httpx
import pytest
from forge_samples import TOKEN, Host, serving
from running import risky, threatgate

NOTES = "/api/repos/acme/shop/issues/7/comments"
MARK = "<!-- threatgate:check -->"


@pytest.fixture
def site(repo, monkeypatch, tmp_path):
    """A pipeline of a pull request, on a forge that really answers."""
    host = Host()
    host.notes = []

    def posted(asked):
        made = {"id": len(host.notes) + 1, "user": {"login": "robot"}, "html_url": "https://x/1", **asked.body}
        host.notes.append(made)
        return httpx.Response(201, json=made)

    def edited(asked):
        host.notes[0] |= asked.body
        return httpx.Response(200, json=host.notes[0])

    host.on(
        {
            "GET /api/user": {"login": "robot"},
            f"GET {NOTES}": lambda _: httpx.Response(200, json=host.notes),
            f"POST {NOTES}": posted,
            "PATCH /api/repos/acme/shop/issues/comments/1": edited,
        }
    )
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"number": 7, "pull_request": {"number": 7}}))
    risky(repo)
    monkeypatch.chdir(repo.path)
    with serving(host) as address:
        host.address = address
        for name, value in {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_SERVER_URL": address,
            "GITHUB_API_URL": f"{address}/api",
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_TOKEN": TOKEN,
        }.items():
            monkeypatch.setenv(name, value)
        yield host


def comment(capsys, *arguments):
    return threatgate(capsys, "comment", *arguments)


def report(capsys, tmp_path, form, *arguments):
    file = tmp_path / f"report.{form}"
    done = threatgate(capsys, "check", "--base", "main", "--output", f"{form}={file}", *arguments)
    return file, done.code


def test_it_judges_posts_and_updates(site, repo, capsys):
    done = comment(capsys, "--base", "main")
    assert (done.code, done.out, done.err) == (0, "", "threatgate: comment created: https://x/1\n")
    (note,) = site.notes
    assert note["body"].startswith(f"{MARK}\n### ⛔ Threatgate: blocked\n")
    assert comment(capsys, "--base", "main").err == "threatgate: comment unchanged: https://x/1\n"
    repo.commit("back", {"policies/approval.yaml": None, "config/rag.yaml": None})
    assert comment(capsys, "--base", "main").err == "threatgate: comment updated: https://x/1\n"


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_a_report_is_posted(site, capsys, tmp_path, form, monkeypatch):
    file, code = report(capsys, tmp_path, form)
    assert code == 1
    assert comment(capsys, "--report", file).code == 0
    said = site.notes[0]["body"]
    assert said.startswith(f"{MARK}\n### ⛔ Threatgate: blocked\n")
    assert "approval" in said
    stdin = io.TextIOWrapper(io.BytesIO(file.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert comment(capsys, "--report", "-").err == "threatgate: comment unchanged: https://x/1\n"


def test_commands_in_it_can_still_be_copied(site, capsys, tmp_path):
    file, _ = report(capsys, tmp_path, "markdown")
    comment(capsys, "--report", file)
    assert "--owner @you" in site.notes[0]["body"]


def test_on_failure_a_pass_only_updates(site, capsys, tmp_path):
    blocked, _ = report(capsys, tmp_path, "markdown")
    passed = tmp_path / "pass.md"
    passed.write_text(
        blocked.read_text(encoding="utf-8").replace("Threatgate: blocked", "Threatgate: pass", 1), encoding="utf-8"
    )
    quiet = comment(capsys, "--report", passed, "--when", "on-failure")
    assert (quiet.code, site.notes) == (0, [])
    assert quiet.err == "threatgate: nothing is posted: the verdict is pass, and there is no comment to update\n"
    assert comment(capsys, "--report", blocked, "--when", "on-failure").code == 0
    assert (
        comment(capsys, "--report", passed, "--when", "on-failure").err == "threatgate: comment updated: https://x/1\n"
    )


def test_never_asks_nobody(site, capsys):
    done = comment(capsys, "--when", "never", "--report", "nosuch")
    assert (done.code, done.err, site.asked) == (0, "threatgate: nothing is posted: --when never\n", [])


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_what_could_not_be_posted_is_a_warning_and_no_verdict(site, capsys, tmp_path, status):
    file, _ = report(capsys, tmp_path, "markdown")
    site.on({f"POST {NOTES}": status})
    done = comment(capsys, "--report", file)
    assert done.code == 0
    assert done.err.startswith("threatgate: the comment could not be posted: 127.0.0.1 ")
    assert TOKEN not in done.err
    assert comment(capsys, "--report", file, "--strict").code == 3


def test_a_fork_without_a_token_is_told_so(site, capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    file, _ = report(capsys, tmp_path, "markdown")
    done = comment(capsys, "--report", file)
    assert (done.code, site.asked) == (0, [])
    assert "there is no token for 127.0.0.1" in done.err


def test_a_push_and_a_queue_have_no_comment(site, capsys, tmp_path, monkeypatch):
    file, _ = report(capsys, tmp_path, "markdown")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"before": "a" * 40, "after": "b" * 40, "merge_group": {"head_sha": "b" * 40}}))
    for name in ("push", "merge_group", "schedule"):
        monkeypatch.setenv("GITHUB_EVENT_NAME", name)
        done = comment(capsys, "--report", file)
        assert (done.code, site.asked) == (0, [])
        assert done.err == "threatgate: nothing is posted: this run is for no pull request\n"


def test_outside_a_pipeline_the_pull_request_is_named(site, repo, capsys, tmp_path, monkeypatch):
    file, _ = report(capsys, tmp_path, "markdown")
    monkeypatch.delenv("GITHUB_ACTIONS")
    done = comment(capsys, "--report", file)
    assert done.err == (
        "threatgate: the comment could not be posted: this is no pipeline, so no pull request is known\n"
        "  name it: --number N\n"
    )
    assert "no remote `origin`" in comment(capsys, "--report", file, "--number", "7").err
    repo.git("remote", "add", "origin", f"{site.address}/acme/shop.git")
    assert comment(capsys, "--report", file, "--number", "7").err == "threatgate: comment created: https://x/1\n"
    monkeypatch.chdir(tmp_path)
    assert "no remote `origin`" in comment(capsys, "--report", file, "--number", "7").err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is no JSON"),
        ("<html>", "is no JSON"),
        ("{}", "is no report of the schema"),
        (f"{MARK}\nno verdict\n", "tells no verdict in its second line"),
        (f"{MARK}\n### ✅ Threatgate: fine\n", "tells no verdict in its second line"),
        ('{"schema": "threatgate.report.v1", "triggers": []}', "cannot be read as a report"),
        ('{"schema": "threatgate.report.v1", "triggers": [], "verdict": "fine"}', "cannot be read as a report"),
    ],
)
def test_what_is_no_report_is_refused(site, capsys, tmp_path, content, said):
    file = tmp_path / "odd"
    file.write_text(content, encoding="utf-8")
    done = comment(capsys, "--report", file)
    assert (done.code, site.asked) == (2, [])
    assert said in done.err


def test_a_file_that_is_not_there_is_refused(site, capsys):  # noqa: ARG001 - a pipeline
    assert "cannot read nosuch" in comment(capsys, "--report", "nosuch").err


def test_what_cannot_be_judged_is_not_posted(site, capsys):
    done = comment(capsys, "--base", "nosuch")
    assert (done.code, site.asked) == (2, [])
