"""Rows of the attack table that no other test holds, each on a real repository and with its quiet twin."""

from __future__ import annotations

import json

import pytest
from promising import TEST, digest
from running import BASE, WIDER, risky, threatgate
from threat_model_samples import ELEMENT, OFF, ON, POLICY, answers, judged
from threat_model_samples import row as entry

DAY = ("--as-of", "2026-11-23")
TICKET = ("--ticket", "https://github.com/acme/shop/issues/12")
SHELL = '''\
import subprocess

from agents import function_tool


@function_tool
def run_shell(command: str) -> str:
    """Run a command on the server."""
    return subprocess.run(command, shell=True, capture_output=True).stdout
'''
EVIDENCE = {"tests/test_shell.py": TEST}


@pytest.fixture
def shop(repo, monkeypatch):
    monkeypatch.chdir(repo.path)
    return risky(repo)


def decide(capsys, outcome, *more, base="main"):
    return threatgate(capsys, "decide", outcome, "--base", base, "--owner", "@lea", "--no-input", *DAY, *more)


def said(capsys, head="HEAD", base="main"):
    """The exit code and the answers with their reasons."""
    shown = threatgate(capsys, "check", "--base", base, "--head", head, "--format", "json", *DAY)
    triggers = json.loads(shown.out)["triggers"]
    return shown.code, {one["answer"] for one in triggers}, " ".join(one["reason"] for one in triggers)


def files(shop):
    """The records of the working tree, by path."""
    folder = shop.path / "threat-model/records"
    return {path.relative_to(shop.path).as_posix(): path.read_text(encoding="utf-8") for path in folder.glob("*")}


def copied(capsys, shop, after):
    """The record of the branch `pilot` on a branch of its own that makes another change."""
    assert decide(capsys, "backlog", "--all", *TICKET, "--second", "@tom").code == 0
    records = files(shop)
    shop.commit("answered")
    shop.checkout("main").branch("mine").commit("and its record", {**after, **records})
    return said(capsys, "mine")


def test_a_record_copied_from_another_branch(shop, capsys):
    wider = {path: text.replace("50", "5000").replace("20", "2000") for path, text in WIDER.items()}
    code, found, reason = copied(capsys, shop, wider)
    assert (code, found, reason.count("was written for other content of this element")) == (1, {"stale"}, 2)


def test_a_record_copied_with_its_very_change(shop, capsys):
    code, found, _ = copied(capsys, shop, WIDER)
    assert (code, found) == (0, {"decided"})


def due(capsys, shop, when):
    """The pilot answered by a ticket, due in ten days as decided, and then on another day as written."""
    assert decide(capsys, "backlog", "--all", *TICKET, "--second", "@tom", "--due", "2026-12-03").code == 0
    shop.commit("answered", {path: text.replace("2026-12-03", when) for path, text in files(shop).items()})
    return said(capsys)


def test_a_backlog_item_due_in_three_years(shop, capsys):
    refused = decide(capsys, "backlog", "--all", *TICKET, "--second", "@tom", "--due", "2029-11-22")
    assert (refused.code, files(shop)) == (2, {})
    code, found, reason = due(capsys, shop, "2029-11-22")
    assert (code, found) == (1, {"unanswered"})
    assert "due 2029-11-22, in 1095 days: a high backlog item has at most 30" in reason


def test_a_backlog_item_due_in_time(shop, capsys):
    assert due(capsys, shop, "2026-12-23")[:2] == (0, {"decided"})


def no_change(capsys, repo, monkeypatch, second):
    """A tool that runs commands, answered for all of the change by who wrote it; gives what the gate says."""
    monkeypatch.chdir(repo.path)
    repo.commit("base", EVIDENCE)
    repo.branch("change").commit("a shell", {"src/agent/tools.py": SHELL})
    why = ("--rationale", "The threat model already covers commands of the support agent.")
    shown = ("--evidence", "test=tests/test_shell.py::test_limit")
    done = decide(capsys, "no-change", "--all", *why, *shown, "--second", "@tom")
    assert done.code == 0, done.err
    repo.commit("answered", {path: text.replace('"@tom"', f'"{second}"') for path, text in files(repo).items()})
    severities = {one["severity"] for one in triggers_of(capsys)}
    return *said(capsys), severities


def triggers_of(capsys):
    return json.loads(threatgate(capsys, "check", "--base", "main", "--format", "json", *DAY).out)["triggers"]


def test_no_change_of_all_by_the_author_over_a_critical_widening(repo, capsys, monkeypatch):
    code, found, reason, severities = no_change(capsys, repo, monkeypatch, "lea@example.org")
    assert (code, found, "critical" in severities) == (1, {"unanswered"}, True)
    assert "second is lea@example.org, who also wrote this change" in reason


def test_no_change_that_somebody_else_agreed_to(repo, capsys, monkeypatch):
    code, found, _, severities = no_change(capsys, repo, monkeypatch, "@tom")
    assert (code, found, "critical" in severities) == (0, {"decided"}, True)
    assert digest(TEST) in next(iter(files(repo).values()))


def test_an_old_record_deleted_and_added_again(shop, capsys):
    assert decide(capsys, "backlog", "--all", *TICKET, "--second", "@tom").code == 0
    records = files(shop)
    shop.commit("answered")
    shop.checkout("main").merge("pilot")
    shop.branch("away").commit("taken away", {**{path: BASE[path] for path in WIDER}, **dict.fromkeys(records)})
    code, found, _ = said(capsys, "away")
    assert (code, found) == (1, {"unanswered"})
    # Even where it went all the same, it does not come back as an answer.
    shop.checkout("main").merge("away")
    shop.branch("again").commit("once more", {**WIDER, **records})
    code, found, reason = said(capsys, "again")
    assert (code, found, "was used before" in reason) == (1, {"unanswered"}, True)


def test_a_program_that_is_a_model_is_not_run(repo, tmp_path):
    mark = tmp_path / "ran"
    model = f"import pathlib\nfrom pytm import TM\npathlib.Path({str(mark)!r}).touch()\ntm = TM('Shop')\n"
    entries = f"tm.description = {ELEMENT!r}\nexec(open(__file__).read())\n__import__('os').system('touch {mark}')\n"
    report = judged(repo, {POLICY: ON}, {POLICY: OFF, "tm.py": model + entries, "docs/threat-model.md": entry(due="")})
    assert {one for one, _ in answers(report).values()} == {"unanswered"}
    assert (report.verdict, mark.exists()) == ("blocked", False)
