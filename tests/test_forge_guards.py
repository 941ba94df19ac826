"""What a forge enforces on a branch, and what the doctor makes of it."""

from __future__ import annotations

import pytest
from doctor_samples import HEALTHY
from forge_samples import GITHUB, GITLAB, Host
from running import threatgate

from threatgate.doctor import Health, examine
from threatgate.forge import Unknown, opened

ROOT = "GET /repos/acme/shop"
LAB = "GET /api/v4/projects/acme%2Ftools%2Fshop"
NAMES = frozenset({"gate"})
PULL = {"require_code_owner_review": True, "require_last_push_approval": True, "dismiss_stale_reviews_on_push": True}
RULES = [
    {
        "type": "required_status_checks",
        "parameters": {"required_status_checks": [{"context": "Threatgate / gate", "integration_id": 15368}]},
    },
    {"type": "pull_request", "parameters": PULL},
    {"type": "workflows", "parameters": {"workflows": [{"path": "gate.yml", "repository_id": 1}]}},
]
CLOSED = {
    f"{ROOT}/rules/branches/main": RULES,
    f"{ROOT}/branches/main": {"protected": True},
    f"{ROOT}/codeowners/errors": {"errors": []},
}
LAB_CLOSED = {
    LAB: {"only_allow_merge_if_pipeline_succeeds": True, "allow_merge_on_skipped_pipeline": False},
    f"{LAB}/protected_branches/main": {"code_owner_approval_required": True, "allow_force_push": False},
    f"{LAB}/approvals": {
        "merge_requests_author_approval": False,
        "merge_requests_disable_committers_approval": True,
        "reset_approvals_on_push": True,
    },
}


def guards(environ, answers):
    return opened(environ, "", Host(answers=answers).wires).guards("main", NAMES)


def test_everything_is_enforced():
    assert [one.holds for one in guards(GITHUB, CLOSED)] == [True] * 7
    assert [one.holds for one in guards(GITLAB, LAB_CLOSED)] == [True] * 7


def test_nothing_is_enforced():
    bare = {f"{ROOT}/rules/branches/main": [], f"{ROOT}/branches/main": {"protected": False}}
    found = guards(GITHUB, bare | {f"{ROOT}/codeowners/errors": {"errors": [{}, {}]}})
    assert [(one.holds, one.words) for one in found] == [
        (False, "no required check is the gate's (gate)"),
        (False, "code owners are asked and need not agree"),
        (False, "who pushes last may have approved their own change"),
        (False, "an approval outlives the pushes that follow it"),
        (False, "the pipeline is what the pull request says it is: only code owners see that it still runs the gate"),
        (False, "CODEOWNERS has 2 errors, and a faulty line has no owner"),
    ]
    found = guards(GITLAB, {LAB: {"allow_merge_on_skipped_pipeline": True}, f"{LAB}/approvals": {}})
    assert [one.holds for one in found] == [False, False, None, None, False, False, False]


def test_the_older_protection_counts_where_it_may_be_seen():
    older = {
        "required_status_checks": {"checks": [{"context": "gate", "app_id": None}]},
        "required_pull_request_reviews": {"require_code_owner_reviews": True, "dismiss_stale_reviews": True},
    }
    answers = CLOSED | {f"{ROOT}/rules/branches/main": [], f"{ROOT}/branches/main/protection": older}
    found = {one.fine: one.holds for one in guards(GITHUB, answers)}
    assert found == {
        "the gate is a required check": True,
        "the check counts from one app only": False,
        "code owners have to agree to what they own": True,
        "somebody other than the last pusher has to agree": False,
        "a push makes earlier approvals void": True,
        "a workflow of another repository is required, which no pull request here can edit": False,
        "CODEOWNERS has no error": True,
    }


def test_what_the_token_may_not_see_is_unknown():
    answers = {f"{ROOT}/rules/branches/main": [], f"{ROOT}/branches/main": {"protected": True}}
    found = guards(GITHUB, answers | {f"{ROOT}/branches/main/protection": 403})
    assert [one.holds for one in found] == [None, None, None, None, False, None]


@pytest.mark.parametrize("environ", [GITHUB, GITLAB], ids=["github", "gitlab"])
@pytest.mark.parametrize("answer", [401, 404, 500])
def test_a_forge_that_does_not_answer_is_unknown(environ, answer):
    answers = {f"{ROOT}/rules/branches/main": answer, LAB: answer}
    assert isinstance(guards(environ, answers), Unknown)


def test_the_doctor_asks_the_forge_when_told_to(repo, monkeypatch, capsys):
    repo.commit("all", HEALTHY)
    host = Host(answers=CLOSED | {f"{ROOT}/rules/branches/main": RULES[:2]})
    monkeypatch.setattr("threatgate.forge._opening.WIRES", host.wires)
    monkeypatch.setattr("threatgate.forge._opening.opened.__defaults__", ("", host.wires))
    environ = {**GITHUB, "CI": "true", "GITHUB_REF_NAME": "main", "PATH": repo.env["PATH"]}
    found = [one for one in examine(repo.path, None, environ, online=True).findings if one.topic == "platform"]
    assert [one.health for one in found].count(Health.FINE) == 6
    assert [one.words for one in found if one.health is Health.ADVICE] == [
        "the pipeline is what the pull request says it is: only code owners see that it still runs the gate"
    ]
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "THREATGATE_TOKEN", "GITHUB_ACTIONS", "CI"):
        monkeypatch.delenv(name, raising=False)
    ran = threatgate(capsys, "doctor", "--online", "--repo", repo.path, "--rev", "HEAD")
    assert ran.code == 3
    assert ran.out.splitlines()[1].startswith("unknown  ")
