"""Every merge since the last release was answered: with the change, or later for that very change."""

from __future__ import annotations

import pytest
from release_samples import EXCEPTION, REFUND, RETRIEVAL, TICKET, Shop, said
from running import BASE, WIDER

from threatgate.errors import UsageError
from threatgate.model import Verdict
from threatgate.release import Merges

APPROVAL = {"policies/approval.yaml": WIDER["policies/approval.yaml"]}
BACK = {"policies/approval.yaml": BASE["policies/approval.yaml"]}
NOBODY = "high approval-widened: approval policy actions.refund: require_approval: true → false; nobody answered for it"


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return Shop(repo, capsys, monkeypatch)


def test_a_merge_that_brought_its_answer_is_kept(shop):
    shop.pilot("exception", REFUND, *EXCEPTION)
    shop.repo.commit("words", {"README.md": "# The shop\n"})
    found = shop.release()
    assert (found.verdict, said(found), found.merges) == (Verdict.PASS, [], Merges(2, 1, 1))


def test_a_merge_that_nobody_answered_for_keeps_it_closed(shop):
    shop.landed("pilot", APPROVAL)
    found = shop.release()
    assert (found.verdict, said(found)) == (Verdict.BLOCKED, [("merge", REFUND, NOBODY)])
    (reason,) = found.reasons
    first, last = shop.repo.git("rev-parse", "v1")[:12], shop.head()[:12]
    assert reason.mend == f"threatgate decide backlog --base {first} --head {last} '{REFUND}'"
    assert (reason.who, reason.since, reason.path, reason.line) == (
        ("lea@example.org",),
        last,
        "policies/approval.yaml",
        3,
    )


def test_catching_up_is_allowed_for_that_very_change(shop):
    shop.landed("pilot", APPROVAL)
    merge = shop.head()
    shop.decide("exception", REFUND, f"{merge}^1", merge, *EXCEPTION)
    shop.repo.commit("answered later")
    assert said(shop.release()) == []
    # The same record says nothing of what came after it.
    shop.repo.commit("back", BACK)
    shop.repo.commit("and again", APPROVAL)
    shop.repo.commit("more of it", {"policies/approval.yaml": WIDER["policies/approval.yaml"].replace("50", "500")})
    grounds = [(ground, subject) for ground, subject, _ in said(shop.release())]
    assert grounds == [("merge", REFUND)] * 2


def test_a_landed_record_is_not_replayed_after_a_revert(shop):
    shop.pilot("exception", REFUND, *EXCEPTION)
    shop.repo.commit("back", BACK)
    assert said(shop.release()) == []
    shop.repo.commit("and again", APPROVAL)
    assert [(ground, subject) for ground, subject, _ in said(shop.release())] == [("merge", REFUND)]


def test_what_was_not_answered_and_is_undone_is_a_note(shop):
    shop.landed("pilot", APPROVAL)
    shop.repo.commit("back", BACK)
    found = shop.release()
    assert (found.verdict, said(found)) == (Verdict.PASS, [])
    assert said(found, "note") == [
        (
            "merge",
            REFUND,
            f"approval-widened was not answered, and is undone since: {NOBODY[23:].partition(';')[0]}",
        )
    ]


def test_a_rename_undoes_nothing(shop):
    shop.landed("new", {"policies/mail.yaml": "actions:\n  mail:\n    require_approval: false\n"})
    text = (shop.repo.path / "policies/mail.yaml").read_text(encoding="utf-8")
    shop.repo.commit("moved", {"policies/mail.yaml": None, "policies/post.yaml": text})
    assert [subject for _, subject, _ in said(shop.release())] == ["approval:policies/mail.yaml#actions.mail"]


def test_settings_that_were_switched_off_for_a_while_are_never_undone(shop):
    shop.repo.commit("settings", {".threatgate.yaml": "version: 1\n"})
    shop.repo.git("tag", "v2")
    shop.repo.commit("off", {".threatgate.yaml": "version: 1\nignore: ['policies/**']\n"})
    shop.repo.commit("unseen", APPROVAL)
    shop.repo.commit("on again", {".threatgate.yaml": "version: 1\n"})
    found = shop.release(since="v2")
    assert [(ground, subject) for ground, subject, _ in said(found)] == [
        ("merge", "approval:.threatgate.yaml#settings")
    ] * 2


def test_a_squashed_a_pushed_and_an_octopus_step_are_steps(shop):
    repo = shop.repo
    repo.branch("one").commit("one", APPROVAL)
    repo.checkout("main").branch("two").commit("two", {"config/rag.yaml": WIDER["config/rag.yaml"]})
    repo.checkout("main")
    repo.git("merge", "-q", "--no-ff", "-m", "both", "one", "two")
    assert len(repo.git("rev-list", "--parents", "-1", "HEAD").split()) == 4
    found = shop.release()
    assert [subject for _, subject, _ in said(found)] == [REFUND, RETRIEVAL]
    assert found.merges == Merges(1, 1, 0)


