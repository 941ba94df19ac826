"""Real pushes to a bare repository: the plain hook, and the one that the pre-commit framework runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from client_answers import ANSWER
from running import BASE, WIDER, threatgate

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def pushed_to(repo, tmp_path):
    """A clone-like repository whose `main` is on a bare remote, and which stands on a branch with two widenings."""
    bare = tmp_path / "server.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    repo.commit("base", BASE)
    repo.git("remote", "add", "origin", str(bare))
    repo.git("push", "-q", "origin", "main")
    repo.git("remote", "set-head", "origin", "main")
    repo.branch("pilot").commit("pilot", WIDER)
    return repo, bare


def heads(bare):
    listed = subprocess.run(
        ["git", "-C", str(bare), "for-each-ref", "--format=%(refname)"], capture_output=True, check=True
    )
    return listed.stdout.decode().split()


def answer(repo, capsys):
    ran = threatgate(capsys, *ANSWER, "--repo", repo.path, "--base", "main")
    assert ran.code == 0, ran.err
    repo.git("add", "-A")
    repo.git("commit", "-qm", "answer")


def test_a_plain_hook_blocks_a_push_until_it_is_answered(pushed_to, ran, capsys, gate_on_path):
    repo, bare = pushed_to
    assert threatgate(capsys, "hook", "install", "--repo", repo.path).code == 0
    environ = {**os.environ, "PATH": gate_on_path}
    done = ran("git", "push", "-q", "origin", "pilot", cwd=repo.path, env=environ)
    assert done.returncode != 0
    assert "are unanswered" in done.stdout + done.stderr
    assert heads(bare) == ["refs/heads/main"]
    answer(repo, capsys)
    done = ran("git", "push", "-q", "origin", "pilot", cwd=repo.path, env=environ)
    assert done.returncode == 0, done.stderr
    assert heads(bare) == ["refs/heads/main", "refs/heads/pilot"]


def test_pre_commit_blocks_a_push_until_it_is_answered(pushed_to, ran, client, capsys, tmp_path):
    repo, bare = pushed_to
    source = tmp_path / "threatgate"
    done = ran("git", "clone", "--quiet", "--no-hardlinks", ROOT, source)
    assert done.returncode == 0, done.stderr
    commit = ran("git", "-C", source, "rev-parse", "HEAD").stdout.strip()
    config = f"repos:\n  - repo: {source.as_uri()}\n    rev: {commit}\n    hooks:\n      - id: threatgate\n"
    (repo.path / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    repo.git("add", ".pre-commit-config.yaml")
    repo.git("commit", "-qm", "hook")
    tool = client("pre-commit")
    environ = {
        **os.environ,
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
        "PATH": f"{Path(tool).parent}:{os.environ['PATH']}",
    }
    done = ran(tool, "install", "--hook-type", "pre-push", cwd=repo.path, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    done = ran("git", "push", "origin", "pilot", cwd=repo.path, env=environ)
    assert done.returncode != 0
    assert "are unanswered" in done.stdout + done.stderr
    assert heads(bare) == ["refs/heads/main"]
    answer(repo, capsys)
    done = ran("git", "push", "origin", "pilot", cwd=repo.path, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert heads(bare) == ["refs/heads/main", "refs/heads/pilot"]
