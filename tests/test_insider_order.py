"""An insider lands what ends an exception before it is there, beside it, or under its id."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from promising import DAY, FILES, SETTINGS, TOOLS, file, judged, landed, path, record

from threatgate.model import AnswerState, Verdict
from threatgate.records import writing
from threatgate.register import due, read_register

LATE = date(2026, 12, 25)
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


def twin(repo, old: dict[str, Any], place: str) -> dict[str, str]:
    """A record of little weight about something else that goes by the id of an exception."""
    changes = [one.change for one in judged(repo, base="main~1", head="main").triggers]
    data = record("no_change", [one for one in changes if one.element.name == "add_note"], severity="low")
    return {place.format(old["id"]): writing.render(data | {"id": old["id"]})}


@pytest.mark.parametrize("place", ["threat-model/records/2026/{}.yaml", "threat-model/records/{}.yml"])
def test_a_second_record_of_an_id_does_not_land(repo, place):
    old = landed(repo)
    repo.commit("twin", twin(repo, old, place))
    report = judged(repo)
    assert [(one.rule, one.record) for one in report.triggers] == [("promise-replaced", old["id"])]
    assert f"the id {old['id']} is taken by {path(old)}" in report.triggers[0].reason


def test_where_it_landed_all_the_same_it_stands_for_nobody(repo):
    old = landed(repo)
    repo.checkout("main").commit("twin", twin(repo, old, "threat-model/records/2026/{}.yaml"))
    changes = [one.change for one in judged(repo, base="main~2", head="main").triggers]
    light = [one for one in changes if one.element.name == "add_note"]
    repo.branch("later").commit("end", file(record("no_change", light, number="00000b", supersedes=old["id"])))
    repo.checkout("main").merge("later")
    register = read_register(repo.path, "main", LATE, repo.env)
    assert [item.weight.name for item in due(register) if item.entry.record.path == path(old)] == ["FAIL"]
    repo.branch("touch").commit("one word", ONE_WORD)
    (trigger,) = judged(repo, LATE, head="touch").triggers
    assert (trigger.answer, trigger.record) == (AnswerState.EXPIRED, old["id"])


def test_a_second_record_of_another_id_lands(repo):
    old = landed(repo)
    (text,) = twin(repo, old, "{}").values()
    other = "TM-20261120-00000c"
    repo.commit("another", {f"threat-model/records/{other}.yaml": text.replace(old["id"], other)})
    assert judged(repo).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "how",
    [{"how": "fixed", "evidence": {"kind": "doc", "ref": "README.md"}}, {"how": "superseded"}, {"how": "revoked"}],
    ids=["fixed", "superseded", "revoked"],
)
@pytest.mark.parametrize("day", [DAY, DAY + timedelta(1)], ids=["today", "tomorrow"])
def test_an_exception_does_not_come_with_its_end(repo, exception, how, day):
    repo.commit("born closed", file(exception | {"closed": {"date": day.isoformat(), "by": "@lea", **how}}))
    report = judged(repo)
    (trigger,) = report.triggers
    assert (report.verdict, trigger.answer) == (Verdict.BLOCKED, AnswerState.UNANSWERED)
    assert "is closed before it has landed" in trigger.reason
