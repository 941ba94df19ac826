"""Base and head from the CI environment, every event of GitHub and GitLab: the words first, then real clones."""

from __future__ import annotations

import json

import pytest

from threatgate.errors import UndeterminedError
from threatgate.repository.ci import ci_ranges

A, B, C, ZERO = "a" * 40, "b" * 40, "c" * 40, "0" * 40
PULL = {"number": 7, "head": {"sha": C}, "base": {"ref": "main", "sha": ZERO}}


@pytest.fixture
def github(tmp_path):
    """An environment of GitHub Actions for an event."""

    def environment(name, event, **more):
        path = tmp_path / "event.json"
        path.write_text(json.dumps(event))
        return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)} | more

    return environment


def gitlab(**more):
    return {"GITLAB_CI": "true", "CI_COMMIT_SHA": B, "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": ZERO} | more


def said(environ):
    return [(item.base, item.head, item.direct, item.merged, item.second) for item in ci_ranges(environ)]


@pytest.mark.parametrize("name", ["pull_request", "pull_request_review"])
def test_a_pull_request_is_its_merge_commit_against_the_first_parent(github, name):
    environ = github(name, {"pull_request": PULL}, GITHUB_SHA=B)
    assert said(environ) == [(f"{B}^1", B, True, True, C), ("refs/remotes/origin/main", C, False, False, None)]
    assert ci_ranges(environ)[0].words == f"GitHub {name} 7"


def test_a_pull_request_without_its_head_still_has_its_merge(github):
    assert said(github("pull_request", {}, GITHUB_SHA=B)) == [(f"{B}^1", B, True, True, None)]


def test_pull_request_target_is_the_base_branch_and_the_fetched_head(github):
    environ = github("pull_request_target", {"pull_request": PULL}, GITHUB_SHA=A, GITHUB_REF="refs/heads/main")
    assert said(environ) == [("refs/remotes/origin/main", C, False, False, None), (A, C, False, False, None)]
    assert "refs/pull/7/head" in ci_ranges(environ)[0].mend


def test_pull_request_target_of_another_branch_is_not_the_default_branch(github):
    environ = github("pull_request_target", {"pull_request": PULL}, GITHUB_SHA=A, GITHUB_REF="refs/heads/other")
    assert said(environ) == [("refs/remotes/origin/main", C, False, False, None)]


def test_a_merge_group_says_both(github):
    assert said(github("merge_group", {"merge_group": {"base_sha": A, "head_sha": B}})) == [(A, B, True, False, None)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"before": A, "ref": "refs/heads/x"}, (A, B, True, False, None)),
        ({"before": ZERO, "ref": "refs/heads/x"}, ("refs/remotes/origin/main", B, False, False, None)),
        ({"before": ZERO, "ref": "refs/heads/main"}, (None, B, False, False, None)),
        ({"before": ZERO, "ref": "refs/tags/main"}, ("refs/remotes/origin/main", B, False, False, None)),
        ({"before": A, "ref": "refs/heads/x", "deleted": True}, (B, B, True, False, None)),
    ],
    ids=["push", "new-branch", "first-push", "tag", "deleted"],
)
def test_a_push_is_what_it_brought(github, event, expected):
    assert said(github("push", event | {"repository": {"default_branch": "main"}}, GITHUB_SHA=B)) == [expected]


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule", "issue_comment", ""])
def test_other_events_are_about_no_change(github, name):
    assert said(github(name, {}, GITHUB_SHA=B)) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
            ("refs/remotes/origin/main", B, False, False, None),
        ),
        (
            {
                "CI_MERGE_REQUEST_IID": "3",
                "CI_MERGE_REQUEST_EVENT_TYPE": "merged_result",
                "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": A,
            },
            (A, B, True, False, None),
        ),
        (
            {"CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"},
            (f"{B}^1", B, True, True, None),
        ),
        (
            {
                "CI_EXTERNAL_PULL_REQUEST_IID": "3",
                "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA": A,
                "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA": C,
            },
            (A, C, False, False, None),
        ),
        ({"CI_COMMIT_BRANCH": "x", "CI_COMMIT_BEFORE_SHA": A}, (A, B, True, False, None)),
        ({"CI_COMMIT_BRANCH": "x"}, ("refs/remotes/origin/main", B, False, False, None)),
        ({"CI_COMMIT_BRANCH": "main"}, (None, B, False, False, None)),
    ],
    ids=["detached", "merged-result", "train", "external", "push", "new-branch", "first-push"],
)
def test_gitlab_says_what_would_land(more, expected):
    assert said(gitlab(**more)) == [expected]


@pytest.mark.parametrize("source", ["web", "schedule", "trigger"])
def test_a_gitlab_pipeline_that_nobody_pushed_is_about_no_change(source):
    assert said(gitlab(CI_COMMIT_BRANCH="main", CI_PIPELINE_SOURCE=source)) == []


