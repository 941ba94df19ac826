"""Declared approvals: whoever had a hand in the change agrees to nothing, under no name and by no detour."""

from __future__ import annotations

import json

import pytest
from signed_samples import SETTINGS, Shop, pull_request

DECLARED = SETTINGS.replace("approval: signed", "approval: declared")
LEA = "lea@example.org"


@pytest.fixture
def shop(capsys, repo):
    return Shop(capsys, repo, {})


@pytest.fixture
def request_(shop):
    """`request_()` commits the record of a pull request; gives its path."""

    def made(settings=DECLARED, approver="@ciso", instead="", message="record", **people):
        record = pull_request(shop.capsys, shop.repo, None, settings, approver)
        if instead:
            text = (shop.repo.path / record).read_text(encoding="utf-8")
            shop.repo.write({record: text.replace(f'"{approver}"', f'"{instead}"')})
        shop.repo.commit(message, **people)
        return record

    return made


def refusal(shop, *more):
    shown = shop.check(*more)
    assert shown.code == 1, shown
    return " ".join(shown.out.split())


def test_somebody_else_who_is_listed_may_agree(shop, request_):
    request_()
    shown = shop.check()
    assert (shown.code, "approved by @ciso: declared" in " ".join(shown.out.split())) == (0, True)


@pytest.mark.parametrize("approver", ["@lea", "@LEA", "lea@example.org", "LEA+work@example.org", "@lea-too"])
def test_the_author_does_not_agree_under_any_name(shop, request_, approver):
    request_(DECLARED.replace('["@ciso"]', '["@ciso", "@lea", "@lea-too", "lea+work@example.org"]'), instead=approver)
    assert f"exception.approver is {approver}" not in (said := refusal(shop))
    assert f"approver is {approver}, who also wrote this change" in said


def test_an_approver_whom_the_same_change_adds_is_none(shop, request_):
    request_(instead="@mallory")
    shop.repo.commit("one more", {".threatgate.yaml": DECLARED.replace('["@ciso"]', '["@ciso", "@mallory"]')})
    assert "who is not among those who may approve this on the base side: @ciso" in refusal(shop)


@pytest.mark.parametrize(
    "trailer",
    [
        "Co-authored-by: The Chief <ciso@example.org>",
        "co-authored-by: <CISO@Home.Example>",
        "Co-Authored-By: ciso@example.org",
        "Co-authored-by: @ciso",
        "Co-authored-by : The Chief (@CISO)",
        "Co-authored-by: The Chief\n <ciso@example.org>",
        "Co-authored-by: Tom <tom@example.org>, The Chief <ciso+pair@example.org>",
        "  Co-authored-by: <tom@example.org> <ciso@example.org>\n\nSigned-off-by: Lea <lea@example.org>",
    ],
)
def test_a_co_author_does_not_agree_however_it_is_written(shop, request_, trailer):
    request_(message=f"record\n\nIn pairs.\n\n{trailer}")
    assert "approver is @ciso, who also wrote this change" in refusal(shop)


@pytest.mark.parametrize(
    "trailer", ["Co-authored-by: Tom <tom@example.org>", "Reviewed-by: The Chief <ciso@example.org>"]
)
def test_other_people_of_the_message_do_not_void_the_approval(shop, request_, trailer):
    request_(message=f"record\n\n{trailer}")
    assert shop.check().code == 0


@pytest.mark.parametrize("role", ["AUTHOR", "COMMITTER"])
def test_author_and_committer_both_wrote_it(shop, request_, role):
    request_()
    shop.repo.git("commit", "-q", "--allow-empty", "-m", "picked", env={f"GIT_{role}_EMAIL": "ciso@home.example"})
    assert "who also wrote this change, as ciso@home.example" in refusal(shop)


def test_what_the_forge_commits_is_the_authors(shop, request_):
    request_()
    shop.repo.git("commit", "-q", "--allow-empty", "-m", "web", env={"GIT_COMMITTER_EMAIL": "noreply@github.com"})
    assert shop.check().code == 0
    shop.repo.git("commit", "-q", "--allow-empty", "-m", "who?", env={"GIT_AUTHOR_EMAIL": "noreply@github.com"})
    assert "the author noreply@github.com is in no entry of people" in refusal(shop)


def test_a_mailmap_turns_nobody_into_somebody_else(shop, request_):
    request_(author="C <ciso@home.example>")
    shop.repo.commit("names", {".mailmap": "Tom <tom@example.org> C <ciso@home.example>\n"})
    assert "who also wrote this change, as ciso@home.example" in refusal(shop)


@pytest.mark.parametrize("settings", [DECLARED, "version: 1\n"], ids=["listed", "nobody-listed"])
def test_an_address_that_looks_like_another_proves_nothing(shop, request_, settings):
    request_(settings, author="C <\u0441iso@example.org>")
    assert "is written with letters that can look like others" in refusal(shop)


def test_an_unmapped_author_says_how_to_mend_it(shop, request_):
    request_(author="Max <max@example.org>")
    said = refusal(shop)
    assert "the author max@example.org is in no entry of people" in said
    assert "add the address to people in .threatgate.yaml on the base side" in said


