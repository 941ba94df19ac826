"""`threatgate decide` on real repositories: what it writes opens the gate; what would not count is not written."""

from __future__ import annotations

import json

import pytest
from running import risky, threatgate

OWNED = ("--owner", "@lea", "--second", "@tom")
BY_TICKET = (*OWNED, "--ticket", "https://github.com/acme/shop/issues/12")
ANSWERS = {
    "backlog": BY_TICKET,
    "blocker": (*OWNED, "--gate", "refunds", "--definition", "evals/refunds.yaml", "--pass-condition", "rate >= 0.95"),
    "exception": (
        *("--owner", "@lea", "--approver", "@ciso", "--reason", "a pilot with ten users"),
        *("--compensating", "allow-list=config/egress.yaml", "--exit-plan", "the approval flow of sprint 12"),
    ),
    "no-change": (*OWNED, "--rationale", "the model covers this", "--evidence", "test=evals/refunds.yaml"),
}


@pytest.fixture
def shop(repo, monkeypatch):
    risky(repo)
    monkeypatch.chdir(repo.path)
    return repo


def records(repo):
    return sorted(path.name for path in repo.path.glob("threat-model/records/*"))


def check(capsys, *arguments):
    return threatgate(capsys, "check", "--base", "main", "--format", "json", *arguments)


def answers(capsys):
    return {trigger["name"]: trigger["answer"] for trigger in json.loads(check(capsys).out)["triggers"]}


@pytest.mark.parametrize("outcome", sorted(ANSWERS))
def test_each_outcome_answers_the_change(shop, capsys, outcome):
    assert check(capsys).code == 1
    done = threatgate(capsys, "decide", outcome, "--base", "main", "--all", *ANSWERS[outcome])
    assert (done.code, len(records(shop))) == (0, 1)
    assert (shop.path / "threat-model/records" / records(shop)[0]).read_text(encoding="utf-8") == done.out
    assert f"git add threat-model/records/{records(shop)[0]} && git commit" in done.err
    shop.commit("the answer")
    assert check(capsys).code == 0
    assert set(answers(capsys).values()) == {"excepted" if outcome == "exception" else "decided"}


@pytest.mark.usefixtures("shop")
def test_the_record_says_what_it_can_by_itself(capsys):
    done = threatgate(capsys, "decide", "backlog", "--base", "main", "refund", "--as-of", "2026-11-23", *BY_TICKET)
    assert done.code == 0
    assert "\nid: TM-20261123-" in done.out
    assert "\nseverity: high" in done.out
    assert "\n  due: 2026-12-23" in done.out
    assert "\n  acceptance_criteria:\n" in done.out
    assert "\n  statement: " in done.out
    assert '"LLM' in done.out
    assert "approval:policies/approval.yaml#actions.refund" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["backlog", "--all"], ["backlog also needs --owner --ticket --second"], id="all-flags"),
        pytest.param(
            ["blocker", "--all", *OWNED], ["also needs --gate --definition --pass-condition"], id="some-flags"
        ),
        pytest.param(["backlog", *BY_TICKET], ["several changes wait", "approval.yaml#", "rag.yaml#"], id="no-element"),
        pytest.param(["backlog", "nosuch", *BY_TICKET], ["no change here is called nosuch"], id="unknown"),
        pytest.param(["backlog", "yaml", *BY_TICKET], ["yaml may mean 2 changes"], id="ambiguous"),
        pytest.param(["backlog", "refund", "--all", *BY_TICKET], ["exclude each other"], id="both"),
        pytest.param(
            ["backlog", "--all", "--owner", "@lea", "--second", "@lea", *BY_TICKET[4:]],
            ["would not count", "also the owner"],
            id="second-is-owner",
        ),
        pytest.param(
            ["backlog", "--all", "--owner", "security", *BY_TICKET[2:]], ["nobody in particular"], id="nobody"
        ),
        pytest.param(["backlog", "--all", *OWNED, "--ticket", "JIRA-12"], ["web address"], id="no-ticket"),
        pytest.param(
            ["backlog", "--all", *BY_TICKET, "--criterion", "Security will monitor the logs"],
            ["promises monitoring"],
            id="promise",
        ),
        pytest.param(
            ["backlog", "--all", *BY_TICKET, "--monitoring-log", "audit"], ["--monitoring-alert"], id="half-monitoring"
        ),
        pytest.param(["backlog", "--all", *BY_TICKET, "--due", "2099-01-01"], ["has at most 30"], id="too-late"),
        pytest.param(
            ["exception", "--all", *ANSWERS["exception"], "--compensating", "x"], ["CONTROL=REF"], id="no-ref"
        ),
        pytest.param(["exception", "--all", *ANSWERS["exception"], "--mode", "class"], ["one kind"], id="two-kinds"),
        pytest.param(["no-change", "--all", *OWNED, "--ticket", "x"], ["--ticket"], id="flag-of-another-outcome"),
        pytest.param([], ["which answer?"], id="no-outcome"),
        pytest.param(["--refresh"], ["no record that has not landed"], id="nothing-to-refresh"),
    ],
)
def test_what_would_not_count_is_refused_and_not_written(shop, capsys, arguments, said):
    done = threatgate(
        capsys,
        "decide",
        *arguments[:1],
        "--base",
        "main",
        *arguments[1:],
        *(["--no-input"] if len(arguments) > 1 else []),
    )
    assert (done.code, done.out, records(shop)) == (2, "", [])
    assert all(words in done.err for words in said), done.err


