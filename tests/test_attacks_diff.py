"""The diff that lands: each way to have another one judged, or none. Names follow the list of attacks."""

from __future__ import annotations

import io

import pytest
from attacks import OFF, ON, PATH, SEEN, ZERO, base_and_change, change, check, clone, github, gitlab, ids
from running import threatgate

from threatgate.repository import _process, _trees


@pytest.fixture
def server(repo):
    """A server's repository: `main` moved on, `change` beside it, and `merged`, the merge commit of the platform."""
    base_and_change(repo)
    repo.checkout("main").commit("other", {"src/other.txt": "1\n"})
    repo.branch("merged").merge("change")
    return repo.checkout("main")


def pull(head, base=ZERO):
    return {"pull_request": {"number": 7, "head": {"sha": head}, "base": {"ref": "main", "sha": base}}}


def test_depth1_refuses(server, make_repo, capsys, monkeypatch, tmp_path):
    merge, head = ids(server, "merged", "change")
    github(monkeypatch, tmp_path, "pull_request", pull(head), GITHUB_SHA=merge)
    shown = check(capsys, clone(server, make_repo, "merged", depth=1))
    assert (shown.code, shown.out, "fetch-depth: 2" in shown.err) == (3, "", True)


def test_depth2_merge_ref_ok(server, make_repo, capsys, monkeypatch, tmp_path):
    merge, head = ids(server, "merged", "change")
    github(monkeypatch, tmp_path, "pull_request", pull(head), GITHUB_SHA=merge)
    shown = check(capsys, clone(server, make_repo, "merged", depth=2))
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_merge_ref_parent_mismatch(server, capsys, monkeypatch, tmp_path):
    merge, main = ids(server, "merged", "main")
    github(monkeypatch, tmp_path, "pull_request", pull(main), GITHUB_SHA=merge)
    shown = check(capsys, server)
    assert (shown.code, "but the event is about" in shown.err) == (3, True)


def test_stale_base_sha_ignored(server, capsys, monkeypatch, tmp_path):
    """`base.sha` is frozen when the pull request is opened: an event that names the head there hides nothing."""
    merge, head = ids(server, "merged", "change")
    github(monkeypatch, tmp_path, "pull_request", pull(head, base=head), GITHUB_SHA=merge)
    shown = check(capsys, server)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_crisscross_hidden_change_blocks(repo, capsys):
    repo.commit("root", {PATH: OFF})
    repo.branch("change").commit("left", {"a": "a\n"})
    repo.checkout("main").write({PATH: ON}).git("add", "-A")
    repo.git("commit", "-q", "-m", "fix", env={"GIT_COMMITTER_DATE": "1767000000 +0000"})
    fix = repo.git("rev-parse", "HEAD")
    repo.merge("change", "take the first half")
    repo.checkout("change").git("merge", "-q", "--no-ff", "--no-commit", "-s", "ours", fix)
    repo.commit("look like an update")
    repo.commit("rest", {"b": "b\n"})
    assert repo.git("diff", "--name-only", "main...change") == "b", "a three-dot diff shows none of it"
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


@pytest.mark.parametrize(
    ("was", "now"),
    [pytest.param("notes", "prompts", id="into a place of prompts"), pytest.param("prompts", "notes", id="out of one")],
)
def test_dir_rename_landed_path(repo, capsys, was, now):
    """Platforms differ in where a new file lands whose folder the base renamed: it is judged in both places."""
    repo.commit("base", {f"{was}/{name}.md": f"{name} is a note.\n" * 5 for name in "abc"})
    repo.branch("change").commit("mine", {f"{was}/new.md": "You are the agent of a shop.\n"})
    repo.checkout("main").git("mv", was, now)
    repo.commit("theirs")
    shown = change(capsys, repo)
    assert (shown.code, "prompts/new.md is new" in shown.out) == (1, True)


def test_evil_merge_resolution(repo, capsys):
    """What stands in neither parent, slipped in while the base is merged into the branch."""
    repo.commit("base", {PATH: ON})
    repo.branch("change").commit("mine", {"a": "a\n"})
    repo.checkout("main").commit("theirs", {"b": "b\n"})
    repo.checkout("change").git("merge", "-q", "--no-ff", "--no-commit", "main")
    repo.commit("Merge branch 'main'", {PATH: OFF})
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_force_push_before_missing(server, capsys, monkeypatch, tmp_path):
    event = {"before": "a" * 40, "ref": "refs/heads/x", "repository": {"default_branch": "main"}}
    github(monkeypatch, tmp_path, "push", event, GITHUB_SHA=ids(server, "change")[0])
    shown = check(capsys, server)
    assert (shown.code, f"git fetch --depth=1 origin {'a' * 40}" in shown.err) == (3, True)


