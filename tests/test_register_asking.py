"""On a terminal the commands that write into the register ask for what was not said."""

from __future__ import annotations

import io
import sys
from datetime import date

import pytest
from register_samples import REFUND, landed, on, on_day
from running import threatgate

from threatgate.cli import _register_close, _register_rebind, _register_writing


@pytest.fixture
def ask(repo, capsys, monkeypatch):
    """Runs a command on a repository with promises, with lines typed in answer to its questions."""
    shop = landed(repo, capsys, monkeypatch)
    for module in (_register_writing, _register_rebind):
        monkeypatch.setattr(module, "can_ask", lambda: True)

    def run(lines, *arguments):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return threatgate(capsys, "register", *arguments)

    run.shop = shop
    return run


def record_of(shop, outcome="exception"):
    return next(entry.record for entry in on(shop).entries if entry.record.block == outcome)


def test_a_review_asks_who_looked_and_what_they_saw(ask):
    done = ask(["", "still ten users"], "review", record_of(ask.shop).id)
    assert done.code == 0, done.err
    assert "Who looked (@handle or e-mail) [lea@example.org]: " in done.err
    assert '+  - {date: 2026-11-23, by: "lea@example.org", note: still ten users}' in done.out


def test_closing_asks_how_and_for_what_shows_it(ask):
    lines = ["over", "fixed", "@tom", "test", "test=evals/refunds.yaml", ""]
    done = ask(lines, "close", record_of(ask.shop, "backlog").id)
    assert done.code == 0, done.err
    assert "is not one of 'fixed', 'change_reverted'" in done.err
    assert "test is not NAME=PATH" in done.err
    assert "+  how: fixed" in done.out


def test_closing_otherwise_asks_for_no_evidence(ask):
    done = ask(["revoked", ""], "close", record_of(ask.shop).id)
    assert done.code == 0, done.err
    assert "What shows it" not in done.err
    assert f"what {record_of(ask.shop).id} answered is unanswered again" in done.err


def test_a_renewal_asks_what_happened(ask, monkeypatch):
    on_day(monkeypatch, date(2026, 12, 1))
    done = ask(["The flow is in review."], "renew", record_of(ask.shop).id, "--approver", "@ciso")
    assert done.code == 0, done.err
    assert "renewal: {count: 1, progress: The flow is in review.}" in done.out


@pytest.mark.parametrize(("said", "code"), [("y", 0), ("", 0), ("n", 130)])
def test_what_moved_is_shown_before_it_is_written(ask, said, code):
    text = (ask.shop.path / "policies/approval.yaml").read_text(encoding="utf-8")
    ask.shop.write({"policies/approval.yaml": None, "policies/agents/approval.yaml": text})
    done = ask([said], "rebind")
    assert done.code == code, done.err
    moved = REFUND.replace("policies/", "policies/agents/")
    assert (
        f"{record_of(ask.shop).id}: {REFUND}\n  -> {moved}  (the same name and value)\nWrite that [Y/n]: " in done.err
    )
    assert ("moves:" in done.out) is (code == 0)


def test_the_ways_to_end_are_those_of_the_schema():
    from threatgate import shape

    assert list(_register_close.HOW) == shape.schema("record")["properties"]["closed"]["properties"]["how"]["enum"]


@pytest.mark.parametrize("command", ["list", "show", "check", "ledger", "review", "renew", "rebind", "close"])
def test_every_command_explains_itself(capsys, command):
    done = threatgate(capsys, "register", command, "--help")
    assert (done.code, "Usage: threatgate register" in done.out) == (0, True)
    assert done.out.count("\n") > 8


def test_only_commands_that_there_are(capsys):
    assert threatgate(capsys, "register", "renew!").code == 2