def test_records_that_were_taken_back_answer_nothing(shop):
    name = shop.pilot("exception", REFUND, *EXCEPTION)
    file = shop.repo.path / "threat-model" / "records" / f"{name}.yaml"
    kept = file.read_text(encoding="utf-8")
    shop.repo.commit("deleted", {f"threat-model/records/{name}.yaml": None})
    gone = said(shop.release())
    assert [subject for _, subject, _ in gone] == [REFUND, f"approval:threat-model/records/{name}.yaml#record"]
    assert gone[0][2].endswith(f"; {name}, which answered it, is no longer in the register")
    shop.repo.commit("added again", {f"threat-model/records/{name}.yaml": kept})
    assert [subject for _, subject, _ in said(shop.release())] == [f"approval:threat-model/records/{name}.yaml#record"]
    closing = 'closed: {date: 2026-11-23, by: "@lea", how: revoked}\n'
    shop.repo.commit("revoked", {f"threat-model/records/{name}.yaml": kept + closing})
    words = [words for _, subject, words in said(shop.release()) if subject == REFUND]
    assert words[0].endswith(f"; {name}, which answered it, was closed as revoked")


def test_a_bot_is_answered_by_a_record_made_before(shop):
    repo = shop.repo
    bump = {"config/model.yaml": "model: gpt-4o-mini\n"}
    repo.commit("model", {"config/model.yaml": "model: gpt-4o\n"})
    repo.git("tag", "v2")
    repo.branch("bump").commit("bump", bump, author="bot <bot@example.org>")
    repo.checkout("main")
    changed = "model:config/model.yaml#model"
    name = shop.decide(
        "no-change",
        changed,
        "main",
        "bump",
        *("--rationale", "The smaller model has no tools and the same limits, as the eval shows."),
        *("--evidence", "eval=evals/refunds.yaml", "--pre-answer", "2026-12-01"),
    )
    repo.commit("answered before")
    repo.merge("bump")
    assert name
    assert said(shop.release(since="v2")) == []


def test_since_names_what_came_before(shop):
    shop.landed("pilot", APPROVAL)
    with pytest.raises(UsageError, match="is the head itself, so no merge would be looked at"):
        shop.release(since="HEAD")
    shop.repo.git("tag", "v2")
    shop.repo.checkout("v1")
    with pytest.raises(UsageError, match="comes after the head"):
        shop.release(since="v2")
    shop.repo.checkout("main")
    with pytest.raises(UsageError, match="--since v9: there is no such branch, tag or commit"):
        shop.release(since="v9")


def test_a_release_of_a_branch_of_its_own_is_said(shop):
    shop.repo.branch("release-1").commit("patch", {"README.md": "# Patched\n"})
    shop.repo.git("tag", "v1.1")
    shop.repo.checkout("main")
    shop.landed("pilot", APPROVAL)
    found = shop.release(since="v1.1")
    assert [subject for _, subject, _ in said(found)] == [REFUND]
    assert "is not an ancestor of the head: looked at is what the head has and it has not" in found.notices[0]


def test_nobody_says_where_the_last_release_was(shop):
    found = shop.release(since=None)
    assert (found.verdict, found.since) == (Verdict.UNDETERMINED, "")
    assert said(found) == [("merge", "merges", "nobody says where the last release was, so no merge was looked at")]
    assert found.reasons[0].mend.startswith("threatgate release --since TAG, the last release; or write adopted:")


def test_adoption_stands_in_the_settings(shop):
    shop.landed("pilot", APPROVAL)
    adopted = shop.head()
    shop.repo.commit("adopt", {".threatgate.yaml": f"version: 1\nadopted: {{commit: {adopted}}}\n"})
    found = shop.release(since=None)
    assert (found.verdict, found.since, found.merges) == (Verdict.PASS, adopted, Merges(1, 0, 0))
    shop.repo.commit("rag", {"config/rag.yaml": WIDER["config/rag.yaml"]})
    assert [subject for _, subject, _ in said(shop.release(since=None))] == [RETRIEVAL]
    # Whoever moves the day of adoption forward changes the gate.
    moved = shop.repo.git("rev-parse", "HEAD")
    shop.repo.commit("skip", {".threatgate.yaml": f"version: 1\nadopted: {{commit: {moved}}}\n"})
    assert [subject for _, subject, _ in said(shop.release(since=None))] == ["approval:.threatgate.yaml#settings"]
    shop.repo.commit("lost", {".threatgate.yaml": f"version: 1\nadopted: {{commit: {'a' * 40}}}\n"})
    lost = shop.release(since=None)
    assert lost.verdict is Verdict.UNDETERMINED
    assert said(lost, "undetermined")[0][1] == "adopted.commit of the settings"