def test_outside_ci_nothing_is_said():
    assert said({"CI": "true", "GITHUB_SHA": B, "CI_COMMIT_SHA": B}) == []


@pytest.mark.parametrize(
    ("name", "event", "more", "message"),
    [
        ("pull_request", {"pull_request": PULL}, {}, "GITHUB_SHA is no commit id"),
        ("pull_request", {"pull_request": PULL}, {"GITHUB_SHA": "--output=x"}, "GITHUB_SHA is no commit id"),
        ("pull_request", {"pull_request": {"head": {"sha": "main"}}}, {"GITHUB_SHA": B}, "head.sha is no commit id"),
        ("pull_request_target", {}, {"GITHUB_SHA": B}, "pull_request.head.sha is no commit id"),
        ("merge_group", {}, {}, "merge_group.base_sha is no commit id"),
        ("push", {}, {"GITHUB_SHA": B}, "before is no commit id"),
        ("push", {"before": ZERO, "ref": "refs/heads/x"}, {"GITHUB_SHA": B}, "the default branch is not said"),
        ("push", [], {"GITHUB_SHA": B}, "the event file"),
        ("push", {"before": A}, {"GITHUB_SHA": B, "GITHUB_EVENT_PATH": "/nowhere"}, "the event file"),
    ],
    ids=["no-sha", "option", "name", "no-head", "no-group", "no-before", "no-default", "list", "no-file"],
)
def test_an_environment_that_says_too_little_is_undetermined(github, name, event, more, message):
    with pytest.raises(UndeterminedError) as raised:
        ci_ranges(github(name, event, **more))
    assert message in raised.value.message
    assert raised.value.hint


def test_gitlab_without_its_variables_is_undetermined():
    with pytest.raises(UndeterminedError, match="TARGET_BRANCH_SHA is no commit id"):
        ci_ranges(gitlab(CI_MERGE_REQUEST_IID="3", CI_MERGE_REQUEST_EVENT_TYPE="merged_result"))
    with pytest.raises(UndeterminedError, match="TARGET_BRANCH_NAME is not said"):
        ci_ranges(gitlab(CI_MERGE_REQUEST_IID="3"))


@pytest.fixture
def request_repo(repo):
    """A repository as a server keeps it: `main` moved on, a change beside it, and the merge of both."""
    repo.commit("one", {"a": "1\n"})
    repo.branch("change")
    repo.commit("first", {"b": "b\n"}, author="Tom <tom@example.org>")
    repo.commit("second", {"c": "c\n"})
    repo.checkout("main")
    repo.commit("two", {"a": "2\n"})
    repo.branch("merged")
    repo.merge("change")
    return repo.checkout("main")


def fetched(repo, make_repo, *refs, depth=0):
    """What a runner has: a clone with a few refs only, one of them checked out."""
    runner = make_repo("runner")
    runner.git("remote", "add", "origin", repo.path.as_uri())
    runner.git("fetch", "-q", "--no-tags", *([f"--depth={depth}"] if depth else []), "origin", *refs)
    runner.git("checkout", "-q", "--detach", "FETCH_HEAD")
    return runner


def ids(repo, *names):
    return [repo.git("rev-parse", name) for name in names]


def test_a_pull_request_at_depth_two_is_judged_whole(request_repo, make_repo, judge, github):
    merge, change, main = ids(request_repo, "merged", "change", "main")
    runner = fetched(request_repo, make_repo, "merged", depth=2)
    judged = judge(
        runner, **github("pull_request", {"pull_request": PULL | {"head": {"sha": change}}}, GITHUB_SHA=merge)
    )
    assert (judged.base, judged.head) == (main, merge)
    assert [file.path for file in judged.comparisons()[0].files] == ["b", "c"]
    assert judged.notices == (f"GitHub pull_request 7: {main[:12]}..{merge[:12]}",)
    assert judged.range_arguments.startswith("--repo")
    assert not judged.authors_known(), "the first commit of the change is cut off, and with it who wrote it"


def test_a_pull_request_at_depth_one_says_how_to_fetch(request_repo, make_repo, judge, github):
    merge, change = ids(request_repo, "merged", "change")
    runner = fetched(request_repo, make_repo, "merged", depth=1)
    with pytest.raises(UndeterminedError) as raised:
        judge(runner, **github("pull_request", {"pull_request": PULL | {"head": {"sha": change}}}, GITHUB_SHA=merge))
    assert raised.value.message == f"GitHub pull_request 7: {merge}^1 is not in this clone"
    assert "fetch-depth: 2" in raised.value.hint


def test_a_pull_requests_head_alone_is_merged_here(request_repo, make_repo, judge, github):
    change, main = ids(request_repo, "change", "main")
    runner = fetched(request_repo, make_repo, "+refs/heads/main:refs/remotes/origin/main", "change")
    judged = judge(runner, **github("pull_request", {"pull_request": PULL | {"head": {"sha": change}}}, GITHUB_SHA=C))
    assert (judged.base, judged.head) == (main, change)
    assert [file.path for file in judged.comparisons()[0].files] == ["b", "c"]
    assert judged.authors() == {"lea@example.org", "tom@example.org"}


