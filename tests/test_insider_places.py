"""An insider names a place where nothing is, so that what is promised binds nothing that is there."""

from __future__ import annotations

from datetime import date

import pytest
from promising import EMAIL, FILES, SETTINGS, TOOLS, block_of, file, judged, record
from running import threatgate

from threatgate.model import AnswerState, Verdict
from threatgate.register import due, read_register

WIDER = (
    FILES[TOOLS].replace("to: str, body", "to: str, cc: str, attachment: str, body").replace("Send", "Delete and send")
)
LIB = "src/mail/tools.py"
NOWHERE = "tool:lab/tools.py#send_email"
THERE = f"tool:{LIB}#send_email"
LATE = date(2026, 12, 25)


def request(repo, files):
    """The branch `change`, which rewrites the tool; gives what answers it, in each outcome."""
    repo.commit("base", {".threatgate.yaml": SETTINGS, **FILES})
    repo.branch("change").commit("wider", files)
    return [one.change for one in judged(repo).triggers if one.change.element.name == "send_email"]


def answered(repo, changes, element, outcome="exception"):
    """The answer to the change of a record that names an element so."""
    data = record(outcome, changes, severity="critical", block=block_of(outcome, **SHORT) if SHORT else None)
    data["covers"]["changes"] = [one | {"element": element} for one in data["covers"]["changes"]]
    repo.commit("answer", file(data))
    report = judged(repo)
    found = {str(one.answer) for one in report.triggers if one.change.element.name == "send_email"}
    return report.verdict, found


SHORT = {"expires": "2026-12-01", "review_date": "2026-11-30"}


def test_a_record_that_names_no_place_does_not_answer(repo):
    changes = request(repo, {TOOLS: WIDER})
    assert answered(repo, changes, NOWHERE) == (Verdict.BLOCKED, {AnswerState.STALE})
    assert answered(repo, changes, EMAIL) == (Verdict.PASS, {AnswerState.EXCEPTED})


def test_a_record_that_names_the_old_place_does_not_answer(repo):
    changes = request(repo, {TOOLS: None, LIB: WIDER})
    assert [one.moved_from for one in changes] == [EMAIL]
    assert answered(repo, changes, EMAIL) == (Verdict.BLOCKED, {AnswerState.STALE})
    assert answered(repo, changes, THERE) == (Verdict.PASS, {AnswerState.EXCEPTED})


@pytest.mark.parametrize("element", [NOWHERE, EMAIL])
def test_the_record_is_mended_by_one_command(repo, capsys, element):
    changes = request(repo, {TOOLS: None, LIB: WIDER})
    answered(repo, changes, element)
    done = threatgate(capsys, "decide", "exception", "--repo", repo.path, "--base", "main", "--refresh")
    assert done.code == 0, done.err
    assert THERE in next((repo.path / "threat-model/records").glob("*")).read_text(encoding="utf-8")


def test_what_expired_is_found_where_it_is(repo):
    changes = request(repo, {TOOLS: None, LIB: WIDER})
    answered(repo, changes, THERE)
    (late,) = due(read_register(repo.path, "change", LATE, repo.env))
    assert late.weight.name == "FAIL"
