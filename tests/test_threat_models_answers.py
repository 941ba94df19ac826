"""Threat models as answers: what one says anew for an element answers its change; what only looks like it does not."""

from __future__ import annotations

import pytest
from threat_model_samples import (
    DAY,
    DRAGON,
    ELEMENT,
    OFF,
    ON,
    PAGE,
    POLICY,
    THREAGILE,
    answers,
    dragon,
    judged,
    row,
    threagile,
)

from threatgate.gate import CheckRequest, check
from threatgate.model import AnswerState


@pytest.mark.parametrize(
    ("path", "before", "after", "ref"),
    [
        pytest.param(PAGE, None, row(), "T1", id="markdown, a new page"),
        pytest.param(PAGE, row(ticket="", due=""), row(), "T1", id="markdown, an entry completed"),
        pytest.param(
            DRAGON, dragon(description="Short of words that matter to anybody here."), dragon(), "th-1", id="dragon"
        ),
        pytest.param(
            THREAGILE, threagile("unchecked"), threagile(), "refund-without-look@support-agent", id="threagile"
        ),
    ],
)
def test_what_a_model_says_anew_answers(repo, path, before, after, ref):
    report = judged(repo, {path: before} if before else {"README.md": "x\n"}, {POLICY: OFF, path: after})
    assert answers(report) == {ELEMENT: (AnswerState.DECIDED, f"{path}#{ref}")}, report
    assert report.verdict == "pass"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            PAGE, row(), row().replace("| T1 |", "|   T1   |").replace("\n\n", "\n\n\n"), id="only its layout"
        ),
        pytest.param(PAGE, row(), row() + "\nMore words below.\n", id="other words of the page"),
        pytest.param(PAGE, row(), row().replace("T1", "T2"), id="another id for the same words"),
        pytest.param(PAGE, row(), row(status="Accepted"), id="status flipped to accepted"),
        pytest.param(PAGE, None, row(element=f"{ELEMENT}x"), id="an entry of another element"),
        pytest.param(PAGE, None, f"<!--\n{row()}\n-->\n", id="an entry that nobody sees"),
        pytest.param(PAGE, None, row(ticket="", due=""), id="an entry that lacks what it needs"),
        pytest.param(PAGE, None, row(due="2028-01-01"), id="due in two years"),
        pytest.param(DRAGON, dragon(), dragon(x=400), id="a box moved"),
        pytest.param(DRAGON, dragon(), dragon(status="Accepted"), id="dragon, status accepted"),
        pytest.param(THREAGILE, threagile(), threagile(day="2026-01-06"), id="threagile, the day of checking"),
        pytest.param(THREAGILE, threagile(), threagile("accepted"), id="threagile, status accepted"),
        pytest.param(THREAGILE, threagile(ticket="XYZ-1"), threagile("in-progress", ticket="XYZ-2"), id="no address"),
        pytest.param(THREAGILE, threagile(), f"{threagile()[:-30]}: [\n", id="a model that cannot be read"),
    ],
)
def test_what_only_looks_like_an_answer_opens_nothing(repo, path, before, after):
    report = judged(repo, {path: before} if before else {"README.md": "x\n"}, {POLICY: OFF, path: after})
    assert {one for one, _ in answers(report).values()} == {AnswerState.UNANSWERED}, report
    assert report.verdict == "blocked"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({PAGE: row()}, {PAGE: None, "THREAT_MODEL.md": row()}, id="renamed"),
        pytest.param({PAGE: row()}, {"THREAT_MODEL.md": row()}, id="copied"),
        pytest.param({"ThreatDragonModels/a.json": dragon()}, {DRAGON: dragon(x=7)}, id="dragon copied beside"),
        pytest.param({PAGE: "---\nowner: a\nowner: b\n---\n"}, {PAGE: row()}, id="broken before"),
        pytest.param({"docs/guide.md": "x\n"}, {"docs/guide.md": row()}, id="no place of a threat model"),
    ],
)
def test_a_model_at_another_place_says_nothing_anew(repo, before, after):
    if "ThreatDragonModels/a.json" in before:
        before = {**before, ".threatgate.yaml": "version: 1\nthreat_models: ['ThreatDragonModels/**']\n"}
    report = judged(repo, before, {POLICY: OFF, **after})
    assert report.verdict == "blocked"
    assert {one for one, _ in answers(report).values()} == {AnswerState.UNANSWERED}