def test_new_branch_zero_sha(server, make_repo, capsys, monkeypatch, tmp_path):
    event = {"before": ZERO, "ref": "refs/heads/x", "repository": {"default_branch": "main"}}
    github(monkeypatch, tmp_path, "push", event, GITHUB_SHA=ids(server, "change")[0])
    runner = clone(server, make_repo, "+refs/heads/main:refs/remotes/origin/main", "change")
    shown = check(capsys, runner)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_merge_group_two_prs(repo, capsys, monkeypatch, tmp_path):
    base_and_change(repo)
    repo.checkout("main").branch("second").commit("two", {"policies/b.yaml": OFF})
    repo.checkout("main").branch("group").merge("change")
    repo.merge("second")
    main, group = ids(repo, "main", "group")
    github(monkeypatch, tmp_path, "merge_group", {"merge_group": {"base_sha": main, "head_sha": group}})
    shown = check(capsys, repo)
    assert (shown.code, SEEN in shown.out, "policies/b.yaml" in shown.out) == (1, True, True)


def test_gitlab_detached(server, make_repo, capsys, monkeypatch):
    runner = clone(server, make_repo, "change")
    gitlab(monkeypatch, CI_COMMIT_SHA=ids(server, "change")[0], CI_MERGE_REQUEST_IID="3")
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
    shown = check(capsys, runner)
    fetch = "git fetch origin +refs/heads/main:refs/remotes/origin/main"
    assert (shown.code, shown.out, fetch in shown.err) == (3, "", True)
    runner.git(*fetch.split()[1:])
    shown = check(capsys, runner)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_gitlab_merged_result(server, capsys, monkeypatch):
    main, merge = ids(server, "main", "merged")
    gitlab(monkeypatch, CI_COMMIT_SHA=merge, CI_MERGE_REQUEST_IID="3", CI_MERGE_REQUEST_EVENT_TYPE="merged_result")
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", main)
    shown = check(capsys, server)
    assert (shown.code, SEEN in shown.out, "src/other.txt" in shown.out) == (1, True, False)


def test_gitlab_train(server, capsys, monkeypatch):
    gitlab(monkeypatch, CI_COMMIT_SHA=ids(server, "merged")[0], CI_MERGE_REQUEST_IID="3")
    monkeypatch.setenv("CI_MERGE_REQUEST_EVENT_TYPE", "merge_train")
    shown = check(capsys, server)
    assert (shown.code, SEEN in shown.out) == (1, True)
    monkeypatch.setenv("CI_COMMIT_SHA", ids(server, "change")[0])
    assert check(capsys, server).code == 3, "no train is made of a plain commit"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param("refs/heads/ok {ok} refs/heads/ok {zero}\nx {change} refs/heads/x {zero}\n", 1, id="multi_ref"),
        pytest.param("(delete) {zero} refs/heads/gone {change}\n", 0, id="delete"),
        pytest.param("refs/heads/x {change} refs/heads/x {zero}\n", 1, id="new_branch"),
        pytest.param("refs/heads/ok {ok} refs/heads/ok {zero}\n", 0, id="quiet branch"),
        pytest.param("HEAD~0 {change} refs/heads/main {main}\n", 1, id="non_head"),
    ],
)
def test_prepush(repo, make_repo, capsys, monkeypatch, *, lines, code):
    """What stands checked out is `main`: commits are judged, each line of them."""
    base_and_change(repo)
    repo.checkout("main").branch("ok").commit("ok", {"README.md": "# Shops\n"})
    repo.checkout("main").git("remote", "add", "origin", str(make_repo("server", bare=True).path))
    repo.git("push", "-q", "origin", "main")
    names = dict(zip(("main", "change", "ok"), ids(repo, "main", "change", "ok"), strict=True)) | {"zero": ZERO}
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.format(**names).encode())))
    monkeypatch.chdir(repo.path)
    assert threatgate(capsys, "hook", "run", "origin", "url").code == code


@pytest.mark.parametrize("asked", ["rev-parse", "merge-tree", "cat-file"])
def test_git_error_never_means_no_change(server, capsys, monkeypatch, asked):
    """Whatever command of Git fails, with whatever code, nothing passes."""
    run, talk = _process.run, _process.talk

    def failing(argv, env, stdin="/dev/null"):
        return (128, b"", b"fatal: it broke\n") if asked in argv else run(argv, env, stdin)

    def silent(argv, env):
        return talk(("/bin/false",) if asked in argv else argv, env)

    monkeypatch.setattr(_process, "run", failing)
    monkeypatch.setattr(_process, "talk", silent)
    shown = change(capsys, server)
    assert shown.code in (2, 3)
    assert (shown.out, "Traceback" in shown.err) == ("", False)


@pytest.mark.parametrize("wide", ["src", "a"])
def test_more_than_cap_files_refuses(repo, capsys, monkeypatch, wide):
    """A wide folder before the one that counts, or behind it, hides nothing."""
    monkeypatch.setattr(_trees, "MOST_PATHS", 20)
    base_and_change(repo, after={f"{wide}/f{number}.txt": "x\n" for number in range(30)} | {PATH: OFF})
    shown = change(capsys, repo)
    assert (shown.code, "more than 20 paths" in shown.err) == (3, True)
