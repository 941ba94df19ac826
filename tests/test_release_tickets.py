"""Tickets at release: what a tracker says of them keeps a promise open, or shows that it is not kept."""

from __future__ import annotations

import os
from datetime import date

import pytest
from release_samples import RETRIEVAL, TICKET, Shop
from running import WIDER

from threatgate.forge import Absent, Ticket, Unknown
from threatgate.register import read_register
from threatgate.release._tickets import ticket_reasons, tickets_of

URL = TICKET[1]
GOOD = Ticket(URL, "limit the index", open=True, assignees=("lea",), due=date(2026, 12, 1))


@pytest.fixture
def register(repo, capsys, monkeypatch):
    shop = Shop(repo, capsys, monkeypatch)
    rag = {"config/rag.yaml": WIDER["config/rag.yaml"]}
    shop.landed("rag", rag, ("backlog", RETRIEVAL, *TICKET, "--due", "2026-12-01"))
    return lambda day: read_register(repo.path, None, day, {"PATH": os.environ["PATH"]})


@pytest.mark.parametrize(
    ("found", "weight", "words"),
    [
        (GOOD, None, ""),
        (GOOD._replace(open=False), "fail", "it is closed and the record is not"),
        (GOOD._replace(assignees=()), "fail", "nobody is assigned"),
        (GOOD._replace(due=date(2027, 1, 1)), "fail", "it is due on 2027-01-01, after the record's 2026-12-01"),
        (Absent("there is no such issue"), "fail", "there is no such issue"),
        (Unknown("no token", "set GITHUB_TOKEN"), "undetermined", "could not be looked up: no token"),
    ],
)
def test_what_a_ticket_says(register, found, weight, words):
    asked = []
    reasons = list(ticket_reasons(register(date(2026, 11, 23)), lambda url: asked.append(url) or found))
    assert asked == [URL]
    assert [str(one.weight) for one in reasons] == ([weight] if weight else [])
    assert all(words in one.words and one.who == ("@lea",) for one in reasons)


def test_what_is_overdue_is_not_asked_for(register):
    assert list(ticket_reasons(register(date(2026, 12, 2)), lambda _: pytest.fail("asked"))) == []


def test_without_a_token_nothing_is_asked_of_github(register):
    found = register(date(2026, 11, 23))
    assert isinstance(tickets_of(found, {"PATH": ""})(URL), Unknown)
