"""The GitLab template run by gitlab-ci-local: detached, merged results, merge train, and a push to a branch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from client_answers import ANSWER
from running import BASE, WIDER, threatgate

ROOT = Path(__file__).resolve().parent.parent.parent
CI = {
    ".gitlab-ci.yml": "include:\n  - local: templates/threatgate.yml\n    inputs: {mode: enforce}\n",
    "templates/threatgate.yml": (ROOT / "templates" / "threatgate.yml").read_text(encoding="utf-8"),
    ".gitignore": ".gitlab-ci-local/\nthreatgate/\n",
}
KINDS = ("detached", "merged_result", "merge_train")


@pytest.fixture
def project(repo, tmp_path):
    """A project with a server, and a branch that widens two things."""
    bare = tmp_path / "server.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    repo.commit("base", {**BASE, **CI})
    # The address gives the project its path, the other one is where Git goes.
    repo.git("remote", "add", "origin", "https://gitlab.example.com/group/project.git")
    repo.git("config", f"url.{bare.as_uri()}.insteadOf", "https://gitlab.example.com/group/project.git")
    repo.git("push", "-q", "origin", "main")
    repo.git("fetch", "-q", "origin")
    repo.branch("pilot").commit("pilot", WIDER)
    return repo


@pytest.fixture
def pipeline(project, ran, module, node, gate_on_path):
    """Run the job as GitLab would for one kind of pipeline; gives the process and the folder of the reports."""
    tool = module(".bin/gitlab-ci-local")
    if shutil.which("rsync") is None:
        pytest.skip("rsync is not installed")

    def run(kind):
        target = project.git("rev-parse", "main")
        if kind in ("merged_result", "merge_train"):
            project.git("checkout", "-q", "--detach", "main")
            project.git("merge", "-q", "--no-ff", "-m", "merged", "pilot")
        variables = {"CI_COMMIT_SHA": project.git("rev-parse", "HEAD"), "CI_DEFAULT_BRANCH": "main"}
        if kind == "push":
            variables |= {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "pilot", "CI_COMMIT_BEFORE_SHA": "0" * 40}
        else:
            variables |= {
                "CI_PIPELINE_SOURCE": "merge_request_event",
                "CI_MERGE_REQUEST_IID": "7",
                "CI_MERGE_REQUEST_EVENT_TYPE": kind,
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
                "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target if kind != "detached" else "",
            }
        words = [node, tool, "--force-shell-executor", "--ignore-predefined-vars", ",".join(variables)]
        words += [word for name, value in variables.items() for word in ("--variable", f"{name}={value}")]
        done = ran(*words, cwd=project.path, env={**os.environ, "PATH": gate_on_path})
        return done, project.path / ".gitlab-ci-local" / "artifacts" / "threatgate" / "threatgate"

    return run


def verdict(folder):
    return json.loads((folder / "threatgate.json").read_text(encoding="utf-8"))["verdict"]


@pytest.mark.parametrize("kind", [*KINDS, "push"])
def test_red_before_the_answer_and_green_after(project, pipeline, capsys, kind):
    done, reports = pipeline(kind)
    assert done.returncode == 1, done.stdout + done.stderr
    assert verdict(reports) == "blocked"
    assert {file.name for file in reports.iterdir()} == {
        "gl-code-quality-report.json",
        "junit.xml",
        "threatgate.html",
        "threatgate.json",
        "threatgate.md",
        "threatgate.sarif",
    }
    project.git("checkout", "-q", "pilot")
    assert threatgate(capsys, *ANSWER, "--repo", project.path, "--base", "main").code == 0
    project.git("add", "-A")
    project.git("commit", "-qm", "answer")
    done, reports = pipeline(kind)
    assert done.returncode == 0, done.stdout + done.stderr
    assert verdict(reports) == "pass"


def test_an_input_that_is_none_of_the_options_is_refused(project, pipeline):
    text = CI[".gitlab-ci.yml"].replace("enforce", "lax")
    (project.path / ".gitlab-ci.yml").write_text(text, encoding="utf-8")
    done, _ = pipeline("detached")
    assert done.returncode != 0
    assert "allowed options" in done.stdout + done.stderr
