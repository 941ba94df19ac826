"""Records and threat models: whole records in fenced blocks of a page, and places that a record names in a model."""

from __future__ import annotations

import json

import pytest
from threat_model_samples import DAY, DRAGON, ELEMENT, OFF, PAGE, POLICY, TICKET, dragon, judged, row

from threatgate.gate import CheckRequest, check
from threatgate.identity import element_digest
from threatgate.model import AnswerState
from threatgate.records import writing

ID = "TM-20260105-3f9a1c"
OTHER = "TM-20260105-000001"
RECORDS = "threat-model/records"
MODEL, DRAWING = row("tool:other.py#x"), dragon(element="tool:other.py#x")


@pytest.fixture
def change(repo):
    """The trigger that the change of the policy fires."""
    (trigger,) = judged(repo, {}, {POLICY: OFF}).triggers
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-q", "-D", "change")
    return trigger.change


def record(change, ref=ID, *, model=None, outcome="backlog", **edits):
    blocks = {
        "backlog": {"ticket": TICKET, "acceptance_criteria": ["a refund waits for a person"], "due": "2026-01-20"},
        "exception": {
            "reason": "The pilot begins before the approval flow exists.",
            "approver": "@tom",
            "approved": "2026-01-05",
            "expires": "2026-01-15",
            "review_date": "2026-01-10",
            "compensating_controls": [{"control": "limit", "ref": POLICY}],
            "residual_risk": "low",
            "exit_plan": "The approval flow lands and this ends.",
        },
    }
    threat = {"statement": "Whoever writes to support can have refunds paid out without a look."}
    data = {
        "schema": 1,
        "id": ref,
        "title": "Refunds wait for a person",
        "outcome": outcome,
        "created": "2026-01-05",
        "owner": "@lea",
        "severity": "critical" if outcome == "exception" else "high",
        "second": "@tom",
        "threat": {**threat, **({"model": model} if model else {})},
        "covers": {
            "mode": "exact",
            "changes": [
                {
                    "element": ELEMENT,
                    "from": element_digest(change.before),
                    "to": element_digest(change.after),
                }
            ],
        },
        outcome: blocks[outcome],
        **edits,
    }
    if outcome == "exception":
        del data["second"]
    return writing.render(data)


def page(*records):
    return "# Threat model\n\n" + "\n".join(f"```threatgate-record\n{text}```\n" for text in records)


def land(repo, before, after):
    """The report on a change that lands after the base has been made."""
    repo.commit("more of the base", {"README.md": "x\n", **before})
    repo.branch("change").commit("change", after, author="Max <max@example.org>")
    return check(CheckRequest(repo.path, "main", "change", as_of=DAY, environ={}))


def answer(report):
    (trigger,) = report.triggers
    return trigger.answer, trigger.record


def test_a_whole_record_in_a_page_answers_as_it_stands(repo, change):
    report = land(repo, {}, {POLICY: OFF, PAGE: page(record(change))})
    assert answer(report) == (AnswerState.DECIDED, ID)
    assert [(view.id, view.path, view.state) for view in report.records] == [(ID, PAGE, "active")]


@pytest.mark.parametrize(
    ("make", "line", "words"),
    [
        pytest.param(
            lambda change: page(record(change, outcome="exception")),
            8,
            "is an exception (exceptions live in the register only, where their end is watched: "
            "write it with threatgate decide exception)",
            id="an exception",
        ),
        pytest.param(
            lambda change: page(record(change).replace("owner:", "owned:")),
            5,
            "owner is missing",
            id="a misspelt key",
        ),
        pytest.param(lambda change: page(record(change, OTHER), record(change, OTHER)), 0, "", id="one id twice"),
        pytest.param(lambda change: f"<!--\n{page(record(change))}\n-->", 0, "", id="in a comment"),
        pytest.param(lambda change: f"````\n{page(record(change))}\n````", 0, "", id="shown as an example, not stated"),
    ],
)
def test_what_is_no_record_of_a_page(repo, change, make, line, words):
    report = land(repo, {}, {POLICY: OFF, PAGE: make(change)})
    assert report.verdict == "blocked"
    (trigger,) = report.triggers
    assert trigger.answer is AnswerState.UNANSWERED
    if line:
        assert f"{PAGE}:{line}: {words}" in trigger.reason


def test_a_record_of_a_page_that_landed_promises_and_answers_no_more(repo, change):
    report = land(repo, {PAGE: page(record(change))}, {POLICY: OFF})
    (trigger,) = report.triggers
    assert (trigger.answer, trigger.obligations) == (AnswerState.UNANSWERED, (ID,))


def test_a_record_of_a_page_that_landed_is_not_rewritten_into_an_answer(repo, change):
    before = page(record(change, covers={"mode": "exact", "changes": [{"element": ELEMENT, "from": None, "to": None}]}))
    landed = before.replace("from: null", "from: sha256:" + "0" * 64)
    report = land(repo, {PAGE: landed}, {POLICY: OFF, PAGE: page(record(change))})
    trigger = next(one for one in report.triggers if one.id == ELEMENT)
    assert trigger.answer is AnswerState.UNANSWERED
    assert "has landed and is rewritten, so it answers nothing" in trigger.reason