def test_an_element_goes_by_id_name_part_and_fingerprint(shop, capsys):
    first = json.loads(check(capsys).out)["triggers"][0]
    for word in (first["id"], first["name"], first["path"], first["fingerprint"], first["fingerprint"][7:19]):
        done = threatgate(capsys, "decide", "backlog", "--base", "main", word, "--dry-run", *BY_TICKET)
        assert done.code == 0
        assert f'element: "{first["id"]}"' in done.out
        assert done.out.count("- element:") == 1
    assert records(shop) == []


def test_what_is_answered_is_not_answered_twice(shop, capsys):
    threatgate(capsys, "decide", "backlog", "--base", "main", "refund", *BY_TICKET)
    shop.commit("the answer")
    done = threatgate(capsys, "decide", "backlog", "--base", "main", "refund", *BY_TICKET)
    assert (done.code, len(records(shop))) == (2, 1)
    assert "is answered already, by TM-" in done.err
    assert threatgate(capsys, "decide", "backlog", "--base", "main", *BY_TICKET).code == 0
    shop.commit("the other")
    assert "nothing waits" in threatgate(capsys, "decide", "backlog", "--base", "main", "--all", *BY_TICKET).err


def test_a_record_on_disk_is_never_overwritten(shop, capsys):
    arguments = ("decide", "backlog", "--base", "main", "--all", *BY_TICKET)
    assert threatgate(capsys, *arguments).code == 0
    again = threatgate(capsys, *arguments)
    assert (again.code, len(records(shop))) == (2, 1)
    assert "is there already" in again.err


def test_another_edit_makes_it_stale_and_refresh_binds_it_anew(shop, capsys):
    threatgate(capsys, "decide", "exception", "--base", "main", "--all", *ANSWERS["exception"])
    shop.commit("the answer")
    shop.commit("wider still", {"config/rag.yaml": "retriever:\n  top_k: 40\n  index: help-centre\n"})
    assert answers(capsys) == {"actions.refund": "excepted", "retriever": "stale"}
    void = threatgate(capsys, "decide", "--base", "main", "--refresh")
    assert void.code == 0
    assert "approved" not in void.out.replace("the day the approver agreed", "")
    assert "nobody approved it yet" in void.err
    done = threatgate(capsys, "decide", "exception", "--base", "main", "--refresh", "--approver", "@ciso")
    assert (done.code, len(records(shop)), "not enough" in done.err) == (0, 1, False)
    shop.commit("bound anew")
    assert check(capsys).code == 0


