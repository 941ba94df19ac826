"""Which two commits are judged, and one clear line where that cannot be said."""

from __future__ import annotations

import pytest

from threatgate.errors import UndeterminedError, UsageError


@pytest.fixture
def forked(repo):
    """`main` with two commits, `feature` with one more on the first of them."""
    repo.commit("one", {"a": "1\n"})
    repo.branch("feature")
    repo.commit("mine", {"b": "b\n"})
    repo.checkout("main")
    repo.commit("two", {"a": "2\n"})
    return repo.checkout("feature")


def cloned(repo, make_repo, *options, name="clone"):
    """A clone of a repository, standing on its default branch."""
    clone = make_repo(f"{name}-parent")
    clone.git("clone", "-q", "--template=", *options, repo.path.as_uri(), f"../{name}")
    clone.path = clone.path.parent / name
    return clone


def test_no_flags_without_a_remote_means_the_default_branch(forked, judge):
    judged = judge(forked)
    assert judged.base == forked.git("rev-parse", "main")
    assert judged.head == forked.git("rev-parse", "feature")
    assert judged.notices == ("the base is main, the default branch",)
    assert judged.range_arguments.startswith("--repo ")


def test_a_base_alone_means_head(forked, judge):
    judged = judge(forked, "main~1")
    assert (judged.base, judged.head) == tuple(forked.git("rev-parse", "main~1", "HEAD").split())
    assert judged.notices == ()


def test_a_head_alone_lands_on_the_default_branch(forked, judge):
    forked.checkout("main")
    judged = judge(forked, head="feature")
    assert (judged.base, judged.head) == tuple(forked.git("rev-parse", "main", "feature").split())


def test_an_annotated_tag_means_its_commit(forked, judge):
    forked.git("tag", "-a", "-m", "release", "v1", "main")
    assert judge(forked, "v1", "feature").base == forked.git("rev-parse", "main")


def test_the_server_says_what_the_default_branch_is(forked, make_repo, judge):
    forked.git("branch", "trunk", "main")
    forked.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    clone = cloned(forked, make_repo)
    clone.branch("work")
    clone.commit("work", {"w": "w\n"})
    judged = judge(clone)
    assert judged.base == clone.git("rev-parse", "origin/trunk")
    assert judged.notices == ("the base is origin/trunk, the default branch",)


def test_the_upstream_is_where_a_branch_lands(forked, make_repo, judge):
    clone = cloned(forked.checkout("main"), make_repo)
    clone.git("checkout", "-q", "-b", "topic", "--track", "origin/feature")
    clone.commit("work", {"w": "w\n"})
    judged = judge(clone)
    assert judged.base == clone.git("rev-parse", "origin/feature")
    assert judged.notices == ("the base is origin/feature, the upstream of topic",)


def test_the_branchs_own_copy_on_the_server_is_not_where_it_lands(forked, make_repo, judge):
    """After `git push -u` the upstream is the branch itself; judged against it every pushed change would pass."""
    clone = cloned(forked.checkout("main"), make_repo)
    clone.git("checkout", "-q", "-b", "feature", "--track", "origin/feature")
    judged = judge(clone)
    assert judged.base == clone.git("rev-parse", "origin/main")
    assert [file.path for file in judged.comparisons()[0].files] == ["b"]


def test_unpushed_commits_on_the_default_branch_are_judged_against_its_upstream(forked, make_repo, judge):
    clone = cloned(forked.checkout("main"), make_repo)
    clone.commit("direct", {"w": "w\n"})
    judged = judge(clone)
    assert judged.notices == ("the base is origin/main, the upstream of main",)
    assert [file.path for file in judged.comparisons()[0].files] == ["w"]


def test_a_gone_upstream_is_passed_over(forked, judge):
    forked.git("config", "branch.feature.remote", ".")
    forked.git("config", "branch.feature.merge", "refs/heads/deleted")
    assert judge(forked).notices == ("the base is main, the default branch",)


