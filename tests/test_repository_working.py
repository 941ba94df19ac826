"""The index and the working tree, judged like the commit that they would become, and left as they are."""

from __future__ import annotations

import os

import pytest

from threatgate.errors import UndeterminedError


@pytest.fixture
def working(repo):
    """One committed state; on top of it a staged, an unstaged, an untracked and an ignored change."""
    repo.commit("base", {"staged": "1\n", "edited": "1\n", "deleted": "1\n", ".gitignore": "*.log\n"})
    repo.branch("feature")
    repo.write({"staged": "2\n", "added": "a\n"}).git("add", "staged", "added")
    return repo.write({"edited": "2\n", "untracked/one": "u\n", "noise.log": "n\n", "deleted": None})


def changed(judged):
    return [(file.path, bool(file.before), bool(file.after)) for file in judged.comparisons()[0].files]


def test_the_index_is_what_the_next_commit_would_be(working, judge):
    judged = judge(working, source="staged")
    assert judged.head == "(staged)"
    assert judged.base == working.git("rev-parse", "main")
    assert changed(judged) == [("added", False, True), ("staged", True, True)]
    assert judged.head_file("edited") == b"1\n"
    assert judged.comparisons()[0].head_tree == working.git("write-tree")


def test_the_working_tree_is_everything_that_is_not_ignored(working, judge):
    judged = judge(working, source="worktree")
    assert judged.head == "(worktree)"
    assert changed(judged) == [
        ("added", False, True),
        ("deleted", True, False),
        ("edited", True, True),
        ("staged", True, True),
        ("untracked/one", False, True),
    ]
    assert judged.head_file("edited") == b"2\n"


def test_nothing_of_the_repository_is_touched(working, judge):
    def state():
        return {path: path.read_bytes() for path in sorted((working.path / ".git").rglob("*")) if path.is_file()}

    before = state()
    for source in ("staged", "worktree"):
        judge(working, source=source).comparisons()
    assert state() == before


def test_a_change_within_the_same_second_is_seen(repo, judge):
    """Git knows an unchanged file by size and time; one written just after the index has to be read."""
    repo.commit("base", {"a": "1\n"})
    for number in range(2, 7):
        repo.write({"a": f"{number}\n"})
        assert judge(repo, source="worktree").head_file("a") == f"{number}\n".encode()


def test_the_working_tree_of_a_folder_deep_in_it_is_the_whole(working, judge):
    assert len(changed(judge(working.path / "untracked", source="worktree"))) == 5


def test_what_the_base_gained_since_is_not_the_developers_doing(working, judge):
    working.git("stash", "-q", "-u")
    working.checkout("main").commit("theirs", {"theirs": "t\n"})
    working.checkout("feature").git("stash", "pop", "-q", "--index")
    for source, count in (("staged", 2), ("worktree", 5)):
        judged = judge(working, source=source)
        assert len(changed(judged)) == count
        assert judged.head_file("theirs") == b"t\n"
        assert judged.notices == ("the base is main, the default branch",)


def test_a_conflict_with_the_base_is_judged_from_where_the_branch_left(working, judge):
    working.git("stash", "-q", "-u")
    working.checkout("main").commit("theirs", {"staged": "3\n"})
    working.checkout("feature").git("stash", "pop", "-q", "--index")
    judged = judge(working, source="staged")
    assert judged.notices[-1] == "head conflicts with the base: judged is head against where it left the base"
    assert changed(judged) == [("added", False, True), ("staged", True, True)]


def test_commits_of_the_branch_belong_to_it(working, judge):
    working.commit("so far", {"edited": "3\n"})
    working.write({"more": "m\n"}).git("add", "more")
    assert ("more", False, True) in changed(judge(working, source="staged"))
    assert ("edited", True, True) in changed(judge(working, source="staged"))
    assert changed(judge(working, "HEAD", source="staged")) == [("more", False, True)]


def test_unresolved_conflicts_in_the_index_are_undetermined(repo, judge):
    repo.commit("base", {"a": "1\n"})
    repo.branch("feature").commit("mine", {"a": "2\n"})
    repo.checkout("main").commit("theirs", {"a": "3\n"})
    repo.try_git("merge", "-q", "feature")
    with pytest.raises(UndeterminedError, match="unresolved conflicts") as raised:
        judge(repo, source="staged")
    assert raised.value.hint == "resolve them and git add the files"
    assert b"<<<<<<<" in judge(repo, source="worktree").head_file("a")