def test_a_record_that_has_landed_is_left_alone(shop, capsys):
    threatgate(capsys, "decide", "backlog", "--base", "main", "--all", *BY_TICKET)
    shop.commit("the answer")
    shop.checkout("main").merge("pilot")
    shop.branch("next").commit("wider still", {"config/rag.yaml": "retriever:\n  top_k: 40\n  index: help-centre\n"})
    before = shop.git("status", "--porcelain")
    assert threatgate(capsys, "decide", "--base", "main", "--refresh").code == 2
    assert shop.git("status", "--porcelain") == before
    assert threatgate(capsys, "decide", "backlog", "--base", "main", *BY_TICKET).code == 0
    assert len(records(shop)) == 2


def test_takes_the_changes_from_a_report(shop, capsys, tmp_path):
    report = tmp_path / "report.json"
    report.write_text(check(capsys).out, encoding="utf-8")
    done = threatgate(capsys, "decide", "backlog", "--base", "main", "--all", "--from-report", report, *BY_TICKET)
    assert done.code == 0
    shop.commit("the answer")
    assert check(capsys).code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{", "no JSON", id="no-json"),
        pytest.param("[]", "no report", id="no-report"),
        pytest.param('{"schema": "threatgate.report.v2"}', "no report", id="another-version"),
        pytest.param('{"schema": "threatgate.report.v1", "triggers": [{}]}', "cannot be read", id="no-trigger"),
        pytest.param(None, "cannot read", id="no-file"),
    ],
)
def test_a_report_that_is_none_is_said(shop, capsys, tmp_path, text, said):
    if text is not None:
        (tmp_path / "report.json").write_text(text, encoding="utf-8")
    done = threatgate(capsys, "decide", "backlog", "--from-report", tmp_path / "report.json", "--all", *BY_TICKET)
    assert (done.code, said in done.err) == (2, True)
    assert records(shop) == []


def test_options_may_stand_before_the_outcome(shop, capsys):
    done = threatgate(capsys, "decide", "--base", "main", "backlog", "--all", "--dry-run", *BY_TICKET)
    assert (done.code, records(shop)) == (0, [])


def test_what_is_staged_can_be_answered_before_it_is_committed(shop, capsys):
    shop.checkout("main").write({"config/rag.yaml": "retriever:\n  top_k: 20\n  index: help-centre\n"}).git("add", "-A")
    assert threatgate(capsys, "decide", "backlog", "--staged", *BY_TICKET).code == 0
    shop.git("add", "-A")
    assert threatgate(capsys, "check", "--staged").code == 0


def test_without_a_working_tree_it_prints_and_says_where(shop, capsys, tmp_path):
    shop.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    at = ("--repo", tmp_path / "bare.git", "--base", "main", "--head", "pilot")
    done = threatgate(capsys, "decide", "backlog", *at, "--all", *BY_TICKET)
    assert (done.code, done.out.startswith("# This record")) == (0, True)
    assert "no working tree here; commit this as threat-model/records/TM-" in done.err


def test_a_register_that_leads_out_of_the_repository_is_refused(shop, capsys, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (shop.path / "threat-model").symlink_to(tmp_path / "elsewhere")
    done = threatgate(capsys, "decide", "backlog", "--base", "main", "--all", *BY_TICKET)
    assert done.code == 2
    assert "leads out of the repository" in done.err
    assert list((tmp_path / "elsewhere").rglob("*.yaml")) == []


def test_what_takes_a_record_s_place_is_due_as_soon_as_its_severity_asks(shop, capsys):
    first = threatgate(capsys, "decide", "backlog", "--base", "main", "refund", *BY_TICKET, "--as-of", "2026-11-20")
    name = records(shop)[0].removesuffix(".yaml")
    shop.commit("answered")
    shop.git("checkout", "-q", "main")
    shop.git("merge", "-q", "--no-ff", "-m", "landed", "pilot")
    shop.branch("words").commit(
        "less", {"policies/approval.yaml": "actions:\n  refund:\n    require_approval: false\n    max_amount: 40\n"}
    )
    words = ("decide", "backlog", "--base", "main", "--all", "--supersedes", name, "--as-of", "2026-11-23", *BY_TICKET)
    done = threatgate(capsys, *words)
    assert "\nseverity: high" in first.out
    assert (done.code, "\nseverity: high" in done.out, "\n  due: 2026-12-23" in done.out) == (0, True, True)
