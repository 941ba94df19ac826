"""`require` in the settings: a change is held back until its controls stand on head, and says by what they do."""

from __future__ import annotations

import pytest
from promising import DAY, EMAIL, MAIL, NOTE, TOOLS, file, judged, record

from threatgate.model import AnswerState, Verdict

SETTINGS = "version: 1\nrequire: {tool-changed: [approval, eval, logging]}\n"
POLICY = "actions:\n  {name}:\n    require_approval: {asks}\n    approvers: ['@tom']\n"
SUITE = "name: mail\nthreshold: 0.95\nblocking: {blocks}\n"
AUDIT = "audit:\n  enabled: {on}\n  events: [tool_call, approval_decision]\n"
CONTROLS = {
    "policies/approval.yaml": POLICY.format(name="send_email", asks="always"),
    "evals/mail.yaml": SUITE.format(blocks="true"),
    "config/audit.yaml": AUDIT.format(on="true"),
}
EDITED = MAIL.replace("Send an e-mail", "Send one e-mail")
THERE = (
    "required controls: approval:policies/approval.yaml#actions.send_email, eval:evals/mail.yaml#mail, "
    "logging:config/audit.yaml#audit"
)


def changed(repo, base, change=None, settings=SETTINGS, *, answer=True):
    """What the gate says to an edit of the tool that a record answers."""
    repo.commit("base", {".threatgate.yaml": settings, TOOLS: MAIL + NOTE, **base})
    repo.branch("change").commit("edit", {TOOLS: EDITED + NOTE, **(change or {})})
    if answer:
        (edit,) = [it.change for it in judged(repo).triggers if it.id == EMAIL]
        repo.commit("answer", file(record("backlog", [edit], created=DAY.isoformat())))
    report = judged(repo)
    (trigger,) = [it for it in report.triggers if it.id == EMAIL]
    return trigger, report


def test_met_it_says_by_what(repo):
    trigger, report = changed(repo, CONTROLS)
    assert (trigger.answer, report.verdict) == (AnswerState.DECIDED, Verdict.PASS)
    assert trigger.reason == THERE


@pytest.mark.parametrize(
    ("without", "instead", "missing"),
    [
        pytest.param("policies/approval.yaml", None, "approval", id="no approval"),
        pytest.param("policies/approval.yaml", POLICY.format(name="send_email", asks="never"), "approval", id="never"),
        pytest.param("policies/approval.yaml", POLICY.format(name="refund", asks="always"), "approval", id="another's"),
        pytest.param("evals/mail.yaml", None, "eval", id="no eval"),
        pytest.param("evals/mail.yaml", SUITE.format(blocks="false"), "eval", id="eval that stops nothing"),
        pytest.param("config/audit.yaml", None, "logging", id="no log"),
        pytest.param("config/audit.yaml", AUDIT.format(on="false"), "logging", id="log that is off"),
    ],
)
def test_unmet_no_record_answers(repo, without, instead, missing):
    base = {path: text for path, text in CONTROLS.items() if path != without}
    trigger, report = changed(repo, base | ({without: instead} if instead else {}))
    assert (trigger.answer, trigger.level, report.verdict) == (AnswerState.UNANSWERED, "block", Verdict.BLOCKED)
    assert (
        f"the settings require {missing} for tool-changed, and head has none in force for send_email" in trigger.reason
    )
    assert trigger.reason.startswith(f"{trigger.record} answers this, but ")
    assert trigger.remedy == ("threatgate explain tool-changed",)


def test_a_control_that_is_removed_in_this_very_change_is_none(repo):
    trigger, _ = changed(repo, CONTROLS, {"config/audit.yaml": None})
    assert "the settings require logging" in trigger.reason


def test_a_control_that_comes_with_the_change_counts(repo):
    trigger, _ = changed(repo, {}, CONTROLS)
    assert trigger.reason == THERE


def test_without_an_answer_both_are_missing(repo):
    trigger, _ = changed(repo, {}, answer=False)
    assert trigger.reason.startswith(
        "the settings require approval and eval and logging for tool-changed, and head has"
    )
    assert (trigger.answer, trigger.remedy) == (AnswerState.UNANSWERED, ())


def test_what_is_only_noted_is_held_back_too(repo):
    settings = "version: 1\nlevels: {tool: warn}\nrequire: {tool: [logging]}\n"
    trigger, report = changed(repo, {}, settings=settings)
    assert (trigger.level, report.verdict) == ("block", Verdict.BLOCKED)


def test_other_rules_require_nothing(repo):
    settings = SETTINGS.replace("tool-changed", "tool-widened")
    trigger, _ = changed(repo, {}, settings=settings)
    assert (trigger.answer, trigger.reason) == (AnswerState.DECIDED, "")


@pytest.mark.parametrize(("folder", "met"), [("src/agent", True), ("docs", False), ("tests", False), ("other", False)])
def test_a_control_is_of_the_same_system_and_works(repo, folder, met):
    systems = "systems:\n  - {name: mail, paths: ['src/**']}\n  - {name: other, paths: ['other/**']}\n"
    settings = f"version: 1\nrequire: {{tool-changed: [logging]}}\n{systems}"
    trigger, _ = changed(repo, {f"{folder}/config/audit.yaml": AUDIT.format(on="true")}, settings=settings)
    assert (trigger.answer is AnswerState.DECIDED) is met


def test_the_whole_head_is_read_only_where_something_is_required(repo, monkeypatch):
    repo.commit("base", {TOOLS: MAIL + NOTE, **CONTROLS})
    repo.branch("change").commit("edit", {TOOLS: EDITED + NOTE})
    monkeypatch.setattr("threatgate.surface.whole", None)
    monkeypatch.setattr("threatgate.answering._standing.Standing.text", None)
    assert judged(repo).verdict is Verdict.BLOCKED