def test_the_settings_name_more_places_and_their_base_side_decides(repo):
    settings = {".threatgate.yaml": "version: 1\nthreat_models: ['docs/*.md']\n"}
    report = judged(repo, {**settings, "docs/guide.md": "x\n"}, {POLICY: OFF, "docs/guide.md": row()})
    assert answers(report) == {ELEMENT: (AnswerState.DECIDED, "docs/guide.md#T1")}


def test_settings_of_the_same_change_name_no_place(repo):
    settings = {".threatgate.yaml": "version: 1\nthreat_models: ['docs/*.md']\n"}
    report = judged(repo, {".threatgate.yaml": "version: 1\n"}, {POLICY: OFF, "docs/guide.md": row(), **settings})
    assert answers(report)[ELEMENT] == (AnswerState.UNANSWERED, None)


def test_a_link_is_no_threat_model(repo):
    repo.commit("base", {POLICY: ON})
    repo.branch("change").write({POLICY: OFF, "notes/page.md": row()})
    (repo.path / "docs").mkdir()
    (repo.path / PAGE).symlink_to("../notes/page.md")
    repo.commit("change", author="Max <max@example.org>")
    report = check(CheckRequest(repo.path, "main", "change", as_of=DAY, environ={}))
    assert answers(report) == {ELEMENT: (AnswerState.UNANSWERED, None)}


def test_a_model_of_the_base_side_keeps_promising(repo):
    report = judged(repo, {PAGE: row()}, {POLICY: OFF})
    (trigger,) = report.triggers
    assert (trigger.answer, trigger.record, trigger.obligations) == (AnswerState.UNANSWERED, None, (f"{PAGE}#T1",))
    assert [(view.id, view.outcome, view.state) for view in report.records] == [(f"{PAGE}#T1", "backlog", "active")]


def test_what_was_promised_before_stands_beside_what_is_said_now(repo):
    report = judged(repo, {PAGE: row()}, {POLICY: OFF, PAGE: row(due="2026-01-15")})
    (trigger,) = report.triggers
    assert (trigger.answer, trigger.record) == (AnswerState.DECIDED, f"{PAGE}#T1")
    assert trigger.obligations == (f"{PAGE}#T1 (before this change)",)


@pytest.mark.parametrize("other", [row(f"{ELEMENT}x"), row(ticket=""), row(status="Mitigated")])
def test_a_model_that_promises_nothing_for_the_element_binds_nothing(repo, other):
    (trigger,) = judged(repo, {PAGE: other}, {POLICY: OFF}).triggers
    assert trigger.obligations == ()


@pytest.mark.parametrize(
    ("page", "notes"),
    [
        pytest.param(f"---\nowner: a\nowner: {POLICY}\n---\n", 1, id="broken, and maybe of this element"),
        pytest.param("---\nowner: a\nowner: b\n---\n", 0, id="broken, and of nothing here"),
    ],
)
def test_a_model_of_the_base_side_that_cannot_be_read_is_noted_where_it_may_matter(repo, page, notes):
    report = judged(repo, {PAGE: page}, {POLICY: OFF})
    said = "the threat model has front matter that the key 'owner' is given twice, at line 2 and line 3"
    found = [(one.path, one.line, one.message, one.severity) for one in report.problems]
    assert found == [(PAGE, 3, f"{said}, so it answers nothing", "note")] * notes
    assert report.verdict == "blocked"
