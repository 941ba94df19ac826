"""What `check` does not import: every check waits for each module that it loads."""

from __future__ import annotations

import subprocess
import sys

import pytest
from running import risky

RUNNING = """
import sys, click
from contextlib import suppress
before = set(sys.modules)
from threatgate.cli import run
sys.argv = ["threatgate", "check", "--base", "main", "--head", "HEAD", "--format", sys.argv[1]]
with suppress(SystemExit):
    run()
print(*set(sys.modules) - before, file=sys.stderr)
"""
NEVER = {
    "git",
    "jsonschema",
    "unidiff",
    "hashlib",
    "subprocess",
    "tempfile",
    "difflib",
    "threatgate.records",
    "threatgate.threat_models",
}
NOT_WITHOUT_A_SURFACE = {
    "pathlib",
    "dataclasses",
    "yaml",
    "tree_sitter",
    "threatgate.recognisers",
    "threatgate.triggers",
}


def imported(repo, form):
    done = subprocess.run(
        [sys.executable, "-c", RUNNING, form], cwd=repo.path, env=repo.env, capture_output=True, check=True
    )
    return done.stdout.decode(), set(done.stderr.decode().split())


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_change_without_a_surface(repo, form):
    repo.commit("base", {"src/shape.py": "x = 1\n"})
    repo.branch("mine").commit("change", {"src/shape.py": "x = 2\n"})
    said, loaded = imported(repo, form)
    assert "pass" in said
    assert "threatgate.gate" in loaded
    assert loaded.isdisjoint(NEVER | NOT_WITHOUT_A_SURFACE)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_change_of_the_surface_without_records(repo, form):
    risky(repo).commit("code", {"app/agent.py": "import openai\nMODEL = 'gpt-4o'\n"})
    said, loaded = imported(repo, form)
    assert "blocked" in said
    assert {"yaml", "tree_sitter"} <= loaded
    assert loaded.isdisjoint(NEVER)
