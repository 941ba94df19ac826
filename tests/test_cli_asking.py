"""`threatgate decide` on a terminal asks for what was not said, and offers what it knows."""

from __future__ import annotations

import io
import sys

import pytest
from running import risky, threatgate

from threatgate.cli import _asking

SHELL = '''\
import subprocess

from agents import Agent, function_tool


@function_tool
def run_shell(command: str) -> str:
    """Run a shell command on the host and return what it prints."""
    return subprocess.run(command, shell=True, capture_output=True, text=True, check=False).stdout


agent = Agent(name="shop", tools=[run_shell])
'''


@pytest.fixture
def ask(repo, monkeypatch, capsys):
    """Runs `decide` with lines typed in answer to its questions."""
    risky(repo)
    monkeypatch.chdir(repo.path)
    monkeypatch.setattr(_asking, "can_ask", lambda: True)

    def decide(lines, *arguments):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return threatgate(capsys, "decide", *arguments)

    return decide


def test_asks_for_a_ticket_and_offers_criteria_day_and_threat(ask):
    done = ask(
        ["@lea", "https://github.com/acme/shop/issues/12", "", "", "@tom", ""],
        *("backlog", "--base", "main", "--all", "--as-of", "2026-11-23"),
    )
    assert done.code == 0
    assert "high: approval policy actions.refund: require_approval: true → false" in done.err
    assert "  due: 2026-12-23" in done.out
    assert "ticket: https://github.com/acme/shop/issues/12" in done.out.replace('"', "")


def test_asks_again_for_what_cannot_be_read(ask):
    lines = [
        "@lea",
        "a pilot",
        "@ciso",
        "nonsense",
        "allow-list=config/egress.yaml",
        "",
        "tomorrow",
        "2026-12-01",
        "",
        "low",
        "sprint 12",
        "",
    ]
    done = ask(lines, "exception", "--base", "main", "--all", "--as-of", "2026-11-23")
    assert done.code == 0, done.err
    assert "  expires: 2026-12-01" in done.out
    assert "  review_date: 2026-11-29" in done.out
    assert "  residual_risk: low" in done.out
    assert "is not NAME=PATH" in done.err
    assert "write it as YYYY-MM-DD" in done.err


def test_takes_own_criteria_line_by_line(ask):
    lines = [
        "@lea",
        "https://github.com/acme/shop/issues/12",
        "n",
        "the limit is 50 again",
        "the eval passes",
        "",
        "",
        "@tom",
        "",
    ]
    done = ask(lines, "backlog", "--base", "main", "--all")
    assert done.code == 0
    assert "acceptance_criteria: [the limit is 50 again, the eval passes]" in done.out


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        pytest.param([""], ["policies/approval.yaml", "config/rag.yaml"], id="all"),
        pytest.param(["2"], ["policies/approval.yaml"], id="one"),
        pytest.param(["3", "x", "1, 2"], ["policies/approval.yaml", "config/rag.yaml"], id="until-it-can-be-read"),
    ],
)
def test_asks_which_changes_are_meant(ask, chosen, names):
    lines = [*chosen, "@lea", "refunds", "evals/refunds.yaml", "rate >= 0.95", "@tom", ""]
    done = ask(lines, "blocker", "--base", "main")
    assert done.code == 0, done.err
    assert done.out.count("- element:") == len(names)
    assert all(f":{name}#" in done.out for name in names)


def test_asks_nothing_that_was_said(ask):
    said = (
        "--owner",
        "@lea",
        "--second",
        "@tom",
        "--threat",
        "Refunds of any size without a person who looks at them.",
    )
    done = ask(["refunds", "evals/refunds.yaml", "rate >= 0.95"], "blocker", "--base", "main", "--all", *said)
    assert done.code == 0
    assert "Refunds of any size" in done.out


def test_input_that_ends_writes_nothing(ask, repo):
    done = ask(["@lea"], "no-change", "--base", "main", "--all")
    assert done.code == 130
    assert not (repo.path / "threat-model").exists()


def test_offers_the_developer_as_the_owner(ask, repo):
    repo.git("config", "user.email", "lea@acme.example")
    done = ask(["", "refunds", "evals/refunds.yaml", "rate >= 0.95", "@tom", ""], "blocker", "--base", "main", "--all")
    assert done.code == 0, done.err
    assert "owner: lea@acme.example" in done.out.replace('"', "")


def test_asks_nothing_where_that_is_forbidden(ask):
    assert ask([], "no-change", "--base", "main", "--all", "--no-input").code == 2


def test_asks_again_only_for_what_keeps_the_record_from_counting(ask):
    lines = [
        *("@lea", "URL", "", "2028-01-01", "@lea", "too short"),
        *("https://github.com/acme/shop/issues/12", ""),
        *("", "@tom"),
    ]
    done = ask(lines, "backlog", "--base", "main", "--all", "--as-of", "2026-11-23")
    assert done.code == 0, done.err
    asked = ("That would not count as an answer:", "The ticket's address", "Due", "Who else agreed", "Who answers")
    assert [done.err.count(words) for words in asked] == [2, 2, 2, 2, 1]
    assert ["  due: 2026-12-23" in done.out, 'second: "@tom"' in done.out] == [True, True]


def test_a_file_that_is_not_there_is_asked_for_again(ask):
    lines = ["@lea", "covered", "test=tests/nope.py", "", "", "@tom", "test=config/egress.yaml", ""]
    done = ask(lines, "no-change", "--base", "main", "--all")
    assert done.code == 0, done.err
    assert "ref: config/egress.yaml" in done.out
    assert "tests/nope.py" in done.err


def test_a_critical_change_is_no_backlog_before_anything_is_asked(repo, capsys, monkeypatch):
    monkeypatch.setattr(_asking, "can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    repo.commit("base", {"README.md": "# Shop\n"})
    repo.branch("shell").commit("shell", {"app/agent.py": SHELL})
    done = threatgate(capsys, "decide", "backlog", "--repo", repo.path, "--base", "main", "--all")
    assert (done.code, "The ticket's address" in done.err) == (2, False)
    assert "a critical change cannot go to the backlog" in done.err


def test_what_was_picked_from_a_list_is_not_listed_again(ask):
    lines = ["1", "@lea", "https://github.com/acme/shop/issues/12", "", "", "@tom", ""]
    done = ask(lines, "backlog", "--base", "main")
    assert done.code == 0, done.err
    assert done.err.count("high: approval policy actions.refund") == 1