def test_the_users_own_default_branch_is_the_last_resort(repo, judge, tmp_path):
    repo.git("checkout", "-q", "-b", "stem")
    repo.commit("one", {"a": "1\n"})
    repo.branch("work")
    repo.commit("two", {"a": "2\n"})
    config = tmp_path / "gitconfig"
    config.write_text("[init]\n\tdefaultBranch = stem\n")
    assert judge(repo, GIT_CONFIG_GLOBAL=str(config)).notices == ("the base is stem, init.defaultBranch",)
    with pytest.raises(UndeterminedError, match="no base to judge against"):
        judge(repo)


def test_a_detached_head_lands_on_the_default_branch(forked, judge):
    forked.git("checkout", "-q", "--detach", "feature")
    assert judge(forked).base == forked.git("rev-parse", "main")


@pytest.mark.parametrize(
    ("flags", "arguments"),
    [
        ({"base": "main", "head": "feature"}, "--base main --head feature"),
        ({"base": "main"}, "--base main"),
        ({"base": "main", "source": "staged"}, "--base main --staged"),
        ({"source": "worktree"}, "--worktree"),
        ({"base": "HEAD^{/one}", "head": "HEAD"}, "--base 'HEAD^{/one}' --head HEAD"),
        ({}, ""),
    ],
    ids=["both", "base", "staged", "worktree", "quoted", "none"],
)
def test_the_flags_to_repeat_it(forked, judge, monkeypatch, flags, arguments):
    from pathlib import Path

    monkeypatch.chdir(forked.path)
    assert judge(Path(), **flags).range_arguments == arguments


@pytest.mark.parametrize(
    ("flags", "kind", "message", "hint"),
    [
        ({"base": "nope"}, UsageError, "--base nope: there is no such branch, tag or commit", "git branch --all"),
        ({"base": "main", "head": "nope"}, UsageError, "--head nope: there is no such branch", "git branch --all"),
        ({"base": "0" * 39 + "1"}, UndeterminedError, "this commit is not in the repository", "git fetch origin 0000"),
        ({"base": "--output=x"}, UsageError, "'--output=x' does not name one commit", "name a branch"),
        ({"base": "^main"}, UsageError, "does not name one commit", "name a branch"),
        ({"base": "main..feature"}, UsageError, "does not name one commit", "name a branch"),
        ({"base": "main\nfeature"}, UsageError, "does not name one commit", "name a branch"),
        ({"base": ""}, UsageError, "'' does not name one commit", "name a branch"),
        ({"base": "main:a"}, UsageError, "--base main:a is a blob, no commit", "name a branch"),
        ({"base": "main", "head": "feature", "source": "staged"}, UsageError, "two different heads", "one of them"),
        ({"source": "everything"}, UsageError, "nothing that can be judged", "commit, staged"),
        ({"source": "patch"}, UsageError, "no patch to judge", "--patch FILE"),
    ],
    ids=[
        "base",
        "head",
        "id",
        "option",
        "negated",
        "range",
        "newline",
        "empty",
        "blob",
        "two-heads",
        "source",
        "patch",
    ],
)
def test_what_cannot_be_judged_is_one_line_with_a_mend(forked, judge, *, flags, kind, message, hint):
    with pytest.raises(kind) as raised:
        judge(forked, **flags)
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert "\n" not in raised.value.message
    assert raised.value.code == (2 if kind is UsageError else 3)


def test_a_file_of_a_revisions_name_is_no_revision(forked, judge):
    forked.commit("trap", {"nope^{commit}...HEAD^{commit}": "x\n"})
    with pytest.raises(UsageError, match="no such branch"):
        judge(forked, "nope")


def test_a_name_of_two_things_must_be_written_in_full(forked, judge):
    forked.git("tag", "main", "feature")
    with pytest.raises(UsageError, match="main names more than one thing") as raised:
        judge(forked, "main", "feature")
    assert raised.value.hint == "write it in full, like refs/heads/main"
    assert judge(forked, "refs/heads/main", "feature").base == forked.git("rev-parse", "refs/heads/main")