def test_an_author_without_an_address_is_not_passed_over(shop, request_):
    request_()
    raw = shop.repo.git("cat-file", "commit", "HEAD").replace("author Lea <lea@example.org>", "author The Chief <>")
    shop.repo.git(
        "update-ref", "HEAD", shop.repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode())
    )
    assert "the author (no address) is in no entry of people" in refusal(shop)


@pytest.mark.parametrize(
    "bot", ["@dependabot[bot]", "@github-actions", "@release-bot", "@project_12_bot_3f", "@Copilot"]
)
def test_a_bot_agrees_to_nothing(shop, request_, bot):
    request_(DECLARED.replace('["@ciso"]', f'["@ciso", "{bot}"]'), instead=bot)
    assert f"approver is {bot}, a bot, and a bot does not agree, a person does" in refusal(shop)


def test_a_role_agrees_only_where_all_of_it_may(shop, request_):
    roles = DECLARED + '  "@oncall": ["@ciso", "@intern"]\n  "@chief": ["@ciso"]\n'
    request_(roles, instead="@oncall")
    assert "who is not among those who may approve this on the base side: @ciso" in refusal(shop)


def test_a_role_of_those_who_may_agrees(shop, request_):
    request_(DECLARED + '  "@chief": ["@ciso"]\n', instead="@chief")
    assert shop.check().code == 0


def test_an_approver_by_an_address_that_nobody_maps_cannot_be_told_from_the_author(shop, request_):
    request_(DECLARED.replace('["@ciso"]', '["@ciso", boss@example.org]'), instead="boss@example.org")
    assert "boss@example.org is in no entry of people" in refusal(shop)


def test_a_team_without_members_names_the_mend(shop, request_):
    request_()
    shop.repo.checkout("main").commit("teams", {".threatgate.yaml": DECLARED.replace('["@ciso"]', '["@acme/leads"]')})
    shop.repo.checkout("pilot")
    assert "list the members of @acme/leads under people in .threatgate.yaml" in refusal(shop)


@pytest.fixture
def event(tmp_path, monkeypatch):
    """`event(name, said, actor)` is the GitHub event of the run; the gate is given its range by hand."""

    def happened(name, said, actor):
        file = tmp_path / "event.json"
        file.write_text(json.dumps(said), encoding="utf-8")
        given = {"ACTIONS": "true", "EVENT_NAME": name, "EVENT_PATH": str(file), "ACTOR": actor}
        for key, value in given.items():
            monkeypatch.setenv(f"GITHUB_{key}", value)

    return happened


PULL = {"action": "synchronize", "pull_request": {"number": 7, "user": {"login": "max"}}, "sender": {"login": "max"}}
OPENED_BY_CISO = {**PULL, "pull_request": {"number": 7, "user": {"login": "CISO"}}}
PUSH = {"pusher": {"name": "ciso"}, "head_commit": {"committer": {"email": LEA}}}
MERGED = {**PUSH, "head_commit": {"committer": {"email": "noreply@github.com"}}}


@pytest.mark.parametrize(
    "happened",
    [
        ("pull_request", OPENED_BY_CISO, "max"),
        ("pull_request_target", OPENED_BY_CISO, "max"),
        ("pull_request_review", {**OPENED_BY_CISO, "action": "submitted"}, "tom"),
        ("pull_request", {**PULL, "sender": {"login": "ciso"}}, "max"),
        ("pull_request", PULL, "Ciso"),
        ("push", PUSH, "max"),
    ],
    ids=["opened", "opened-target", "opened-reviewed", "pushed", "acted", "pushed-to-a-branch"],
)
def test_who_opened_or_pushed_it_does_not_agree(shop, request_, event, happened):
    request_()
    event(*happened)
    assert "who also wrote this change" in refusal(shop)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pull_request", {**PULL, "action": "labeled", "sender": {"login": "ciso"}}),
        ("pull_request_review", {**PULL, "action": "submitted", "sender": {"login": "ciso"}}),
        ("merge_group", {"merge_group": {}, "sender": {"login": "ciso"}}),
        ("push", MERGED),
        ("pull_request", []),
    ],
    ids=["labelled", "reviewed", "queued", "merged", "unread"],
)
def test_who_reviews_labels_queues_or_merges_may_agree(shop, request_, event, name, said):
    request_()
    event(name, said, "ciso")
    assert shop.check().code == 0


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"CI_MERGE_REQUEST_IID": "7", "CI_PIPELINE_SOURCE": "merge_request_event"}, 1),
        ({"CI_MERGE_REQUEST_EVENT_TYPE": "merge_train", "CI_PIPELINE_SOURCE": "merge_request_event"}, 0),
        ({"CI_COMMIT_BRANCH": "pilot", "CI_DEFAULT_BRANCH": "main"}, 1),
        ({"CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"}, 0),
        ({"CI_PIPELINE_SOURCE": "schedule"}, 0),
    ],
    ids=["request", "train", "branch", "default-branch", "schedule"],
)
def test_who_pushed_on_gitlab_does_not_agree(shop, request_, monkeypatch, environ, code):
    request_()
    for key, value in {"GITLAB_CI": "true", "GITLAB_USER_LOGIN": "CISO", **environ}.items():
        monkeypatch.setenv(key, value)
    assert shop.check().code == code
