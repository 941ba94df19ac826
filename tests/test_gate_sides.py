"""A change that lands on several sides at once, and records that come along other ways than they seem to."""

from __future__ import annotations

import pytest
from promising import DAY, EMAIL, MAIL, NOTE, TOOLS, file, judged, path, record, said
from running import threatgate

from threatgate.model import AnswerState, Verdict

FIRST = MAIL.replace("Send an e-mail", "Send one e-mail")
LAST = MAIL.replace("Send an e-mail", "Send two e-mails")


def crossed(repo, left=None, right=None):
    """Branches that merged each other's middle and conflict now: `left` came on the branch, `right` on main."""
    repo.commit("root", {TOOLS: MAIL + NOTE, "a.txt": "0\n", "tests/test_mail.py": "def test_limit(): ...\n"})
    repo.branch("change").commit("left", {"b.txt": "1\n", **(left or {})})
    middle = repo.git("rev-parse", "HEAD")
    repo.checkout("main")
    other = repo.commit("right", {"c.txt": "1\n", TOOLS: FIRST + NOTE, **(right or {})})
    repo.merge(middle, "one")
    repo.checkout("change").merge(other, "two")
    repo.checkout("main").commit("theirs", {"a.txt": "theirs\n"})
    repo.checkout("change").commit("mine", {"a.txt": "mine\n", TOOLS: LAST + NOTE})
    assert len(repo.git("merge-base", "--all", "main", "change").split()) == 2


def decide(capsys, repo):
    return threatgate(
        capsys, "decide", "no-change", "--repo", repo.path, "--base", "main", "--head", "change", "--all",
        "--owner", "@lea", "--rationale", "The threat model covers mail to customers, the test shows it.",
        "--evidence", "test=tests/test_mail.py", "--second", "@tom",
    )  # fmt: skip


def test_one_record_answers_a_change_on_every_side(repo, capsys):
    crossed(repo)
    assert [it.id for it in judged(repo).triggers] == [EMAIL, EMAIL]
    assert decide(capsys, repo).code == 0
    repo.commit("answer")
    report = judged(repo)
    assert {it.answer for it in report.triggers} == {AnswerState.DECIDED}
    assert (len(report.triggers), len({it.record for it in report.triggers}), report.verdict) == (2, 1, Verdict.PASS)
    repo.commit("more", {TOOLS: LAST.replace("two", "three") + NOTE})
    assert {it.answer for it in judged(repo).triggers} == {AnswerState.STALE}
    refreshed = threatgate(
        capsys, "decide", "--refresh", "--repo", repo.path, "--base", "main", "--head", "change", "--second", "@tom"
    )
    assert refreshed.code == 0
    repo.commit("again")
    assert {it.answer for it in judged(repo).triggers} == {AnswerState.DECIDED}


def test_a_record_that_covers_one_side_leaves_the_other_open(repo):
    crossed(repo)
    changes = [it.change for it in judged(repo).triggers]
    repo.commit("answer", file(record("no_change", changes[:1], created=DAY.isoformat(), block=_block())))
    assert sorted(it.answer for it in judged(repo).triggers) == ["decided", "stale"]


def _block():
    from promising import block_of, digest

    evidence = [{"kind": "test", "ref": "tests/test_mail.py", "digest": digest("def test_limit(): ...\n")}]
    return block_of("no_change", evidence=evidence)


@pytest.mark.parametrize("rewritten", [False, True])
def test_what_has_landed_is_not_brought_by_a_branch_that_began_before(repo, rewritten):
    repo.commit("root", {TOOLS: MAIL + NOTE})
    repo.branch("edit").commit("edit", {TOOLS: FIRST + NOTE})
    data = record("backlog", [it.change for it in judged(repo, head="edit").triggers])
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-q", "-D", "edit")
    repo.git("update-ref", "-d", "refs/heads/main")
    repo.git("checkout", "-q", "--orphan", "main")
    crossed(repo, right=file(data))
    if rewritten:
        repo.commit("rewritten", file(data | {"owner": "@tom"}))
    report = judged(repo)
    rules = {it.rule for it in report.triggers}
    assert ("gate-changed" in rules) is rewritten
    assert {it.obligations for it in report.triggers if it.id == EMAIL} == {(data["id"],)}
    assert {it.answer for it in report.triggers} == {AnswerState.UNANSWERED}
    assert not any("taken" in problem.message for problem in report.problems)


def test_a_record_copied_from_another_branch_answers_nothing_else(repo):
    repo.commit("root", {TOOLS: MAIL + NOTE})
    repo.branch("other").commit("edit", {TOOLS: FIRST + NOTE})
    data = record("backlog", [it.change for it in judged(repo, head="other").triggers], created=DAY.isoformat())
    repo.checkout("main").branch("change").commit("another edit", {TOOLS: LAST + NOTE, **file(data)})
    assert said(judged(repo)) == [("tool-changed", EMAIL, "block", "stale", data["id"])]
    repo.commit("the same edit", {TOOLS: FIRST + NOTE})
    assert said(judged(repo)) == [("tool-changed", EMAIL, "block", "decided", data["id"])]


def test_a_landed_record_is_not_replayed_after_a_revert(repo):
    repo.commit("root", {TOOLS: MAIL + NOTE})
    repo.branch("first").commit("edit", {TOOLS: FIRST + NOTE})
    data = record("backlog", [it.change for it in judged(repo, head="first").triggers], created="2026-11-20")
    repo.commit("answer", file(data))
    repo.checkout("main").merge("first")
    repo.commit("revert", {TOOLS: MAIL + NOTE})
    repo.branch("change").commit("again", {TOOLS: FIRST + NOTE})
    assert said(judged(repo)) == [("tool-changed", EMAIL, "block", "unanswered", "")]
    again = record("backlog", [it.change for it in judged(repo).triggers], created=DAY.isoformat(), number="00000b")
    repo.commit("answered anew", file(again))
    assert said(judged(repo)) == [("tool-changed", EMAIL, "block", "decided", again["id"])]


def test_a_record_under_another_name_is_not_the_landed_one(repo):
    repo.commit("root", {TOOLS: MAIL + NOTE})
    repo.branch("first").commit("edit", {TOOLS: FIRST + NOTE})
    data = record("backlog", [it.change for it in judged(repo, head="first").triggers])
    repo.commit("answer", file(data))
    repo.checkout("main").merge("first")
    repo.commit("revert", {TOOLS: MAIL + NOTE})
    (text,) = file(data).values()
    copy = path(data).replace(".yaml", ".yml")
    repo.branch("change").commit("again", {TOOLS: FIRST + NOTE, copy: text})
    trigger, twin = judged(repo).triggers
    assert trigger.answer is AnswerState.UNANSWERED
    assert "is taken by" in trigger.reason
    assert twin.rule == "promise-replaced"
