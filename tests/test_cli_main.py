"""The command line as a whole: help, version, completion, unknown commands, schemas, explanations."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from running import risky, threatgate

from threatgate import __version__, schemas
from threatgate.cli._main import COMMANDS


@pytest.mark.parametrize(
    "command", [*COMMANDS, *(f"decide {outcome}" for outcome in ("backlog", "blocker", "exception", "no-change"))]
)
def test_every_command_has_help_with_examples(capsys, command):
    shown = threatgate(capsys, *command.split(), "--help")
    assert shown.code == 0
    assert f"Usage: threatgate {command}" in shown.out
    assert "Examples:" in shown.out
    assert all(line.rstrip() == line or not line.strip() for line in shown.out.splitlines())


def test_help_names_every_command_codes_and_completion(capsys):
    shown = threatgate(capsys, "--help").out
    assert all(f"\n  {command} " in shown for command in COMMANDS)
    assert "Exit codes: 0 pass, 1 blocked, 2 wrong usage or settings, 3 undetermined, 4 a fault of ours." in shown
    assert "_THREATGATE_COMPLETE" in shown
    assert "NO_COLOR" in shown


def test_without_a_command_it_is_no_gate_that_passed(capsys):
    ran = threatgate(capsys)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: threatgate")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        pytest.param("chek", "did you mean check?", id="near"),
        pytest.param("xyzzy", "there are check, decide", id="far"),
        pytest.param("--nosuch", "no such option", id="option"),
    ],
)
def test_an_unknown_command_is_said_with_the_nearest(capsys, word, said):
    ran = threatgate(capsys, word)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.lower()


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(capsys, flag):
    assert threatgate(capsys, flag).out == f"threatgate {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completes_in_shells(shell):
    environ = os.environ | {"_THREATGATE_COMPLETE": f"{shell}_source"}
    done = subprocess.run([sys.executable, "-m", "threatgate"], env=environ, capture_output=True, text=True, check=True)
    assert "_THREATGATE_COMPLETE" in done.stdout


def test_a_reader_that_goes_away_is_no_error():
    program = "import sys; from threatgate.cli._output import put; sys.stdin.read(1); put('x' * 1_000_000); sys.exit(1)"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        child.stdout.close()
        child.stdin.write(b"x")
        child.stdin.close()
        assert child.stderr.read() == b""
    assert child.returncode == 1


def test_prints_utf_8_whatever_the_locale_says():
    program = "from threatgate.cli._output import put; put('a → b \\udcff\\n')"
    environ = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, check=True)
    assert done.stdout == "a → b \\udcff\n".encode()


def test_prints_each_schema(capsys):
    assert threatgate(capsys, "schema").out.split() == list(schemas.names())
    for name in schemas.names():
        assert json.loads(threatgate(capsys, "schema", name).out)["$schema"].startswith("https://json-schema.org/")
    assert "there are" in threatgate(capsys, "schema", "nosuch").err


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        pytest.param("tool-added", "The agent gains a tool", id="rule"),
        pytest.param("retrieval", "Rules\n- retrieval-added", id="kind"),
        pytest.param("LLM06:2026", "LLM06:2026: ", id="framework-id"),
    ],
)
def test_explains_rules_kinds_and_ids_anywhere(capsys, monkeypatch, tmp_path, topic, said):
    monkeypatch.chdir(tmp_path)
    shown = threatgate(capsys, "explain", topic)
    assert (shown.code, said in shown.out) == (0, True)


def test_explains_a_change_by_its_element_and_fingerprint(capsys, repo):
    at = ("--repo", risky(repo).path, "--base", "main")
    trigger = json.loads(threatgate(capsys, "check", *at, "--format", "json").out)["triggers"][0]
    for word in (trigger["id"], trigger["name"], trigger["fingerprint"]):
        shown = threatgate(capsys, "explain", word, *at)
        assert shown.code == 0
        assert trigger["summary"][:60] in " ".join(shown.out.split())
        assert f"\n{trigger['rule']}: " in shown.out


def test_explains_an_element_that_this_change_leaves_alone(capsys, repo):
    at = ("--repo", risky(repo).path, "--base", "main")
    for word in ("eval:evals/refunds.yaml#refunds", "evals/refunds.yaml", "refunds"):
        shown = threatgate(capsys, "explain", word, *at)
        assert shown.code == 0, shown.err
        assert "evals/refunds.yaml:1" in shown.out
        assert "\neval: " in shown.out


def test_what_cannot_be_explained_is_said_with_the_nearest(capsys, monkeypatch, tmp_path, repo):
    monkeypatch.chdir(tmp_path)
    ran = threatgate(capsys, "explain", "tol-added")
    assert (ran.code, ran.out) == (2, "")
    assert "tool-added" in ran.err
    assert (
        "unknown-rev"
        in threatgate(capsys, "explain", "nothing", "--repo", risky(repo).path, "--base", "unknown-rev").err
    )
