"""What would land: base tip against the merge result, whatever the shape of the history."""

from __future__ import annotations

import pytest

from threatgate.errors import UndeterminedError


def paths(judged):
    return [[file.path for file in comparison.files] for comparison in judged.comparisons()]


def test_an_ancestor_base_is_compared_as_it_is(repo, judge):
    base = repo.commit("base", {"a.txt": "a\n", "b/c.txt": "c\n"})
    repo.branch("feature")
    head = repo.commit("head", {"a.txt": "A\n", "b/c.txt": None, "d.txt": "d\n"})
    judged = judge(repo, "main", "feature")
    assert (judged.base, judged.head, judged.notices) == (base, head, ())
    (comparison,) = judged.comparisons()
    assert comparison.base_tree == repo.git("rev-parse", "main^{tree}")
    assert comparison.head_tree == repo.git("rev-parse", "feature^{tree}")
    assert [(file.path, bool(file.before), bool(file.after)) for file in comparison.files] == [
        ("a.txt", True, True),
        ("b/c.txt", True, False),
        ("d.txt", False, True),
    ]
    before, after = comparison.files[0].before, comparison.files[0].after
    assert judged.read([before.oid, after.oid]) == {before.oid: b"a\n", after.oid: b"A\n"}


def test_what_the_base_gained_since_is_not_the_changes_doing(repo, judge):
    repo.commit("base", {"a.txt": "a\n"})
    repo.branch("feature")
    repo.commit("mine", {"mine.txt": "m\n"})
    repo.checkout("main")
    tip = repo.commit("theirs", {"theirs.txt": "t\n"})
    judged = judge(repo, "main", "feature")
    assert judged.base == tip
    assert paths(judged) == [["mine.txt"]]
    assert judged.head_file("theirs.txt") == b"t\n"
    assert judged.base_file("mine.txt") is None


def test_a_change_of_the_same_file_on_both_sides_is_judged_merged(repo, judge):
    lines = [f"line {number}\n" for number in range(20)]
    repo.commit("base", {"a.txt": "".join(lines)})
    repo.branch("feature")
    repo.commit("mine", {"a.txt": "".join(["MINE\n", *lines[1:]])})
    repo.checkout("main")
    repo.commit("theirs", {"a.txt": "".join([*lines[:-1], "THEIRS\n"])})
    judged = judge(repo, "main", "feature")
    assert judged.head_file("a.txt") == "".join(["MINE\n", *lines[1:-1], "THEIRS\n"]).encode()
    assert judged.base_file("a.txt") == "".join([*lines[:-1], "THEIRS\n"]).encode()


def test_a_criss_cross_history_hides_nothing(repo, judge):
    """Of two merge bases git takes the later one, which holds the bad content: a three-dot diff shows none of it."""
    repo.commit("root", {"p/sys.md": "unsafe\n"})
    repo.branch("feature")
    fix_date = {"GIT_COMMITTER_DATE": "1767000000 +0000"}
    left = repo.commit("left", {"a": "a\n"})
    repo.checkout("main").write({"p/sys.md": "safe\n"}).git("add", "-A")
    repo.git("commit", "-q", "-m", "fix", env=fix_date)
    fix = repo.git("rev-parse", "HEAD")
    repo.merge("feature", "take the first half")
    repo.checkout("feature")
    repo.git("merge", "-q", "--no-ff", "--no-commit", "-s", "ours", fix)
    repo.commit("look like an update")
    repo.commit("rest", {"b": "b\n"})
    assert set(repo.git("merge-base", "--all", "main", "feature").split()) == {left, fix}
    assert repo.git("diff", "--name-only", "main...feature") == "b", "the attack works against a three-dot diff"
    judged = judge(repo, "main", "feature")
    assert paths(judged) == [["b", "p/sys.md"]]
    assert judged.head_file("p/sys.md") == b"unsafe\n"


def test_an_evil_merge_is_seen(repo, judge):
    """Content that stands in neither parent, slipped in while the base is merged into the branch."""
    repo.commit("base", {"a": "a\n", "policy": "ask\n"})
    repo.branch("feature")
    repo.commit("mine", {"b": "b\n"})
    repo.checkout("main")
    repo.commit("theirs", {"c": "c\n"})
    repo.checkout("feature")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "main")
    repo.commit("update branch", {"policy": "allow\n"})
    assert paths(judge(repo, "main", "feature")) == [["b", "policy"]]


