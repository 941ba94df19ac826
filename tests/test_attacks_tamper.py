"""A change that edits what it is judged by, and tokens and jobs that are not what they should be. Names as listed."""

from __future__ import annotations

import json

import pytest
from attacks import OFF, ON, PATH, SEEN, base_and_change, change, check, github
from running import threatgate

SETTINGS = 'version: 1\nregister: threat-model\napprovers: {low: ["@tom"]}\npeople: {"@tom": [tom@example.org]}\n'
JOB = "on: [pull_request]\njobs:\n  gate:\n    runs-on: ubuntu-latest\n    steps:\n      - run: threatgate check\n"
FILE = ".github/workflows/gate.yml"
RECORD = """\
schema: 1
id: TM-20261122-{digest}
title: The approval is switched off for everybody
outcome: no_change
created: 2026-11-22
owner: "@lea"
severity: high
covers: {{mode: exact, changes: [{{element: "{element}", from: "{before}", to: "{after}"}}]}}
no_change: {{rationale: "Nothing of it changes what may happen to a customer.",
  evidence: [{{kind: doc, ref: README.md}}],
  decided_by: "@lea"}}
"""


def test_policy_deleted_in_pr(repo, capsys):
    base_and_change(repo, {".threatgate.yaml": SETTINGS}, {".threatgate.yaml": None, PATH: OFF})
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out, "gate settings" in shown.out) == (1, True, True)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param('ignore: ["**"]\n', id="everything ignored"),
        pytest.param("mode: observe\n", id="only observed"),
        pytest.param("levels: {approval: off}\n", id="level off"),
        pytest.param("levels: {approval: {widens: off, unclear: off}, gate-changed: off}\n", id="rule off"),
        pytest.param("scopes: {product: off}\n", id="no such scope"),
        pytest.param("register: policies\n", id="the policies as the register"),
        pytest.param('systems: [{name: x, paths: ["**"]}]\n', id="a system of its own"),
        pytest.param("version: 2\n", id="settings of the future"),
        pytest.param("[[[", id="settings that cannot be read"),
        pytest.param("", id="settings made empty"),
    ],
)
def test_policy_exclude_all(repo, capsys, settings):
    base_and_change(repo, {".threatgate.yaml": SETTINGS}, {".threatgate.yaml": settings, PATH: OFF})
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out, ".threatgate.yaml" in shown.out) == (1, True, True)
    assert change(capsys, repo, "--mode", "observe").code == 1, "the base side enforces"


def test_bootstrap_no_base_policy(repo, capsys):
    """The first settings are a notice; what comes with them is judged as if they were not there."""
    base_and_change(repo, {}, {".threatgate.yaml": 'ignore: ["**"]\nmode: observe\n', PATH: OFF})
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)
    assert "this change brings the first .threatgate.yaml: it is judged by the defaults" in shown.out


def test_bootstrap_alone_is_quiet(repo, capsys):
    base_and_change(repo, {}, {".threatgate.yaml": SETTINGS, FILE: JOB})
    assert change(capsys, repo).code == 0


@pytest.mark.parametrize(
    ("owners", "after"),
    [
        pytest.param("* @org/all\n/.threatgate.yaml @ciso\n", "* @org/all\n", id="line taken away"),
        pytest.param("* @org/all\n/.threatgate.yaml @ciso\n", None, id="file taken away"),
        pytest.param("/.threatgate.yaml @ciso\n", "/.threatgate.yaml @ciso @dev\n", id="owner added"),
        pytest.param(
            "/threat-model/ @ciso\n", "/threat-model/ @ciso\n/threat-model/records/\n", id="nobody for records"
        ),
    ],
)
def test_codeowners_changed(repo, capsys, owners, after):
    base_and_change(repo, {"CODEOWNERS": owners, ".threatgate.yaml": SETTINGS}, {"CODEOWNERS": after})
    shown = change(capsys, repo)
    assert (shown.code, "CODEOWNERS" in shown.out, "second person" in shown.out) == (1, True, True)