@pytest.mark.parametrize(
    ("sha", "head", "message"),
    [("merged", "main", "but the event is about"), ("change", "change", "is no merge of the change into its base")],
    ids=["other-head", "no-merge"],
)
def test_a_merge_that_is_not_the_events_is_undetermined(request_repo, judge, github, *, sha, head, message):
    sha, head = ids(request_repo, sha, head)
    with pytest.raises(UndeterminedError, match=message):
        judge(request_repo, **github("pull_request", {"pull_request": PULL | {"head": {"sha": head}}}, GITHUB_SHA=sha))


def test_a_merge_group_needs_no_history(request_repo, make_repo, judge, github):
    merge, main = ids(request_repo, "merged", "main")
    runner = fetched(request_repo, make_repo, "main", "merged", depth=1)
    judged = judge(runner, **github("merge_group", {"merge_group": {"base_sha": main, "head_sha": merge}}))
    assert [file.path for file in judged.comparisons()[0].files] == ["b", "c"]


def test_a_forced_push_is_judged_against_what_stood_there(request_repo, judge, github):
    change, main = ids(request_repo, "change", "main")
    event = {"before": change, "ref": "refs/heads/x", "repository": {"default_branch": "main"}}
    judged = judge(request_repo, **github("push", event, GITHUB_SHA=main))
    assert [file.path for file in judged.comparisons()[0].files] == ["a", "b", "c"]


def test_a_forced_push_whose_past_is_gone_is_undetermined(request_repo, judge, github):
    event = {"before": A, "ref": "refs/heads/x", "repository": {"default_branch": "main"}}
    with pytest.raises(UndeterminedError) as raised:
        judge(request_repo, **github("push", event, GITHUB_SHA=ids(request_repo, "main")[0]))
    assert f"{A} is not in this clone" in raised.value.message
    assert f"git fetch --depth=1 origin {A}" in raised.value.hint


def test_the_first_push_brings_everything(request_repo, judge, github):
    event = {"before": ZERO, "ref": "refs/heads/main", "repository": {"default_branch": "main"}}
    judged = judge(request_repo, **github("push", event, GITHUB_SHA=ids(request_repo, "main")[0]))
    assert judged.base == "(empty)"
    assert [file.path for file in judged.comparisons()[0].files] == ["a"]
    assert judged.base_file("a") is None
    assert judged.base_folder("") == ()
    assert judged.authors() == {"lea@example.org"}


def test_a_deleted_branch_brings_nothing(request_repo, judge, github):
    judged = judge(request_repo, **github("push", {"deleted": True}, GITHUB_SHA=ids(request_repo, "main")[0]))
    assert judged.notices[-1] == "head is the base: nothing lands"


def test_a_detached_gitlab_pipeline_must_have_fetched_its_target(request_repo, make_repo, judge):
    change, main = ids(request_repo, "change", "main")
    environ = gitlab(CI_COMMIT_SHA=change, CI_MERGE_REQUEST_IID="3", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    runner = fetched(request_repo, make_repo, "change")
    with pytest.raises(UndeterminedError) as raised:
        judge(runner, **environ)
    fetch = "git fetch origin +refs/heads/main:refs/remotes/origin/main"
    assert fetch in raised.value.hint
    runner.git(*fetch.split()[1:])
    judged = judge(runner, **environ)
    assert judged.base == main
    assert [file.path for file in judged.comparisons()[0].files] == ["b", "c"]


def test_a_train_is_judged_against_the_car_before_it(request_repo, judge):
    merge, main = ids(request_repo, "merged", "main")
    environ = gitlab(CI_COMMIT_SHA=merge, CI_MERGE_REQUEST_IID="3", CI_MERGE_REQUEST_EVENT_TYPE="merge_train")
    judged = judge(request_repo, **environ)
    assert judged.base == main
    with pytest.raises(UndeterminedError, match="is no merge"):
        judge(request_repo, **environ | {"CI_COMMIT_SHA": ids(request_repo, "change")[0]})


def test_flags_win_over_the_ci_environment(request_repo, judge, github):
    environ = github("push", [], GITHUB_SHA=A)
    judged = judge(request_repo, "main", "change", **environ)
    assert judged.notices == ()
    with pytest.raises(UndeterminedError, match="the event file"):
        judge(request_repo, **environ)


def test_an_event_about_no_change_is_judged_as_the_branch_would_land(request_repo, judge, github):
    request_repo.checkout("change")
    judged = judge(request_repo, **github("workflow_dispatch", {}, GITHUB_SHA=A))
    assert judged.notices == ("the base is main, the default branch",)
