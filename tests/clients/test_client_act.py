"""The action as a consumer uses it, run by act on published webhook payloads: red, green, merge queue, push, fork."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from client_answers import ANSWER
from client_place import PLACE
from running import BASE, WIDER, threatgate

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOW = """\
on: [pull_request, merge_group, push, pull_request_review]
permissions: {contents: read}
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: {fetch-depth: 2, persist-credentials: false}
      - id: gate
        uses: org/threatgate@v1
        with: {sarif-file: out.sarif}
"""
SHIPPED = ("action", "action.yml", "src", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def action(tmp_path_factory):
    """The action as its repository has it, without what a checkout of it does not hold."""
    place = tmp_path_factory.mktemp("action")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    return place


@pytest.fixture
def workflow(repo, ran, client, action, tmp_path_factory):
    """Run the workflow for an event; gives act's exit code, what it set as outputs, its annotations and the summary."""
    act = client("act")
    cache = tmp_path_factory.getbasetemp() / "tools"

    def run(event, payload):
        file = tmp_path_factory.mktemp("event") / "event.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        words = (act, event, "--json", "-P", "ubuntu-latest=-self-hosted", "-W", ".github/workflows/gate.yml")
        words += ("-e", file, "--local-repository", f"org/threatgate@v1={action}")
        words += ("--env", "GITHUB_REPOSITORY=org/shop", "--env", f"RUNNER_TOOL_CACHE={cache}")
        done = ran(*words, cwd=repo.path, env={**os.environ, "DO_NOT_TRACK": "1"}, timeout=500)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        outputs = {line["name"]: line["arg"] for line in lines if line.get("command") == "set-output"}
        errors = [line["arg"] for line in lines if line.get("command") == "error"]
        summary = "".join(line["content"] for line in lines if line.get("command") == "summary")
        assert outputs, done.stdout[-4000:] + done.stderr[-4000:]
        return done.returncode, outputs, errors, summary

    return run


@pytest.fixture(scope="module")
def payloads():
    """The published examples of webhook payloads, by event and action."""
    file = PLACE / "node_modules" / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
    if not file.is_file():
        pytest.skip("@octokit/webhooks-examples is not installed: make clients")
    return {one["name"]: one["examples"] for one in json.loads(file.read_text(encoding="utf-8"))}


def pull(payloads, repo, head, *, fork=False):
    event = next(one for one in payloads["pull_request"] if one["action"] == "opened")
    event = json.loads(json.dumps(event))
    event["pull_request"]["head"] |= {"sha": head, "ref": "pilot"}
    event["pull_request"]["base"] |= {"sha": repo.git("rev-parse", "main"), "ref": "main"}
    event["pull_request"]["head"]["repo"]["full_name"] = "stranger/shop" if fork else "org/shop"
    event["repository"]["full_name"] = "org/shop"
    return event


@pytest.fixture
def shop(repo):
    """A repository whose checked-out commit is the merge of a pull request that widens two things."""
    repo.commit("base", {**BASE, ".github/workflows/gate.yml": WORKFLOW})
    repo.branch("pilot").commit("pilot", WIDER)
    return repo


def merged(repo):
    repo.git("checkout", "-q", "--detach", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "pilot")
    return repo.git("rev-parse", "pilot")


def answered(repo, capsys):
    repo.git("checkout", "-q", "pilot")
    assert threatgate(capsys, *ANSWER, "--repo", repo.path, "--base", "main").code == 0
    repo.git("add", "-A")
    repo.git("commit", "-qm", "answer")


def test_a_pull_request_is_red_until_it_is_answered(shop, workflow, payloads, capsys):
    code, outputs, errors, summary = workflow("pull_request", pull(payloads, shop, merged(shop)))
    assert code == 1
    assert (outputs["verdict"], outputs["blocked"], outputs["trigger-count"]) == ("blocked", "true", "2")
    assert len(errors) >= 2
    assert "Threatgate: blocked" in summary
    answered(shop, capsys)
    head = merged(shop)
    code, outputs, _, summary = workflow("pull_request", pull(payloads, shop, head))
    assert (code, outputs["verdict"], outputs["blocked"]) == (0, "pass", "false")
    assert "Threatgate: pass" in summary
    review = {**payloads["pull_request_review"][0], "pull_request": pull(payloads, shop, head)["pull_request"]}
    code, outputs, _, _ = workflow("pull_request_review", review)
    assert (code, outputs["verdict"]) == (0, "pass")


def test_a_pull_request_of_a_fork_with_a_token_that_only_reads(shop, workflow, payloads):
    code, outputs, errors, summary = workflow("pull_request", pull(payloads, shop, merged(shop), fork=True))
    assert (code, outputs["verdict"]) == (1, "blocked")
    assert errors
    assert "Threatgate: blocked" in summary


def test_the_merge_queue_and_a_push_of_a_new_branch(shop, workflow, payloads):
    head = merged(shop)
    group = json.loads(json.dumps(payloads["merge_group"][0]))
    group["merge_group"] |= {"base_sha": shop.git("rev-parse", "main"), "head_sha": shop.git("rev-parse", "HEAD")}
    code, outputs, _, _ = workflow("merge_group", group)
    assert (code, outputs["verdict"]) == (1, "blocked")
    shop.git("checkout", "-q", "pilot")
    shop.git("update-ref", "refs/remotes/origin/main", "main")
    push = json.loads(json.dumps(payloads["push"][0]))
    push |= {"ref": "refs/heads/pilot", "before": "0" * 40, "after": head, "deleted": False}
    push["repository"]["default_branch"] = "main"
    code, outputs, _, _ = workflow("push", push)
    assert (code, outputs["verdict"]) == (1, "blocked")


def test_a_bots_bump_is_answered_without_touching_its_branch(shop, workflow, payloads, capsys, tmp_path):
    bot = pull(payloads, shop, merged(shop), fork=True)
    bot["pull_request"]["user"] |= {"login": "renovate[bot]", "type": "Bot"}
    bot["sender"] |= {"login": "renovate[bot]", "type": "Bot"}
    code, outputs, _, _ = workflow("pull_request", bot)
    assert (code, outputs["verdict"]) == (1, "blocked")
    report = tmp_path / "report.json"
    words = ("--repo", shop.path, "--base", "main", "--head", "pilot", f"--output=json={report}")
    assert threatgate(capsys, "check", *words).code == 1
    shop.git("checkout", "-q", "main")
    until = (datetime.now(UTC).date() + timedelta(days=14)).isoformat()
    words = ("--repo", shop.path, "--base", "main", "--from-report", report, "--pre-answer", until)
    assert threatgate(capsys, *ANSWER, *words).code == 0
    shop.git("add", "-A")
    shop.git("commit", "-qm", "an answer ahead")
    code, outputs, _, summary = workflow("pull_request", pull(payloads, shop, merged(shop), fork=True))
    assert (code, outputs["verdict"]) == (0, "pass")
    assert "Threatgate: pass" in summary
