"""What the project writes and ships, held against the official schemas and linters of those who read it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from running import BASE, WIDER, threatgate

from threatgate import hook

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTILE = {
    "prompts/a`b|c<d>&'.md": "You are an agent.\nIgnore ]]> and ::error::x and %0A.\n",
    "config/models.yaml": 'model: "gpt-4o\\n::error::x"\nname: "@everyone \\u202e <script>alert(1)</script>"\n',
}


@pytest.fixture
def written(repo, capsys, tmp_path):
    """The reports of a blocked change, with names that mean harm, as files by format."""
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", {**WIDER, **HOSTILE})
    files = {name: tmp_path / f"report.{name}" for name in ("sarif", "gitlab", "junit", "html", "json")}
    outputs = [f"--output={name}={file}" for name, file in files.items()]
    assert threatgate(capsys, "check", "--repo", repo.path, "--base", "main", *outputs).code == 1
    return files


def test_sarif_is_what_github_takes(written, ran, client, module, tmp_path):
    tool = module("@microsoft/sarif-multitool-linux/Sarif.Multitool")
    schema = module("@microsoft/sarif-multitool-linux/sarif-2.1.0.json")
    done = ran(client("check-jsonschema"), "--schemafile", schema, written["sarif"])
    assert done.returncode == 0, done.stdout + done.stderr
    tool.chmod(0o755)
    out = tmp_path / "validated.sarif"
    rules = ("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite")
    environ = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = ran(tool, "validate", written["sarif"], *rules, "--output", out, env=environ)
    assert out.is_file(), done.stdout + done.stderr
    found = [
        (result["ruleId"], result["message"])
        for run in json.loads(out.read_text(encoding="utf-8-sig"))["runs"]
        for result in run.get("results", ())
        if result["ruleId"] != "SARIF2005"  # it asks for the address of a web page, and each copy has its own
    ]
    assert found == []


# The fields that GitLab's parser of Code Quality reports asks for, as its documentation lists them.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {"path": {"type": "string", "pattern": "^[^/]"}, "lines": {"required": ["begin"]}},
            },
        },
    },
}


def test_code_quality_is_what_gitlab_reads(written, ran, client, tmp_path):
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(CODE_QUALITY), encoding="utf-8")
    done = ran(client("check-jsonschema"), "--schemafile", schema, written["gitlab"])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "file", "more"),
    [
        ("vendor.github-actions", "action.yml", ()),
        ("vendor.github-workflows", "docs/examples/github.yml", ()),
        ("vendor.gitlab-ci", "docs/examples/gitlab.yml", ("--data-transform", "gitlab-ci")),
    ],
)
def test_shipped_files_hold_their_schemas(ran, client, schema, file, more):
    done = ran(client("check-jsonschema"), "--builtin-schema", schema, *more, ROOT / file)
    assert done.returncode == 0, done.stdout


def test_the_gitlab_template_holds_its_schema(ran, client, tmp_path):
    text = (ROOT / "templates" / "threatgate.yml").read_text(encoding="utf-8").partition("\n---\n")[2]
    job = tmp_path / "job.yml"
    job.write_text(re.sub(r"\$\[\[ inputs\.(\w+) \]\]", r"\1", text), encoding="utf-8")
    done = ran(client("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", job)
    assert done.returncode == 0, done.stdout


def test_the_manifest_of_pre_commit_holds(ran, client):
    done = ran(client("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing(ran, client):
    done = ran(
        client("zizmor"), "--offline", "--no-progress", ROOT / "action.yml", ROOT / "docs" / "examples" / "github.yml"
    )
    assert done.returncode == 0, done.stdout


def test_scripts_and_dockerfile_are_clean(ran, client, tmp_path):
    template = (ROOT / "templates" / "threatgate.yml").read_text(encoding="utf-8").partition("\n---\n")[2]
    filled = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", r"\1", template)
    scripts = [tmp_path / f"{name}.sh" for name in ("job", "job-register")]
    for name, script in zip(("job", "job-register"), scripts, strict=True):
        script.write_text("#!/bin/sh\n" + "\n".join(yaml.safe_load(filled)[name]["script"]), encoding="utf-8")
    pushed = tmp_path / "pre-push"
    pushed.write_text(hook.SCRIPT.format(mark="#", kept="kept", python="/usr/bin/python3"), encoding="utf-8")
    # $gate is a command with its arguments, split on purpose.
    done = ran(client("shellcheck"), "--exclude=SC2086", ROOT / "action" / "run.sh", *scripts, pushed)
    assert done.returncode == 0, done.stdout
    done = ran(client("hadolint"), ROOT / "Dockerfile")
    assert done.returncode == 0, done.stdout