def test_history_that_is_cut_off_is_undetermined(shop, tmp_path, monkeypatch):
    for name in ("a", "b", "c"):
        shop.repo.commit(name, {f"{name}.txt": name})
    shop.repo.git("clone", "-q", "--depth=2", f"file://{shop.repo.path}", str(tmp_path / "shallow"))
    first = shop.repo.git("rev-parse", "v1")
    shop.repo.path = tmp_path / "shallow"
    found = shop.release(since=first)
    assert found.verdict is Verdict.UNDETERMINED
    assert [ground for ground, *_ in said(found)] == ["merge"]
    monkeypatch.chdir(shop.repo.path)
    shop.repo.git("fetch", "-q", "--depth=1", "origin", first)
    shop.repo.git("tag", "v1", first)
    cut = shop.release()
    assert cut.verdict is Verdict.UNDETERMINED
    assert "the merges could not be looked at" in cut.reasons[0].words


def test_a_step_that_cannot_be_judged_is_undetermined(shop):
    shop.repo.commit("broken", {".threatgate.yaml": "version: 1\nmodus: observe\n"})
    shop.repo.commit("mended", {".threatgate.yaml": "version: 1\n"})
    found = shop.release()
    step = shop.head()[:12]
    assert found.verdict is Verdict.UNDETERMINED
    assert [(subject, words[:18]) for _, subject, words in said(found)] == [(step, "cannot be judged: ")]
    assert found.reasons[0].mend == f"look at {step} by hand, then begin after it: threatgate release --since {step}"


def test_a_ticket_answers_too(shop):
    shop.landed("rag", {"config/rag.yaml": WIDER["config/rag.yaml"]}, ("backlog", RETRIEVAL, *TICKET))
    assert said(shop.release()) == []


def test_a_commit_that_is_not_here_is_undetermined(shop):
    found = shop.release(since="f" * 40)
    assert found.verdict is Verdict.UNDETERMINED
    assert "is not in the repository" in found.reasons[0].words


def test_required_controls_may_come_later_but_have_to_be_there(shop):
    wanted = "version: 1\nrequire: {approval-widened: [logging]}\n"
    shop.repo.commit("settings", {".threatgate.yaml": wanted})
    shop.repo.git("tag", "v2")
    shop.pilot("exception", REFUND, *EXCEPTION)
    (reason,) = shop.release(since="v2").reasons
    assert (reason.subject, "head has none in force for actions.refund" in reason.words) == (REFUND, True)
    assert reason.mend == "threatgate explain approval-widened"
    shop.repo.commit("log", {"config/audit.yaml": "audit_log:\n  enabled: true\n  sink: s3://audit\n"})
    assert REFUND not in [subject for _, subject, _ in said(shop.release(since="v2"))]


def test_a_promise_that_was_left_behind_is_not_kept(shop):
    name = shop.pilot("exception", REFUND, *EXCEPTION)
    moved = {"policies/approval.yaml": None, "rules/approval.yaml": APPROVAL["policies/approval.yaml"]}
    shop.repo.commit("moved", moved)
    here = REFUND.replace("policies", "rules")
    (reason,) = shop.release().reasons
    assert (reason.ground, reason.subject, reason.mend) == (
        "merge",
        here,
        f"threatgate register rebind {name} '{REFUND}' '{here}'",
    )
    path = f"threat-model/records/{name}.yaml"
    kept = (shop.repo.path / path).read_text(encoding="utf-8")
    bound = f'moves: [{{date: 2026-11-23, from: "{REFUND}", to: "{here}"}}]\n'
    shop.repo.commit("bound to it", {path: kept + bound})
    assert said(shop.release()) == []


def test_a_bare_repository_and_one_without_common_history(shop, tmp_path):
    shop.landed("pilot", APPROVAL)
    shop.repo.git("clone", "-q", "--bare", f"file://{shop.repo.path}", str(tmp_path / "bare.git"))
    told = said(shop.release())
    shop.repo.git("checkout", "-q", "--orphan", "other")
    shop.repo.commit("another beginning")
    apart = shop.release()
    assert (apart.verdict, "have no common history here" in apart.reasons[0].words) == (Verdict.UNDETERMINED, True)
    shop.repo.path = tmp_path / "bare.git"
    assert said(shop.release()) == told


def test_a_record_that_is_put_back_is_as_old_as_it_was(shop):
    name = shop.pilot("exception", REFUND, *EXCEPTION)
    path = f"threat-model/records/{name}.yaml"
    kept = (shop.repo.path / path).read_text(encoding="utf-8")
    shop.repo.git("tag", "v2")
    shop.repo.commit("back", BACK)
    shop.repo.commit("and again", APPROVAL)
    shop.repo.commit("deleted", {path: None})
    shop.repo.commit("put back", {path: kept})
    assert REFUND in [subject for _, subject, _ in said(shop.release(since="v2"))]