def test_a_conflict_is_judged_from_where_the_branch_left(repo, judge):
    repo.commit("base", {"a": "a\n", "gone": "g\n"})
    repo.branch("feature")
    repo.commit("mine", {"a": "mine\n", "new": "n\n"})
    repo.checkout("main")
    tip = repo.commit("theirs", {"a": "theirs\n", "gone": None})
    judged = judge(repo, "main", "feature")
    assert paths(judged) == [["a", "new"]]
    assert judged.base == tip
    assert judged.notices == ("head conflicts with the base: judged is head against where it left the base",)
    assert judged.base_file("gone") is None, "the base side is the base, not the merge base"
    assert judged.head_file("a") == b"mine\n"


def test_a_conflicting_criss_cross_is_judged_from_every_merge_base(repo, judge):
    repo.commit("root", {"a": "0\n", "b": "0\n", "c": "0\n"})
    repo.branch("feature")
    left = repo.commit("left", {"a": "1\n"})
    repo.checkout("main")
    right = repo.commit("right", {"b": "1\n"})
    repo.merge("feature", "m1")
    repo.checkout("feature")
    repo.merge(right, "m2")
    repo.commit("mine", {"c": "mine\n"})
    repo.checkout("main")
    repo.commit("theirs", {"c": "theirs\n"})
    judged = judge(repo, "main", "feature")
    assert set(repo.git("merge-base", "--all", "main", "feature").split()) == {left, right}
    assert sorted(paths(judged)) == [["a", "c"], ["b", "c"]]
    assert judged.notices == (
        "head conflicts with the base: judged is head against each of the 2 commits where it left the base",
    )


def test_an_old_git_is_told_and_judges_from_the_merge_base(repo, judge, tmp_path):
    repo.commit("base", {"a": "a\n"})
    repo.branch("feature")
    repo.commit("mine", {"b": "b\n"})
    repo.checkout("main")
    repo.commit("theirs", {"c": "c\n"})
    real = repo.git("--exec-path") + "/git"
    old = tmp_path / "old"
    old.mkdir()
    (old / "git").write_text(f'#!/bin/sh\ncase "$*" in *merge-tree*) exit 129;; esac\nexec {real} "$@"\n')
    (old / "git").chmod(0o755)
    judged = judge(repo, "main", "feature", PATH=f"{old}:/usr/bin:/bin")
    assert paths(judged) == [["b"]]
    assert judged.notices == (
        "this git cannot compute merges (2.38 and newer can): judged is head against where it left the base",
    )


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        ("main", "main", "head is the base: nothing lands"),
        ("main", "main~1", "the base already contains head: nothing lands"),
    ],
    ids=["same", "behind"],
)
def test_a_head_that_brings_nothing_says_so(repo, judge, base, head, said):
    repo.commit("one", {"a": "1\n"})
    repo.commit("two", {"a": "2\n"})
    judged = judge(repo, base, head)
    assert paths(judged) == [[]]
    assert judged.notices == (said,)


def test_a_fast_forward_is_no_nothing(repo, judge):
    repo.commit("one", {"a": "1\n"})
    repo.commit("two", {"a": "2\n"})
    judged = judge(repo, "main~1", "main")
    assert paths(judged) == [["a"]]
    assert judged.notices == ()


def test_histories_that_never_meet_are_undetermined(repo, judge):
    repo.commit("one", {"a": "1\n"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit("two", {"a": "2\n"})
    with pytest.raises(UndeterminedError, match="no common history"):
        judge(repo, "main", "other")


def test_a_folder_renamed_on_the_base_lands_where_it_now_is(repo, judge):
    """Git carries the new file into the renamed folder and calls it a conflict; the branch's own path is judged."""
    repo.commit("base", {f"prompts/{name}.md": f"{name}\n" * 5 for name in "abc"})
    repo.branch("feature")
    repo.commit("mine", {"prompts/new.md": "new\n"})
    repo.checkout("main")
    repo.git("mv", "prompts", "notes")
    repo.commit("theirs")
    judged = judge(repo, "main", "feature")
    assert any(path.endswith("/new.md") for path in paths(judged)[0])


def test_a_merge_driver_asked_for_by_the_change_is_not_run(repo, judge, tmp_path):
    marker = tmp_path / "ran"
    repo.git("config", "merge.evil.driver", f"touch {marker}; cp %B %A")
    repo.commit("base", {"a": "a\n", ".gitattributes": "* merge=evil\n"})
    repo.branch("feature")
    repo.commit("mine", {"a": "mine\n"})
    repo.checkout("main")
    repo.commit("theirs", {"a": "theirs\n"})
    assert judge(repo, "main", "feature").notices
    assert not marker.exists()
