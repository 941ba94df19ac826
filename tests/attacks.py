"""What the tests of attacks share: a policy that is switched off, and the gate run on a repository."""

from __future__ import annotations

import json
import os

from running import threatgate

PATH = "policies/approval.yaml"
ON = "actions:\n  refund:\n    require_approval: true\n"
OFF = ON.replace("true", "false")
SEEN = "require_approval: true → false"
ZERO = "0" * 40


def base_and_change(repo, before=None, after=None):
    """`main` with the approval on, and the branch `change` that switches it off."""
    repo.commit("base", {PATH: ON, "README.md": "# Shop\n"} | (before or {}))
    repo.branch("change").commit("off", {PATH: OFF} if after is None else after)
    return repo


def check(capsys, where, *options):
    """What check says, with its lines joined; without options as a pipeline runs it."""
    shown = threatgate(capsys, "check", "--repo", getattr(where, "path", where), *options)
    return shown._replace(out=" ".join(shown.out.split()))


def change(capsys, repo, *options):
    """What check says to the branch `change`."""
    return check(capsys, repo, "--base", "main", "--head", "change", *options)


def github(monkeypatch, tmp_path, name, event, **more):
    """Run as GitHub Actions does for an event."""
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    names = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
    for key, value in (names | more).items():
        monkeypatch.setenv(key, value)


def gitlab(monkeypatch, **more):
    """Run as a GitLab pipeline does."""
    names = {"GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": ZERO}
    for key, value in (names | more).items():
        monkeypatch.setenv(key, value)


def ids(repo, *names):
    return [repo.git("rev-parse", name) for name in names]


def clone(repo, make_repo, *refs, depth=0):
    """What a runner has: a few refs only, the last one checked out."""
    runner = make_repo("runner")
    runner.git("remote", "add", "origin", repo.path.as_uri())
    runner.git("fetch", "-q", "--no-tags", *([f"--depth={depth}"] if depth else []), "origin", *refs)
    runner.git("checkout", "-q", "--detach", "FETCH_HEAD")
    return runner


def program(folder, mark):
    """A program that leaves a mark when it runs, and its path."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n", encoding="utf-8")
    path.chmod(0o755)
    return os.fspath(path)
