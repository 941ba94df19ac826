"""The GitLab component: its inputs are all used, and its script judges a real merge request and leaves the reports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from running import BASE, WIDER

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "threatgate.yml"
REPORTS = {
    "gl-code-quality-report.json",
    "junit.xml",
    "threatgate.html",
    "threatgate.json",
    "threatgate.md",
    "threatgate.sarif",
}


def parts(**inputs):
    """The header, and the job with inputs filled in as GitLab does it."""
    text = TEMPLATE.read_text(encoding="utf-8")
    header, _, body = text.partition("\n---\n")
    spec = yaml.safe_load(header)["spec"]["inputs"]
    filled = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda match: inputs.get(match[1], spec[match[1]]["default"]), body)
    return spec, body, yaml.safe_load(filled)


def test_every_input_is_used_and_every_use_is_an_input():
    spec, body, jobs = parts()
    assert set(re.findall(r"inputs\.(\w+)", body)) == set(spec)
    assert {name for name in jobs if not name.startswith(".")} == {"threatgate", "threatgate-register"}
    assert jobs["threatgate"]["artifacts"]["reports"] == {
        "codequality": "threatgate/gl-code-quality-report.json",
        "junit": "threatgate/junit.xml",
    }


def run(repo, name="threatgate", inputs=(), **variables):
    _, _, jobs = parts(**dict(inputs))
    job = jobs[name]
    here = Path(sys.executable).parent
    env = (
        repo.env
        | job["variables"]
        | {"GITLAB_CI": "true", "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
        | variables
    )
    script = "\n".join(job["script"])
    return subprocess.run(["sh", "-c", script], cwd=repo.path, env=env, capture_output=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="GitLab runs this with sh")
@pytest.mark.parametrize("kind", ["detached", "merged_result", "merge_train", "push"])
@pytest.mark.parametrize("files", [WIDER, {"README.md": "# Words\n"}], ids=["risky", "harmless"])
def test_judges_what_a_pipeline_is_about(repo, make_repo, kind, files):
    server = make_repo("server", bare=True)
    main = repo.commit("base", BASE)
    repo.git("remote", "add", "origin", str(server.path))
    repo.git("push", "-q", "origin", "main")
    head = repo.branch("pilot").commit("change", files)
    variables = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_EVENT_TYPE": kind, "CI_COMMIT_SHA": head}
    variables |= {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_DEFAULT_BRANCH": "main"}
    if kind == "push":
        variables = {"CI_COMMIT_SHA": head, "CI_COMMIT_BRANCH": "pilot", "CI_PIPELINE_SOURCE": "push"}
        variables |= {"CI_COMMIT_BEFORE_SHA": "0" * 40, "CI_DEFAULT_BRANCH": "main"}
    elif kind != "detached":
        repo.checkout("main")
        variables |= {"CI_COMMIT_SHA": repo.merge("pilot"), "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": main}
    done = run(repo, **variables)
    assert done.returncode == (1 if files is WIDER else 0), done.stderr.decode()
    written = repo.path / "threatgate"
    assert {file.name for file in written.iterdir()} == REPORTS
    verdict = json.loads((written / "threatgate.json").read_text(encoding="utf-8"))["verdict"]
    assert verdict == ("blocked" if files is WIDER else "pass")


@pytest.mark.skipif(os.name == "nt", reason="GitLab runs this with sh")
def test_without_the_target_nothing_passes(repo):
    head = repo.commit("base", BASE)
    variables = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": head}
    assert run(repo, **variables).returncode != 0


@pytest.mark.skipif(os.name == "nt", reason="GitLab runs this with sh")
@pytest.mark.parametrize("asked", ["never", "on-failure"])
def test_a_comment_that_cannot_be_posted_changes_no_verdict(repo, asked):
    server = repo.commit("base", BASE)
    repo.git("remote", "add", "origin", str(repo.path))
    head = repo.branch("pilot").commit("change", WIDER)
    variables = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_EVENT_TYPE": "merged_result", "CI_COMMIT_SHA": head}
    variables |= {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": server}
    done = run(repo, inputs={"comment": asked}, **variables)
    assert done.returncode == 1
    assert (b"could not be posted" in done.stderr) == (asked != "never")


@pytest.mark.skipif(os.name == "nt", reason="GitLab runs this with sh")
def test_a_scheduled_pipeline_says_what_is_due(repo):
    repo.commit("base", BASE)
    done = run(repo, "threatgate-register", CI_PIPELINE_SOURCE="schedule")
    assert (done.returncode, done.stdout.decode().splitlines()[-1]) == (
        0,
        "0 records on " + done.stdout.decode()[13:23] + ": nothing is due",
    )
    assert {file.name for file in (repo.path / "threatgate").iterdir()} == {"register.md", "register.ics"}
