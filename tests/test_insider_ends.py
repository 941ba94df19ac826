"""An insider ends alone what somebody else agreed to for a while, so that the risk stays and nobody answers for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from promising import EMAIL, FILES, MAIL, TOOLS, block_of, digest, file, judged, landed, path, record

from threatgate.model import AnswerState, Verdict
from threatgate.release import ReleaseRequest, release

LATE = date(2026, 12, 25)
ONE_WORD = {TOOLS: FILES[TOOLS].replace("Send an e-mail", "Send one e-mail")}
MENDED = {TOOLS: FILES[TOOLS].replace("to: str, body", "body")}
README = {"kind": "doc", "ref": "README.md", "digest": digest(FILES["README.md"])}
DUE = {"due": "2027-01-20"}


def since_v2(repo, head: str = "change") -> tuple[Verdict, list[str]]:
    found = release(ReleaseRequest(repo.path, "v2", head, (), LATE, repo.env))
    return found.verdict, [reason.words for reason in found.reasons if reason.weight != "note"]


@pytest.fixture
def expired(repo) -> dict[str, Any]:
    """An exception that has landed, was released and expired."""
    data = landed(repo)
    repo.git("tag", "v2", "main")
    return data


def closed(data: dict[str, Any], how: str, evidence: dict[str, str] | None = None) -> dict[str, str]:
    shown = {"evidence": evidence} if evidence else {}
    return file(data | {"closed": {"date": LATE.isoformat(), "by": "@lea", "how": how, **shown}})


def successor(repo, before: dict[str, Any], outcome: str, second: str | None) -> dict[str, Any]:
    """A record of the owner's for the change that was answered before, or for that of the branch."""
    triggers = judged(repo, LATE).triggers or judged(repo, base="main~1", head="main").triggers
    changes = [one.change for one in triggers if one.id == EMAIL]
    block = block_of(outcome, **(DUE if outcome == "backlog" else {}))
    made = LATE.isoformat()
    data = record(outcome, changes, number="00000b", created=made, supersedes=before["id"], block=block, second=second)
    repo.commit("successor", file(data))
    return data


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param({"kind": "diff", "ref": "done"}, id="words"),
        pytest.param(README, id="a-file-that-shows-nothing"),
        pytest.param({"kind": "review", "ref": "https://example.org/review/1"}, id="an-address"),
    ],
)
def test_nobody_says_alone_that_what_an_exception_excuses_is_fixed(repo, expired, evidence):
    repo.commit("fixed, I say", closed(expired, "fixed", evidence))
    report = judged(repo, LATE)
    assert [(one.rule, one.change.element.path, one.answer) for one in report.triggers] == [
        ("gate-changed", path(expired), AnswerState.UNANSWERED)
    ]
    assert f"{EMAIL} is still what it was: that takes a second person" in report.triggers[0].reason
    assert report.verdict is Verdict.BLOCKED
    assert since_v2(repo)[0] is Verdict.BLOCKED


def test_a_word_of_difference_is_no_mend(repo, expired):
    repo.commit("one word", ONE_WORD)
    data = successor(repo, expired, "no_change", "@tom")
    repo.commit("without superseding", file({key: one for key, one in data.items() if key != "supersedes"}))
    repo.commit("fixed, I say", closed(expired, "fixed", README))
    assert [one.rule for one in judged(repo, LATE).triggers] == ["tool-changed", "gate-changed"]


def test_what_is_mended_is_closed_by_whoever_did_it(repo, expired):
    repo.commit("mended", {**MENDED, **closed(expired, "fixed", README)})
    assert "gate-changed" not in [one.rule for one in judged(repo, LATE).triggers]
    repo.commit("gone", {TOOLS: MAIL.partition("@function_tool")[0], **closed(expired, "fixed", README)})
    assert "gate-changed" not in [one.rule for one in judged(repo, LATE).triggers]


@pytest.mark.parametrize("how", ["revoked", "invalid"])
def test_to_revoke_an_exception_leaves_what_it_excused_unanswered(repo, expired, how):
    repo.commit("taken back", closed(expired, how))
    assert judged(repo, LATE).verdict is Verdict.PASS
    said = f"exception {'revoked' if how == 'revoked' else 'closed'}: was closed on 2026-12-25 as {how}, and {EMAIL}"
    assert since_v2(repo) == (Verdict.BLOCKED, [f"{said} is still what it answered for"])
    repo.commit("gone", {TOOLS: FILES[TOOLS].replace("send_email", "add_line")})
    assert all("is still what it answered for" not in one for one in since_v2(repo)[1])


@pytest.mark.parametrize("edit", [{}, ONE_WORD], ids=["as-it-is", "after-a-small-edit"])
@pytest.mark.parametrize("outcome", ["no_change", "backlog"])
def test_the_owner_alone_puts_nothing_weaker_in_its_place(repo, expired, outcome, edit):
    repo.commit("edit", edit)
    data = successor(repo, expired, outcome, None)
    report = judged(repo, LATE)
    assert report.verdict is Verdict.BLOCKED
    assert any(
        f"what takes the place of {expired['id']} needs a second person" in one.reason for one in report.triggers
    )
    repo.checkout("main").merge("change")
    assert since_v2(repo, "main")[0] is Verdict.BLOCKED
    repo.checkout("change").commit("with somebody", file(data | {"second": "@tom"}))
    assert judged(repo, LATE, base="main~1").verdict is Verdict.PASS


def test_a_record_of_little_weight_may_be_replaced_alone(repo):
    old = landed(repo, "backlog", ("add_note",), severity="low")
    changes = [
        one.change for one in judged(repo, base="main~1", head="main").triggers if one.change.element.name == "add_note"
    ]
    data = record("backlog", changes, number="00000b", supersedes=old["id"], severity="low", second=None)
    repo.commit("again", file(data))
    assert judged(repo).verdict is Verdict.PASS