@pytest.mark.parametrize(
    "job",
    [
        pytest.param(JOB.replace("threatgate check", "true"), id="another command"),
        pytest.param(JOB.replace("threatgate check", "threatgate check || true"), id="its code dropped"),
        pytest.param(JOB.replace("threatgate check", "threatgate check --mode observe"), id="only observed"),
        pytest.param(JOB.replace("threatgate check", "threatgate check --head main"), id="another head"),
        pytest.param(JOB.replace("threatgate check", "threatgate check --as-of 2020-01-01"), id="another day"),
        pytest.param(JOB.replace("    steps", "    if: false\n    steps"), id="never run"),
        pytest.param(JOB.replace("    steps", "    continue-on-error: true\n    steps"), id="its failure ignored"),
        pytest.param(JOB.replace("[pull_request]", "{pull_request: {paths-ignore: ['**']}}"), id="for no path"),
        pytest.param(JOB.replace("[pull_request]", "[push]"), id="another event"),
        pytest.param(JOB + "        env: {PATH: ./bin}\n", id="another program"),
        pytest.param(JOB + "        working-directory: empty\n", id="another folder"),
        pytest.param(JOB + "        shell: bash -c 'true' {0}\n", id="another shell"),
        pytest.param(None, id="gone"),
    ],
)
def test_workflow_changed(repo, capsys, job):
    base_and_change(repo, {FILE: JOB}, {FILE: job})
    shown = change(capsys, repo)
    assert (shown.code, FILE in shown.out) == (1, True)
    assert "gate" in shown.out


def test_exception_self_added(repo, capsys):
    """A record that its author wrote, with nobody else in it, for a widening that needs a second person."""
    base_and_change(repo, {".threatgate.yaml": SETTINGS})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--format", "json")
    (trigger,) = json.loads(shown.out)["triggers"]
    text = RECORD.format(digest="abcdef", element=trigger["id"], before=trigger["from"], after=trigger["to"])
    repo.commit("record", {"threat-model/records/TM-20261122-abcdef.yaml": text})
    shown = change(capsys, repo)
    assert (shown.code, "does not count" in shown.out or "second" in shown.out) == (1, True)


def test_fork_pr_read_only_token(repo, capsys, monkeypatch, tmp_path):
    """Without any token the verdict and the exit code are the same."""
    base_and_change(repo)
    repo.checkout("main").branch("merged").merge("change")
    merge, head = (repo.git("rev-parse", name) for name in ("merged", "change"))
    event = {"pull_request": {"number": 7, "head": {"sha": head, "repo": {"fork": True}}, "base": {"ref": "main"}}}
    github(monkeypatch, tmp_path, "pull_request", event, GITHUB_SHA=merge)
    plain = check(capsys, repo)
    monkeypatch.setenv("GITHUB_TOKEN", "read-only")
    assert (plain.code, SEEN in plain.out, check(capsys, repo).code) == (1, True, 1)


def test_pull_request_target_runs_nothing_of_the_pr(repo, make_repo, capsys, monkeypatch, tmp_path):
    """The head is there as objects only: nothing is checked out, and the tree of the base stays as it is."""
    base_and_change(repo, after={PATH: OFF, "conftest.py": "raise SystemExit\n", ".threatgate.yaml": "mode: observe\n"})
    main, head = (repo.git("rev-parse", name) for name in ("main", "change"))
    runner = make_repo("runner")
    runner.git("remote", "add", "origin", repo.path.as_uri())
    runner.git("fetch", "-q", "origin", "+main:refs/remotes/origin/main", "change")
    runner.git("checkout", "-q", "--detach", "origin/main")
    event = {"pull_request": {"number": 7, "head": {"sha": head}, "base": {"ref": "main"}}}
    github(monkeypatch, tmp_path, "pull_request_target", event, GITHUB_SHA=main, GITHUB_REF="refs/heads/main")
    shown = check(capsys, runner)
    assert (shown.code, SEEN in shown.out) == (1, True)
    assert (runner.path / PATH).read_text(encoding="utf-8") == ON
    assert runner.git("status", "--porcelain") == ""


def test_update_merge_smuggling(repo, capsys):
    """An edit hidden in the resolution of a conflict, when the branch is updated from its base."""
    repo.commit("base", {PATH: ON, "a.txt": "1\n"})
    repo.branch("change").commit("mine", {"a.txt": "2\n"})
    repo.checkout("main").commit("theirs", {"a.txt": "3\n"})
    repo.checkout("change").try_git("merge", "-q", "main")
    repo.commit("Merge branch 'main' into change", {"a.txt": "2\n3\n", PATH: OFF})
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


@pytest.mark.parametrize(
    "environ",
    [
        {"THREATGATE_MODE": "observe"},
        {"THREATGATE_CHECK_MODE": "observe"},
        {"THREATGATE_CHECK_HEAD": "main"},
        {"THREATGATE_CHECK_AS_OF": "2020-01-01"},
        {"THREATGATE_CONFIG": "/dev/null"},
        {"GIT_CONFIG_PARAMETERS": "'core.attributesFile'='/dev/null'"},
    ],
    ids=lambda environ: next(iter(environ)),
)
def test_the_environment_does_not_weaken_it(repo, capsys, monkeypatch, environ):
    base_and_change(repo, after={PATH: OFF, ".env": "".join(f"{name}={value}\n" for name, value in environ.items())})
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repo.path)
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)
