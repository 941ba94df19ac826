"""An insider lands what ends an exception before it is there, or beside it: it would be born with its end."""

from __future__ import annotations

from typing import Any

import pytest
from promising import FILES, SETTINGS, TOOLS, file, judged, path, record

from threatgate.model import AnswerState, Verdict

ONE_WORD = {TOOLS: FILES[TOOLS].replace("Send an e-mail", "Send one e-mail")}


@pytest.fixture
def exception(repo) -> dict[str, Any]:
    """A good exception for a change; both are on the branch `change`, the exception not committed."""
    repo.commit("base", {".threatgate.yaml": SETTINGS, **FILES})
    repo.branch("change").commit("edit", ONE_WORD)
    return record("exception", [one.change for one in judged(repo).triggers])


def successor(repo, exception: dict[str, Any], second: str | None) -> dict[str, str]:
    changes = [one.change for one in judged(repo).triggers]
    return file(record("no_change", changes, number="00000b", supersedes=exception["id"], second=second))


@pytest.mark.parametrize("second", [None, "@tom"])
def test_what_ends_an_exception_does_not_come_beside_it(repo, exception, second):
    beside = successor(repo, exception, second)
    repo.commit("both", {**file(exception), **beside})
    report = judged(repo)
    assert report.verdict is Verdict.BLOCKED
    assert [one.change.element.path for one in report.triggers if one.rule == "promise-replaced"] == list(beside)


def test_what_ends_an_exception_does_not_come_before_it(repo, exception):
    first = successor(repo, exception, "@tom")
    repo.checkout("main").commit("first", first)
    repo.checkout("change").commit("then", file(exception))
    report = judged(repo)
    (trigger,) = report.triggers
    assert (report.verdict, trigger.answer) == (Verdict.BLOCKED, AnswerState.UNANSWERED)
    assert f"is taken by {next(iter(first))}, which has its place already" in trigger.reason


def test_an_exception_alone_lands_and_is_replaced_later(repo, exception):
    second = successor(repo, exception, "@tom")
    repo.commit("alone", file(exception))
    assert judged(repo).verdict is Verdict.PASS
    repo.checkout("main").merge("change")
    assert (repo.path / path(exception)).exists()
    repo.branch("later").commit("replaced", second)
    assert judged(repo, head="later").verdict is Verdict.PASS
