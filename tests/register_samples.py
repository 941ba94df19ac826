"""A repository whose register is tried: two promises of 23 November 2026, landed."""

from __future__ import annotations

from datetime import date

from running import BASE, WIDER, threatgate

from threatgate.register import read_register

DAY = date(2026, 11, 23)
REFUND = "approval:policies/approval.yaml#actions.refund"
RETRIEVER = "retrieval:config/rag.yaml#retriever"
EXCEPTION = [
    *("--reason", "Ten named customers try refunds before the screen exists.", "--approver", "@ciso"),
    *("--compensating", "egress allow list=config/egress.yaml"),
    *("--exit-plan", "The approval comes back with release 4."),
]
TICKET = ["--ticket", "https://github.com/acme/shop/issues/12", "--second", "@tom"]


def on_day(monkeypatch, day):
    """Have the clock of UTC show a day."""
    monkeypatch.setattr("threatgate.gate.today", lambda: day)


def landed(repo, capsys, monkeypatch, *more, expires="2026-12-07"):
    """`main` holds two widenings, answered by an exception and a backlog item."""
    on_day(monkeypatch, DAY)
    repo.git("config", "user.email", "lea@example.org")
    repo.commit("base", BASE | {"config/egress.yaml": "allow: [help.example.com]\n"})
    repo.branch("pilot").commit("the refund pilot", WIDER)
    monkeypatch.chdir(repo.path)
    at = ["--base", "main", "--owner", "@lea", "--no-input"]
    for answer in (
        ("exception", "actions.refund", *at, *EXCEPTION, "--expires", expires, *more),
        ("backlog", "retriever", *at, *TICKET),
    ):
        done = threatgate(capsys, "decide", *answer)
        assert done.code == 0, done.err
        repo.commit("answer")
    repo.checkout("main").merge("pilot")
    return repo


def ids(repo, day=DAY):
    """The id of each record by its outcome; of two of one outcome, the later."""
    return {entry.record.block: entry.record.id for entry in on(repo, day).entries}


def on(repo, day=DAY):
    """The register of HEAD on a day."""
    return read_register(repo.path, None, day, {"PATH": repo.env["PATH"]})


def states(repo, day=DAY):
    """The state of each record by its id."""
    return {entry.record.id: str(entry.state) for entry in on(repo, day).entries}