def test_a_branch_that_is_only_on_the_server_is_pointed_at(forked, make_repo, judge):
    clone = cloned(forked.checkout("main"), make_repo)
    with pytest.raises(UsageError) as raised:
        judge(clone, "feature")
    assert raised.value.hint == "write --base origin/feature"


def test_an_unborn_branch_is_undetermined(repo, judge):
    for flags in ({}, {"base": "main"}, {"source": "staged"}):
        with pytest.raises(UndeterminedError, match="no commit yet"):
            judge(repo, **flags)


def test_no_repository_and_no_folder(tmp_path, judge):
    with pytest.raises(UsageError, match="no Git repository"):
        judge(tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        judge(tmp_path / "nowhere")


def test_no_git(forked, judge):
    with pytest.raises(UndeterminedError, match="git was not found"):
        judge(forked, "main", PATH="/nowhere:relative:")


def test_a_git_that_the_checkout_offers_is_not_run(forked, judge, monkeypatch):
    marker = forked.path / "ran"
    trap = forked.path / "git"
    trap.write_text(f"#!/bin/sh\ntouch {marker}\n")
    trap.chmod(0o755)
    monkeypatch.chdir(forked.path)
    judge(forked, "main", PATH=".::/usr/bin:/bin")
    assert not marker.exists()


@pytest.mark.parametrize("base", ["origin/main", None], ids=["named", "found"])
def test_a_shallow_clone_without_the_base_is_undetermined(forked, make_repo, judge, base):
    clone = cloned(forked.checkout("main"), make_repo, "--depth=1", "--branch=feature")
    clone.branch("work")
    with pytest.raises(UndeterminedError) as raised:
        judge(clone, base)
    assert "git fetch --unshallow origin" in raised.value.hint
    assert "fetch-depth: 0" in raised.value.hint


def test_a_shallow_clone_without_the_merge_base_is_undetermined(forked, make_repo, judge):
    clone = cloned(forked, make_repo, "--depth=1", "--no-single-branch", "--branch=feature")
    with pytest.raises(UndeterminedError, match="base and head do not meet in it") as raised:
        judge(clone, "origin/main", "origin/feature")
    assert "--unshallow" in raised.value.hint


def test_a_shallow_clone_that_has_all_that_counts_is_judged(forked, make_repo, judge):
    clone = cloned(forked, make_repo, "--depth=2", "--no-single-branch", "--branch=feature")
    assert [file.path for file in judge(clone, "origin/main", "origin/feature").comparisons()[0].files] == ["b"]


def test_a_merge_base_found_past_cut_off_history_is_not_believed(repo, make_repo, judge):
    """The real merge base is behind the cut; another one, further away, is still reachable on both sides."""
    root = repo.commit("root", {"a": "0\n"})
    repo.branch("feature")
    repo.checkout("main")
    shared = repo.commit("shared", {"a": "1\n"})
    repo.commit("theirs", {"t": "t\n"})
    repo.checkout("feature")
    repo.merge(shared, "update")
    repo.commit("mine", {"m": "m\n"})
    clone = cloned(repo, make_repo, name="full")
    clone.git("checkout", "-q", "--detach")
    (clone.path / ".git" / "shallow").write_text(f"{clone.git('rev-parse', 'origin/main')}\n")
    clone.git("update-ref", "refs/heads/other", root)
    with pytest.raises(UndeterminedError, match="too shallow"):
        judge(clone, "origin/main", "origin/feature")


def test_a_shallow_clone_of_one_branch_has_no_base_of_its_own(repo, judge, tmp_path):
    repo.commit("one", {"a.txt": "a"})
    repo.branch("feature").commit("two", {"a.txt": "b"})
    repo.git("clone", "-q", "--depth", "1", "--branch", "feature", f"file://{repo.path}", str(tmp_path / "clone"))
    with pytest.raises(UndeterminedError, match="shallow clone"):
        judge(tmp_path / "clone")