def test_links_are_kept_as_links_and_never_followed(repo, judge, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("key\n")
    repo.commit("base", {"a": "a\n", "folder/inner": "i\n"})
    repo.write({"folder/inner": None})
    (repo.path / "folder").rmdir()
    (repo.path / "folder").symlink_to(secret)
    (repo.path / "link").symlink_to(secret / "key")
    files = judge(repo, source="worktree").comparisons()[0].files
    assert [(file.path, file.after and file.after.mode) for file in files] == [
        ("folder", "120000"),
        ("folder/inner", None),
        ("link", "120000"),
    ]


def test_a_file_in_the_place_of_a_folder_and_the_reverse(repo, judge):
    repo.commit("base", {"file": "f\n", "folder/inner": "i\n"})
    repo.write({"file": None, "folder/inner": None})
    (repo.path / "folder").rmdir()
    repo.write({"file/inner": "i\n", "folder": "f\n"})
    assert changed(judge(repo, source="worktree")) == [
        ("file", True, False),
        ("file/inner", False, True),
        ("folder", False, True),
        ("folder/inner", True, False),
    ]


def test_modes_and_odd_names(repo, judge):
    repo.commit("base", {"a": "a\n"})
    (repo.path / "a").chmod(0o755)
    repo.write({"new\nline": "n\n", "-n": "n\n", ":(glob)*": "g\n", "*": "s\n"})
    files = judge(repo, source="worktree").comparisons()[0].files
    assert [(file.path, file.after.mode) for file in files] == [
        ("*", "100644"),
        ("-n", "100644"),
        (":(glob)*", "100644"),
        ("a", "100755"),
        ("new\nline", "100644"),
    ]


def test_a_file_meant_to_be_added_counts_only_in_the_working_tree(repo, judge):
    repo.commit("base", {"a": "a\n"})
    repo.write({"b": "b\n"}).git("add", "-N", "b")
    assert changed(judge(repo, source="staged")) == []
    assert changed(judge(repo, source="worktree")) == [("b", False, True)]


@pytest.mark.parametrize("where", ["exclude", "excludesfile", "default"])
def test_files_ignored_elsewhere_are_ignored(repo, judge, tmp_path, where):
    repo.commit("base", {"a": "a\n"})
    repo.write({"b.tmp": "b\n", "c": "c\n"})
    environ = {"HOME": str(tmp_path)}
    match where:
        case "exclude":
            (repo.path / ".git" / "info").mkdir(exist_ok=True)
            (repo.path / ".git" / "info" / "exclude").write_text("*.tmp\n")
        case "excludesfile":
            (tmp_path / "ignored").write_text("*.tmp\n")
            repo.git("config", "core.excludesFile", "~/ignored")
        case _:
            (tmp_path / ".config" / "git").mkdir(parents=True)
            (tmp_path / ".config" / "git" / "ignore").write_text("*.tmp\n")
    assert changed(judge(repo, source="worktree", **environ)) == [("c", False, True)]


def test_line_ends_are_stored_as_the_machine_stores_them(repo, judge):
    repo.commit("base", {"a": "1\n2\n"})
    repo.git("config", "core.autocrlf", "true")
    repo.write({"a": "1\r\n2\r\n", "b": "b\r\n"})
    judged = judge(repo, source="worktree")
    assert changed(judged) == [("b", False, True)]
    assert judged.head_file("b") == b"b\n"


def test_a_split_and_a_sparse_index(repo, judge):
    repo.commit("base", {f"{folder}/{number}": f"{number}\n" for folder in "abc" for number in range(3)})
    repo.git("update-index", "--split-index")
    repo.write({"a/1": "new\n"}).git("add", "a/1")
    assert changed(judge(repo, source="staged")) == [("a/1", True, True)]
    repo.git("update-index", "--no-split-index")
    repo.commit("all")
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "a")
    assert not (repo.path / "b").exists()
    repo.write({"a/1": "newer\n"}).git("add", "a/1")
    for source in ("staged", "worktree"):
        assert changed(judge(repo, "HEAD", source=source)) == [("a/1", True, True)], source


def test_a_submodule_is_its_commit_and_nothing_in_it_runs(repo, make_repo, judge, tmp_path):
    inner = make_repo("inner")
    inner.commit("one", {"i": "1\n"})
    repo.commit("base", {"a": "a\n"})
    repo.git("submodule", "--quiet", "add", inner.path.as_uri(), "module")
    repo.commit("module")
    marker = tmp_path / "marker"
    inside = repo.path / "module"
    repo.git("-C", str(inside), "config", "core.fsmonitor", f"touch {marker}")
    (inside / "i").write_text("2\n")
    assert changed(judge(repo, "HEAD", source="worktree")) == []
    repo.git("-C", str(inside), "-c", "core.fsmonitor=false", "commit", "-q", "-a", "-m", "two")
    marker.unlink(missing_ok=True)
    (file,) = judge(repo, "HEAD", source="worktree").comparisons()[0].files
    assert (file.path, file.after.mode) == ("module", "160000")
    assert not marker.exists()


def test_the_index_that_a_hook_is_told_of_is_the_one_judged(repo, judge, tmp_path):
    """`git commit -a` stages into another index and tells the hook; judged by the usual one nothing would be there."""
    repo.commit("base", {"a": "1\n"})
    out = tmp_path / "environment"
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\ncp "$GIT_INDEX_FILE" {out}-index\necho "$GIT_INDEX_FILE" > {out}\nexit 1\n')
    hook.chmod(0o755)
    repo.write({"a": "2\n"})
    assert repo.try_git("commit", "-a", "-m", "x").returncode == 1
    name = (repo.path / out.read_text().strip()).name
    assert name != "index"
    (repo.path / ".git" / name).write_bytes(out.with_name("environment-index").read_bytes())
    assert changed(judge(repo, source="staged")) == []
    told = judge(repo, source="staged", GIT_INDEX_FILE=str(repo.path / ".git" / name))
    assert changed(told) == [("a", True, True)]


def test_the_developer_is_an_author_of_what_is_not_yet_committed(working, judge):
    working.git("config", "user.email", "Tom@Example.org")
    for source in ("staged", "worktree"):
        assert judge(working, source=source).authors() == {"tom@example.org"}
        assert judge(working, source=source, GIT_AUTHOR_EMAIL="ann@example.org").authors() == {"ann@example.org"}
    assert judge(working, "main", "main").authors() == set()


def test_an_index_that_cannot_be_read_is_undetermined(working, judge):
    (working.path / ".git" / "index").write_bytes(os.urandom(100))
    for source in ("staged", "worktree"):
        with pytest.raises(UndeterminedError, match="failed"):
            judge(working, source=source)
