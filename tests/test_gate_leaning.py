"""What a landed record leans on: an edit of it is looked at again, by whom, and what of it is only a line."""

from __future__ import annotations

import pytest
from promising import DAY, EGRESS, block_of, closed, file, judged, landed, said

from threatgate.model import Verdict


@pytest.mark.parametrize("by", ["@lea", "@ciso"])
def test_a_compensating_control_that_is_edited_needs_its_approver(repo, by):
    data = landed(repo)
    repo.commit("wider", {"config/egress.yaml": EGRESS.replace("]", ", mail.example.com]")})
    (lost,) = [it for it in judged(repo).triggers if it.rule == "evidence-changed"]
    assert (lost.level, lost.record, lost.remedy) == (
        "block",
        data["id"],
        (f"threatgate register review {data['id']}",),
    )
    review = {"date": DAY.isoformat(), "by": by, "note": "One domain more, the mail is still held back."}
    repo.commit("looked again", file(data | {"reviews": [review]}))
    rules = [it.rule for it in judged(repo).triggers]
    assert ("evidence-changed" in rules) is (by == "@lea")


def test_a_comment_in_a_compensating_control_is_only_noted(repo):
    landed(repo)
    repo.commit("comment", {"config/egress.yaml": f"# Ask @ciso before you add one.\n{EGRESS}"})
    report = judged(repo)
    assert [(it.rule, it.level) for it in report.triggers] == [("evidence-changed", "warn")]
    assert report.verdict is Verdict.PASS


def test_a_compensating_control_that_is_gone_is_not_looked_at_again(repo):
    data = landed(repo)
    review = {"date": DAY.isoformat(), "by": "@ciso", "note": "It is gone."}
    repo.commit("gone", {"config/egress.yaml": None, **file(data | {"reviews": [review]})})
    (lost,) = [it for it in judged(repo).triggers if it.rule == "evidence-changed"]
    assert (lost.level, lost.change.edit) == ("block", "removed")
    repo.commit("closed", file(closed(data)))
    assert "evidence-changed" not in [it.rule for it in judged(repo).triggers]


def test_evidence_of_a_no_change_that_is_edited_is_a_line(repo):
    data = landed(repo, "no_change")
    repo.commit("test", {"tests/test_mail.py": "def test_limit():\n    assert 1\n"})
    report = judged(repo)
    assert said(report) == [
        ("evidence-changed", f"eval:tests/test_mail.py#{data['id']}", "warn", "unanswered", data["id"])
    ]
    assert report.verdict is Verdict.PASS
    assert f"`threatgate register review {data['id']}`" in report.triggers[0].reason


def test_evidence_that_did_not_hold_before_is_not_this_changes_affair(repo):
    other = block_of("no_change")
    other["evidence"][0]["digest"] = "sha256:" + "0" * 64
    landed(repo, "no_change", block=other)
    repo.commit("test", {"tests/test_mail.py": "def test_limit():\n    assert 1\n"})
    assert judged(repo).triggers == ()
