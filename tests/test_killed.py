"""Killed at any moment, whatever writes leaves every file old or new, loses none, and does its work the next time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from register_samples import ids, landed
from running import BASE, risky, threatgate
from signed_samples import Shop, new_key
from test_cli_decide import ANSWERS, BY_TICKET

from threatgate.files import is_left_over

KILLING = Path(__file__).with_name("killing.py")
SECONDS = re.compile(r'(?<="seconds": )[0-9.]+|[0-9.]+(?= s\b)')
MOMENTS = 20
THEIRS = "#!/bin/sh\n# the hook of somebody else\n"
BETWEEN = {".git/hooks/pre-push.threatgate"}  # whole, and nothing to Git until it is moved

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes that part here"),
    pytest.mark.slow,
]


class At(NamedTuple):
    """Where a command is prepared: its function gives the arguments."""

    repo: Any
    capsys: Any
    monkeypatch: Any


def decide(at):
    risky(at.repo)
    return ["decide", "backlog", "--base", "main", "--all", *BY_TICKET]


def refresh(at):
    at.monkeypatch.chdir(risky(at.repo).path)
    assert threatgate(at.capsys, "decide", "exception", "--base", "main", "--all", *ANSWERS["exception"]).code == 0
    at.repo.commit("the answer")
    at.repo.commit("wider still", {"config/rag.yaml": "retriever:\n  top_k: 40\n  index: help-centre\n"})
    return ["decide", "exception", "--base", "main", "--refresh", "--approver", "@ciso"]


def renew(at):
    landed(*at)
    said = ["--progress", "The flow is in review.", "--approver", "@ciso", "--no-input"]
    return ["register", "renew", ids(at.repo)["exception"], *said]


def review(at):
    landed(*at)
    return ["register", "review", ids(at.repo)["exception"], "--note", "nothing of note", "--by", "@tom", "--no-input"]


def rebind(at):
    landed(*at)
    text = (at.repo.path / "policies/approval.yaml").read_text()
    at.repo.branch("move").write({"policies/approval.yaml": None, "policies/agents/approval.yaml": text})
    return ["register", "rebind", ids(at.repo)["exception"], "--no-input"]


def close(at):
    landed(*at)
    evidence = "ticket=https://github.com/acme/shop/issues/12"
    said = ["--how", "fixed", "--evidence", evidence, "--by", "@tom", "--no-input"]
    return ["register", "close", ids(at.repo)["backlog"], *said]


def sign(at):
    key = new_key(at.repo.path.parent, "ciso")
    record = Shop(at.capsys, at.repo, {"ciso": key}).request()
    name = record.rpartition("/")[2].removesuffix(".yaml")
    return ["register", "sign", name, "--base", "main", "--key", str(key.path)]


def init(at):
    at.repo.commit("base", BASE)
    return ["init"]


def baseline(at):
    at.repo.commit("base", BASE)
    return ["init", "--baseline", "--owner", "@lea", "--reviewed-by", "@tom"]


def hook_install(_at):
    return ["hook", "install"]


def hook_install_beside(at):
    hooks = at.repo.path / ".git/hooks"
    hooks.mkdir()
    (hooks / "pre-push").write_text(THEIRS)
    return ["hook", "install"]


def hook_install_beside_a_link(at):
    at.repo.write({"tools/pre-push": THEIRS})
    hooks = at.repo.path / ".git/hooks"
    hooks.mkdir()
    (hooks / "pre-push").symlink_to("../../tools/pre-push")
    return ["hook", "install"]


def hook_install_again(at):
    hook_install_beside(at)
    assert threatgate(at.capsys, "hook", "install", "--repo", at.repo.path).code == 0
    return ["hook", "install"]


def hook_uninstall(at):
    assert threatgate(at.capsys, "hook", "install", "--repo", at.repo.path).code == 0
    return ["hook", "uninstall"]


def hook_uninstall_beside(at):
    hook_install_again(at)
    return ["hook", "uninstall"]


def output(at):
    risky(at.repo).write({"old.json": "{}\n"})
    return ["check", "--base", "main", "--output", "json=old.json", "--output", "markdown=new.md"]


COMMANDS = {
    made.__name__: made
    for made in (
        *(decide, refresh, renew, review, rebind, close, sign, init, baseline),
        *(hook_install, hook_install_beside, hook_install_beside_a_link, hook_install_again),
        *(hook_uninstall, hook_uninstall_beside, output),
    )
}


def trial(repo, argv, tmp_path):
    """Every state that a kill of the command left, and how many steps it has; first the whole run."""
    place = tmp_path / "place"
    (place / "rooms").mkdir(parents=True)
    environ = {"TMPDIR": str(place / "rooms")}
    asked = {"template": str(repo.path), "place": str(place), "argv": argv, "environ": environ, "day": "2026-11-23"}
    done = subprocess.run(
        [sys.executable, str(KILLING)],
        input=json.dumps(asked | {"moments": MOMENTS, "seed": 6}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    whole, *states, end = map(json.loads, done.stdout.splitlines())
    return whole, states, end["steps"]


def lasting(files):
    """The files without those that a killed writer left beside its place."""
    kept = {path: content for path, content in files.items() if not is_left_over(path.rpartition("/")[2])}
    return {path: SECONDS.sub("", content) for path, content in kept.items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_file_is_half_written_or_lost(repo, capsys, monkeypatch, tmp_path, command):
    argv = COMMANDS[command](At(repo, capsys, monkeypatch))
    whole, states, steps = trial(repo, argv, tmp_path)
    old, new = lasting(whole["left"]), lasting(whole["then"])
    assert (whole["again"], new.keys(), steps > 0) == (int(command == "output"), whole["then"].keys(), True), whole
    for state in states:
        left = lasting(state["left"])
        for path in old.keys() | new.keys() | left.keys() - BETWEEN:
            assert left.get(path) in (old.get(path), new.get(path)), (state["how"], path)
        # What is done already needs no second run: some commands then say so, and a review counts twice.
        if left != new:
            assert (state["again"], lasting(state["then"])) == (whole["again"], new), (state["how"], state["said"])


def test_what_a_killed_writer_left_is_no_record(repo, capsys, monkeypatch):
    """Also where it is committed by mistake."""
    landed(repo, capsys, monkeypatch)
    record = min(repo.path.glob("threat-model/records/*.yaml"))
    before = threatgate(capsys, "register", "list")
    half = record.read_bytes()[:200]
    repo.commit("by mistake", {f"threat-model/records/.{record.name}.0123456789ab.tmp": half})
    assert threatgate(capsys, "register", "list").out == before.out
    assert threatgate(capsys, "check", "--base", "HEAD~1", "--head", "HEAD").code == 0