def test_an_id_that_a_page_has_is_taken(repo, change):
    report = land(repo, {PAGE: page(record(change))}, {POLICY: OFF, f"{RECORDS}/{ID}.yaml": record(change)})
    trigger, twin = report.triggers
    assert trigger.answer is AnswerState.UNANSWERED
    assert f"the id {ID} is taken by {PAGE}" in trigger.reason
    assert twin.rule == "promise-replaced"


def test_an_answer_in_a_moved_page_is_the_one_that_landed(repo, change):
    report = land(
        repo, {PAGE: page(record(change))}, {POLICY: OFF, PAGE: None, "THREAT_MODEL.md": page(record(change))}
    )
    assert report.triggers[0].answer is AnswerState.UNANSWERED


@pytest.mark.parametrize(
    ("files", "model", "words"),
    [
        pytest.param({PAGE: MODEL}, {"path": PAGE, "ref": "T1"}, "", id="there"),
        pytest.param({PAGE: MODEL}, {"path": PAGE}, "", id="the model as a whole"),
        pytest.param({DRAGON: DRAWING}, {"path": DRAGON, "ref": "th-1"}, "", id="a threat of a drawing"),
        pytest.param({DRAGON: DRAWING}, {"path": DRAGON, "ref": "cell-1"}, "", id="a part of a drawing"),
        pytest.param({"notes.md": "x\n"}, {"path": "notes.md"}, "", id="a page that is no model, as a whole"),
        pytest.param(
            {},
            {"path": PAGE},
            f"threat.model.path {PAGE} is no file of head (name the threat model by its path",
            id="none",
        ),
        pytest.param({PAGE: MODEL}, {"path": PAGE, "ref": "T2"}, f"{PAGE} has no 'T2' (there are T1)", id="another id"),
        pytest.param(
            {PAGE: MODEL},
            {"path": PAGE, "ref": "a refund is paid out that nobody looked"},
            "has no 'a refund is paid out that nobody looked' (there are T1)",
            id="its words instead of its id",
        ),
        pytest.param({PAGE: "# Threat model\n"}, {"path": PAGE, "ref": "T2"}, "(it has no entries)", id="empty"),
        pytest.param(
            {"notes.md": "x\n"},
            {"path": "notes.md", "ref": "T1"},
            "notes.md is no threat model that can be read, so nobody can find 'T1' in it (remove ref)",
            id="no threat model",
        ),
        pytest.param(
            {DRAGON: json.dumps({"version": "9", "summary": {}, "detail": {"diagrams": []}})},
            {"path": DRAGON, "ref": "T1"},
            "is a Threat Dragon model of version '9', and 2 is read (line 1) (save it with Threat Dragon 2)",
            id="another version",
        ),
    ],
)
def test_the_place_that_a_record_names_has_to_be_there(repo, change, files, model, words):
    report = land(repo, {}, {POLICY: OFF, **files, f"{RECORDS}/{ID}.yaml": record(change, model=model)})
    (trigger,) = report.triggers
    if not words:
        assert trigger.answer is AnswerState.DECIDED
        return
    assert trigger.answer is AnswerState.UNANSWERED
    assert f"{ID} is there but does not count: {RECORDS}/{ID}.yaml:" in trigger.reason
    assert words in trigger.reason


def edits(repo, change, after):
    """What a change of a page with a landed record fires, beside nothing else."""
    report = land(repo, {PAGE: page(record(change))}, after)
    return [(one.rule, one.id, one.change.edit.value, one.second) for one in report.triggers]


@pytest.mark.parametrize(
    ("rewrite", "edit"),
    [
        pytest.param(lambda _: "# Threat model\n", "removed", id="deleted"),
        pytest.param(lambda text: f"<!--\n{text}\n-->", "removed", id="hidden"),
        pytest.param(lambda text: text.replace("2026-01-20", "2026-01-25"), "modified", id="a later day"),
        pytest.param(lambda text: text.replace("owner:", "owned:"), "modified", id="broken"),
    ],
)
def test_a_landed_record_of_a_page_is_not_rewritten_in_silence(repo, change, rewrite, edit):
    fired = edits(repo, change, {PAGE: rewrite(page(record(change)))})
    assert fired == [("gate-changed", f"approval:{PAGE}#{ID}", edit, True)]


def test_a_page_with_a_record_may_be_renamed_and_edited_around_it(repo, change):
    assert edits(repo, change, {PAGE: None, "THREAT_MODEL.md": page(record(change)) + "\nMore.\n"}) == []


def test_a_landed_record_of_a_page_may_be_closed(repo, change):
    closed = {"date": "2026-01-05", "by": "@lea", "how": "fixed", "evidence": {"kind": "test", "ref": POLICY}}
    assert edits(repo, change, {PAGE: page(record(change, closed=closed))}) == []
