"""Promises follow the element: through edits, moves and renames, until the record is closed or superseded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from promising import DAY, EMAIL, FILES, MAIL, NOTE, TOOLS, closed, file, judged, landed, path, record, said
from running import threatgate

from threatgate.model import AnswerState, Verdict

EDITED = MAIL.replace("Send an e-mail", "Send one e-mail") + NOTE
LIB = "src/mail/tools.py"
THERE = f"tool:{LIB}#send_email"
UNBOUND = "promise-unbound"


def with_moves(data: dict[str, Any], *moves: tuple[str, str]) -> dict[str, Any]:
    return data | {"moves": [{"date": DAY.isoformat(), "from": old, "to": new} for old, new in moves]}


def answering(repo, outcome: str = "no_change", **fields: Any) -> dict[str, Any]:
    """A new record for all that the branch changes; it is committed."""
    changes = [it.change for it in judged(repo).triggers if it.rule != UNBOUND]
    data = record(outcome, changes, number="00000b", created=DAY.isoformat(), **fields)
    repo.commit("answer", file(data))
    return data


def test_laundering_by_a_small_edit_does_not_end_the_exception(repo, capsys):
    old = landed(repo)
    repo.commit("one word", {TOOLS: EDITED})
    new = answering(repo)
    report = judged(repo)
    assert said(report) == [("tool-changed", EMAIL, "block", "decided", new["id"])]
    assert [it.obligations for it in report.triggers] == [(old["id"],)]
    assert {view.id: (view.owner, view.promise) for view in report.records}[old["id"]] == (
        "@lea",
        old["exception"]["exit_plan"],
    )
    repo.checkout("main").merge("change")
    repo.branch("next").commit("again", {TOOLS: EDITED.replace("one e-mail", "an e-mail at once")})
    assert threatgate(capsys, "register", "check", "--repo", repo.path, "--as-of", "2026-12-18").code == 1
    late = judged(repo, date(2026, 12, 19), head="next")
    assert said(late) == [("tool-changed", EMAIL, "block", "expired", old["id"])]
    assert late.verdict is Verdict.BLOCKED


def test_nobody_is_asked_where_nothing_is_bound(repo):
    repo.commit("base", FILES)
    repo.branch("change").commit("moved", {TOOLS: None, LIB: FILES[TOOLS]})
    report = judged(repo)
    assert (report.triggers, report.records, report.verdict) == ((), (), Verdict.PASS)


@pytest.mark.parametrize("outcome", ["exception", "backlog"])
def test_a_file_that_is_only_renamed_keeps_its_promise(repo, outcome):
    data = landed(repo, outcome)
    repo.commit("renamed", {TOOLS: None, LIB: FILES[TOOLS]})
    report = judged(repo)
    assert said(report) == [(UNBOUND, THERE, "block", "unanswered", data["id"])]
    (trigger,) = report.triggers
    assert (report.verdict, trigger.change.moved_from, trigger.obligations) == (Verdict.BLOCKED, EMAIL, (data["id"],))
    assert trigger.remedy[0].startswith(f"threatgate register rebind {data['id']} ")
    assert all(command in trigger.reason for command in trigger.remedy)
    repo.commit("rebound", file(with_moves(data, (EMAIL, THERE))))
    report = judged(repo)
    assert (report.triggers, report.verdict) == ((), Verdict.PASS)


def test_a_promise_follows_out_of_a_folder_whose_name_holds_a_number_sign(repo):
    data = landed(repo)
    sharp = "src/c#/tools.py"
    repo.commit(
        "renamed", {TOOLS: None, sharp: FILES[TOOLS], **file(with_moves(data, (EMAIL, f"tool:{sharp}#send_email")))}
    )
    assert judged(repo).triggers == ()
    repo.checkout("main").merge("change")
    repo.branch("next").commit("renamed again", {sharp: None, LIB: FILES[TOOLS]})
    assert said(judged(repo, head="next")) == [(UNBOUND, THERE, "block", "unanswered", data["id"])]


def test_one_command_follows_all_that_moved(repo, capsys):
    data = landed(repo, names=("send_email", "add_note"))
    repo.commit("renamed", {TOOLS: None, LIB: FILES[TOOLS]})
    commands = (f"threatgate register rebind {data['id']}", f"threatgate register close {data['id']}")
    assert [it.remedy for it in judged(repo).triggers] == [commands, commands]
    assert threatgate(capsys, "register", "rebind", "--repo", repo.path, data["id"]).code == 0
    repo.commit("rebound", file(with_moves(data, (EMAIL, THERE), (f"tool:{TOOLS}#add_note", f"tool:{LIB}#add_note"))))
    assert judged(repo).triggers == ()


def test_a_no_change_promises_nothing_of_what_moves(repo):
    landed(repo, "no_change")
    repo.commit("renamed", {TOOLS: None, LIB: FILES[TOOLS]})
    assert judged(repo).triggers == ()


def test_an_edit_elsewhere_in_the_file_is_quiet(repo):
    landed(repo)
    repo.commit("comment", {TOOLS: "# Tools of the agent.\n" + FILES[TOOLS]})
    assert judged(repo).triggers == ()


def test_deleting_a_bound_element_is_more_than_a_note(repo):
    data = landed(repo)
    repo.commit("gone", {TOOLS: MAIL.partition("@function_tool")[0] + NOTE})
    report = judged(repo)
    assert said(report) == [
        (UNBOUND, EMAIL, "block", "unanswered", data["id"]),
        ("tool-removed", EMAIL, "warn", "unanswered", ""),
    ]
    assert [it.remedy for it in report.triggers if it.rule == UNBOUND] == [
        (
            f"threatgate register close {data['id']}",
            f"threatgate register rebind {data['id']} '{EMAIL}' NEW-ID",
        )
    ]
    assert report.verdict is Verdict.BLOCKED
    repo.commit("closed", file(closed(data)))
    report = judged(repo)
    assert (said(report), report.verdict) == ([("tool-removed", EMAIL, "warn", "unanswered", "")], Verdict.PASS)


def test_a_closing_that_does_not_count_ends_nothing(repo):
    data = landed(repo)
    repo.commit("renamed", {TOOLS: None, LIB: FILES[TOOLS], **file(closed(data, "fixed"))})
    assert (UNBOUND, THERE, "block", "unanswered", data["id"]) in said(judged(repo))


def test_a_record_that_is_rebound_to_nothing_is_not_rebound(repo):
    data = landed(repo)
    nowhere = with_moves(data, (EMAIL, "tool:src/none.py#send_email"))
    repo.commit("renamed", {TOOLS: None, LIB: FILES[TOOLS], **file(nowhere)})
    rules = [rule for rule, *_ in said(judged(repo))]
    assert rules == ["gate-changed", UNBOUND]


def test_the_record_cannot_be_deleted_instead(repo):
    data = landed(repo)
    repo.commit("renamed", {TOOLS: None, LIB: FILES[TOOLS], path(data): None})
    assert [rule for rule, *_ in said(judged(repo))] == ["gate-changed", UNBOUND]


def test_no_new_record_answers_for_a_lost_promise(repo):
    data = landed(repo)
    moved = MAIL.replace("Send an e-mail", "Send one e-mail")
    repo.commit("moved and edited", {TOOLS: None, LIB: moved + NOTE})
    new = answering(repo)
    report = judged(repo)
    assert said(report) == [
        (UNBOUND, THERE, "block", "unanswered", data["id"]),
        ("tool-changed", THERE, "block", "decided", new["id"]),
    ]
    repo.commit("rebound", file(with_moves(data, (EMAIL, THERE))))
    report = judged(repo)
    assert said(report) == [("tool-changed", THERE, "block", "decided", new["id"])]
    assert [it.obligations for it in report.triggers] == [(data["id"],)]


def test_edit_rename_and_edit_again_stay_bound(repo):
    data = landed(repo, "backlog")
    repo.commit("one word", {TOOLS: EDITED})
    answering(repo)
    repo.checkout("main").merge("change")
    repo.git("branch", "-q", "-D", "change")
    repo.branch("change").commit("renamed", {TOOLS: None, LIB: EDITED})
    assert [rule for rule, *_ in said(judged(repo))] == [UNBOUND]
    repo.commit("rebound", file(with_moves(data, (EMAIL, THERE))))
    assert judged(repo).verdict is Verdict.PASS
    repo.checkout("main").merge("change")
    repo.branch("last").commit("again", {LIB: EDITED.replace("one e-mail", "two e-mails")})
    (trigger,) = judged(repo, head="last").triggers
    assert (trigger.answer, trigger.obligations) == (AnswerState.UNANSWERED, (data["id"],))


def test_a_copy_and_then_the_end_of_the_original(repo):
    data = landed(repo, "backlog")
    repo.commit("copied", {LIB: FILES[TOOLS]})
    answering(repo)
    repo.checkout("main").merge("change")
    repo.branch("gone").commit("the original goes", {TOOLS: None})
    report = judged(repo, head="gone")
    assert (UNBOUND, EMAIL, "block", "unanswered", data["id"]) in said(report)
    repo.commit("rebound", file(with_moves(data, (EMAIL, THERE))))
    rules = [rule for rule, *_ in said(judged(repo, head="gone"))]
    assert rules == ["tool-removed", "tool-removed"]


def test_two_tools_that_take_each_others_names(repo, capsys):
    data = landed(repo)
    swapped = MAIL.replace("send_email", "add_note") + NOTE.replace("add_note", "send_email")
    repo.commit("swapped", {TOOLS: swapped})
    other = f"tool:{TOOLS}#add_note"
    report = judged(repo)
    assert (UNBOUND, other, "block", "unanswered", data["id"]) in said(report)
    assert threatgate(capsys, "register", "rebind", "--repo", repo.path, data["id"], EMAIL, other).code == 0
    repo.commit("rebound")
    assert [rule for rule, *_ in said(judged(repo))] == ["tool-changed", "tool-changed"]
    repo.checkout("main").merge("change")
    repo.branch("next").commit("edited", {TOOLS: swapped.replace("Send an e-mail", "Send one e-mail")})
    assert [(it.id, it.obligations) for it in judged(repo, head="next").triggers] == [(other, (data["id"],))]


def test_a_new_record_takes_the_place_of_the_old_one(repo):
    data = landed(repo)
    moved = MAIL.replace("Send an e-mail", "Send one e-mail")
    repo.commit("moved and edited", {TOOLS: None, LIB: moved + NOTE})
    (change,) = [it.change for it in judged(repo).triggers if it.rule != UNBOUND]
    new = record("backlog", [change], number="00000b", created=DAY.isoformat(), supersedes=data["id"])
    new["covers"]["changes"][0]["element"] = EMAIL
    repo.commit("answer", file(with_moves(new, (EMAIL, THERE))))
    report = judged(repo)
    assert said(report) == [("tool-changed", THERE, "block", "decided", new["id"])]
    assert report.triggers[0].obligations == ()
    repo.checkout("main").merge("change")
    repo.branch("next").commit("again", {LIB: moved.replace("one e-mail", "two e-mails") + NOTE})
    assert [it.obligations for it in judged(repo, head="next").triggers] == [(new["id"],)]


def test_decide_writes_where_a_promise_went_that_it_takes_over(repo, capsys):
    data = landed(repo)
    repo.commit("moved and edited", {TOOLS: None, LIB: MAIL.replace("Send an e-mail", "Send one e-mail") + NOTE})
    done = threatgate(
        capsys, "decide", "backlog", "--repo", repo.path, "--base", "main", "--head", "change", "--all",
        "--owner", "@lea", "--second", "@tom", "--ticket", "https://github.com/org/repo/issues/13",
        "--supersedes", data["id"], "--due", (datetime.now(UTC).date() + timedelta(30)).isoformat(),
    )  # fmt: skip
    assert done.code == 0
    repo.commit("answer")
    (trigger,) = judged(repo, datetime.now(UTC).date()).triggers
    assert (trigger.rule, trigger.answer, trigger.obligations) == ("tool-changed", AnswerState.DECIDED, ())


def test_a_new_record_cannot_take_a_promise_to_a_copy(repo):
    data = landed(repo)
    repo.commit("copied", {LIB: FILES[TOOLS]})
    (change,) = [it.change for it in judged(repo).triggers if it.id == THERE]
    new = record("exception", [change], number="00000b", created=DAY.isoformat(), supersedes=data["id"])
    new["exception"] |= {"approved": DAY.isoformat()}
    new["renewal"] = {"count": 1, "progress": "The approval flow is reviewed and lands next week."}
    new["covers"]["changes"][0]["element"] = EMAIL
    repo.commit("answer", file(with_moves(new, (EMAIL, THERE))))
    assert (UNBOUND, EMAIL, "block", "unanswered", data["id"]) in said(judged(repo))


def test_a_file_that_cannot_be_parsed_any_more_keeps_its_promise(repo):
    policy = "actions:\n  refund:\n    require_approval: true\n    max_amount: 50\n"
    landed(repo)
    repo.checkout("main").commit("policy", {"policies/approval.yaml": policy})
    repo.branch("wider").commit("wider", {"policies/approval.yaml": policy.replace("true", "false")})
    changes = [it.change for it in judged(repo, head="wider").triggers]
    data = record("exception", changes, number="00000c")
    repo.commit("record", file(data))
    repo.checkout("main").merge("wider")
    repo.branch("broken").commit("broken", {"policies/approval.yaml": policy + "  bad: [\n"})
    (trigger,) = judged(repo, head="broken").triggers
    assert (trigger.rule, trigger.obligations) == ("approval-changed", (data["id"],))
