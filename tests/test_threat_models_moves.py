"""Promises of threat models follow their elements: what moves or goes asks for the entry to say so."""

from __future__ import annotations

import pytest
from threat_model_samples import DAY, ELEMENT, OFF, ON, PAGE, POLICY, row

from threatgate.gate import CheckRequest, check

THERE = "config/approval.yaml"
NEW = ELEMENT.replace(POLICY, THERE)


def landed(repo, before, after):
    repo.commit("base", before)
    repo.branch("change").commit("change", after, author="Max <max@example.org>")
    report = check(CheckRequest(repo.path, "main", "change", as_of=DAY, environ={}))
    return [(one.rule, one.id, one.answer.value, one.reason) for one in report.triggers], report.problems


def test_a_move_of_what_a_model_binds_asks_for_its_new_name(repo):
    triggers, problems = landed(repo, {POLICY: ON, PAGE: row()}, {POLICY: None, THERE: ON})
    assert triggers == [
        (
            "promise-unbound",
            NEW,
            "unanswered",
            f"{PAGE}#T1 of @lea names the old place: write `Element: {NEW}` there, or what became of it",
        )
    ]
    assert problems == ()


@pytest.mark.parametrize("other", [row("tool:a.py#b"), row(status="Mitigated"), None])
def test_a_move_of_what_no_model_binds_asks_for_nothing(repo, other):
    pages = {PAGE: other} if other else {}
    assert landed(repo, {POLICY: ON, **pages}, {POLICY: None, THERE: ON}) == ([], ())


def test_an_entry_that_names_the_new_place_follows(repo):
    assert landed(repo, {POLICY: ON, PAGE: row()}, {POLICY: None, THERE: ON, PAGE: row(NEW)}) == ([], ())


def test_an_entry_that_is_merely_gone_does_not_end_its_promise(repo):
    after = {POLICY: None, THERE: ON, PAGE: "# Threat model\n"}
    triggers, _ = landed(repo, {POLICY: ON, PAGE: row()}, after)
    assert [one[:3] for one in triggers] == [("promise-unbound", NEW, "unanswered")]


def test_an_edit_and_a_move_at_once_are_answered_by_the_entry_at_its_new_place(repo):
    triggers, _ = landed(repo, {POLICY: ON, PAGE: row()}, {POLICY: None, THERE: OFF, PAGE: row(NEW)})
    assert [one[1:3] for one in triggers] == [(NEW, "decided")]
