"""An insider shows what shows nothing: an empty file, the change itself, what lies in the register or is not there."""

from __future__ import annotations

import pytest
from promising import FILES, TEST, TOOLS, block_of, digest, file, judged, record

from threatgate.model import AnswerState, Verdict

EDITED = FILES[TOOLS].replace("Send an e-mail", "Send one e-mail")
OWN = "threat-model/records/TM-20261120-00000a.yaml"
EMPTY, SAME = "tests/__init__.py", digest(EDITED)
ITSELF = "src/agent/tools.py is what is answered for, and no change shows by itself that it is harmless"


def answered(repo, outcome, **block):
    """The gate's word on a tool whose description changed, answered by a record with this block."""
    repo.commit("base", {**FILES, EMPTY: ""})
    repo.branch("change").commit("edit", {TOOLS: EDITED})
    changes = [one.change for one in judged(repo).triggers]
    repo.commit("answer", file(record(outcome, changes, block=block_of(outcome, **block))))
    report = judged(repo)
    (trigger,) = report.triggers
    return report.verdict, trigger.answer, trigger.reason


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        pytest.param({"kind": "test", "ref": EMPTY, "digest": digest("")}, f"{EMPTY} is empty", id="empty"),
        pytest.param({"kind": "doc", "ref": TOOLS, "digest": SAME}, ITSELF, id="the-change"),
        pytest.param({"kind": "review", "ref": TOOLS, "digest": SAME}, ITSELF, id="the-change-as-review"),
        pytest.param({"kind": "doc", "ref": f"./{TOOLS}#send_email", "digest": SAME}, "is what is", id="by-name"),
        pytest.param({"kind": "doc", "ref": OWN, "digest": digest("")}, "a record is no control", id="the-record"),
        pytest.param({"kind": "doc", "ref": "gone.md", "digest": digest("")}, "is no file of head", id="gone"),
    ],
)
def test_what_shows_nothing_is_no_evidence(repo, evidence, why):
    verdict, answer, reason = answered(repo, "no_change", evidence=[evidence])
    assert (verdict, answer, why in reason) == (Verdict.BLOCKED, AnswerState.UNANSWERED, True), reason


@pytest.mark.parametrize(
    "evidence",
    [
        {"kind": "test", "ref": "tests/test_mail.py", "digest": digest(TEST)},
        {"kind": "diff", "ref": TOOLS, "digest": SAME},
    ],
    ids=["a-test", "the-difference"],
)
def test_what_shows_something_is(repo, evidence):
    assert answered(repo, "no_change", evidence=[evidence])[:2] == (Verdict.PASS, AnswerState.DECIDED)


@pytest.mark.parametrize(
    ("ref", "content"), [(EMPTY, ""), (OWN, ""), (f"threat-model//records/{OWN[21:]}", ""), ("config", "")]
)
def test_what_compensates_for_nothing_is_no_control(repo, ref, content):
    control = {"control": "outbound allow-list", "ref": ref, "digest": digest(content)}
    verdict, answer, _ = answered(repo, "exception", compensating_controls=[control])
    assert (verdict, answer) == (Verdict.BLOCKED, AnswerState.UNANSWERED)


def test_what_compensates_is(repo):
    assert answered(repo, "exception")[:2] == (Verdict.PASS, AnswerState.EXCEPTED)
