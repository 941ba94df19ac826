"""Every kind of place that a repository can be kept in reads the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository._api import Missing


def filled(repo):
    """Base and head of a small change that needs a merge."""
    repo.commit("one", {"a": "1\n", "deep/er/b": "b\n"})
    repo.branch("feature")
    repo.commit("mine", {"deep/er/b": "B\n", "new": "n\n"})
    repo.checkout("main")
    repo.commit("two", {"a": "2\n"})
    return repo


def seen(judged):
    """What must be the same everywhere."""
    (comparison,) = judged.comparisons()
    files = comparison.files
    blobs = judged.read([blob.oid for file in files for blob in (file.before, file.after) if blob])
    return {file.path: (file.before and blobs[file.before.oid], file.after and blobs[file.after.oid]) for file in files}


EXPECTED = {"deep/er/b": (b"b\n", b"B\n"), "new": (None, b"n\n")}


def test_a_checkout_and_a_folder_deep_in_it(repo, judge):
    filled(repo)
    assert seen(judge(repo, "main", "feature")) == EXPECTED
    judged = judge(repo.path / "deep" / "er", "main", "feature")
    assert seen(judged) == EXPECTED
    assert judged.repository == "repo"


def test_the_git_folder_itself(repo, judge):
    assert seen(judge(filled(repo).path / ".git", "main", "feature")) == EXPECTED


def test_a_bare_repository(repo, judge, tmp_path):
    filled(repo).git("clone", "-q", "--bare", "--template=", ".", str(tmp_path / "mirror.git"))
    judged = judge(tmp_path / "mirror.git", "main", "feature")
    assert seen(judged) == EXPECTED
    assert judge(tmp_path / "mirror.git", head="feature").base == judged.base
    with pytest.raises(UsageError, match="no index"):
        judge(tmp_path / "mirror.git", source="staged")
    with pytest.raises(UsageError, match="no working tree"):
        judge(tmp_path / "mirror.git", source="worktree")


def test_a_mirror_without_configuration(repo, judge, tmp_path, monkeypatch):
    filled(repo).git("clone", "-q", "--mirror", "--template=", ".", str(tmp_path / "mirror"))
    (tmp_path / "mirror" / "config").unlink()
    for standing in (tmp_path / "mirror", tmp_path, repo.path):
        monkeypatch.chdir(standing)
        judged = judge(tmp_path / "mirror", "main", "feature")
        assert seen(judged) == EXPECTED
        assert judged.repository == "mirror"
    monkeypatch.chdir(tmp_path / "mirror")
    assert seen(judge(Path(), "main", "feature")) == EXPECTED


def test_a_linked_worktree(repo, judge, tmp_path):
    filled(repo).git("worktree", "add", "-q", str(tmp_path / "linked"), "feature")
    judged = judge(tmp_path / "linked")
    assert seen(judged) == EXPECTED
    assert judged.repository == "repo"
    (tmp_path / "linked" / "new").write_text("n!\n")
    assert seen(judge(tmp_path / "linked", source="worktree")) == EXPECTED | {"new": (None, b"n!\n")}


def test_a_submodule_checkout(repo, make_repo, judge):
    filled(repo)
    outer = make_repo("outer")
    outer.git("submodule", "--quiet", "add", repo.path.as_uri(), "inner")
    inner = outer.path / "inner"
    assert seen(judge(inner, "origin/main", "origin/feature")) == EXPECTED


def test_a_sha256_repository(make_repo, judge):
    repo = filled(make_repo(object_format="sha256"))
    judged = judge(repo, "main", "feature")
    assert len(judged.base) == len(judged.head) == 64
    assert seen(judged) == EXPECTED
    repo.write({"new": "w\n"})
    assert [file.path for file in judge(repo, source="worktree").comparisons()[0].files] == ["new"]


def test_packed_objects_and_packed_refs(repo, judge):
    filled(repo).git("gc", "-q", "--aggressive", "--prune=now")
    assert seen(judge(repo, "main", "feature")) == EXPECTED


@pytest.mark.parametrize("name", ['odd : "name" \\ here', '"quoted', "ünï cødé"], ids=["colon", "quote", "unicode"])
def test_odd_folder_names(make_repo, judge, name):
    assert seen(judge(filled(make_repo(name)), "main", "feature")) == EXPECTED


def test_a_folder_name_of_two_lines_is_undetermined(make_repo, judge):
    with pytest.raises(UndeterminedError, match="cannot print on one line"):
        judge(filled(make_repo("two\nlines")), "main", "feature")


def test_objects_borrowed_from_another_repository(repo, make_repo, judge):
    filled(repo)
    borrower = make_repo("borrower")
    borrower.git("clone", "-q", "--shared", "--template=", str(repo.path), "../shared")
    second = repo.path.parent / "shared"
    borrower.git("clone", "-q", "--shared", "--template=", str(second), "../again")
    assert seen(judge(repo.path.parent / "again", "origin/main", repo.git("rev-parse", "feature"))) == EXPECTED


def test_a_repository_of_another_user(repo, judge, tmp_path):
    """Git refuses to work there; reading objects is all that is done, and nothing of its configuration runs."""
    filled(repo)
    real = repo.git("--exec-path") + "/git"
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "git").write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {real} "$@"\n')
    (stranger / "git").chmod(0o755)
    refused = repo.try_git("status", env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert b"dubious ownership" in refused.stderr
    environ = {"PATH": f"{stranger}:/usr/bin:/bin"}
    assert seen(judge(repo, "main", "feature", **environ)) == EXPECTED
    repo.checkout("feature").write({"new": "w\n"})
    assert seen(judge(repo, source="worktree", **environ)) == EXPECTED | {"new": (None, b"w\n")}


def test_a_partial_clone_reads_what_it_has_and_fetches_nothing(repo, make_repo, judge, tmp_path):
    filled(repo).git("config", "uploadpack.allowFilter", "true")
    marker = tmp_path / "fetched"
    partial = make_repo("unused")
    partial.git("clone", "-q", "--no-checkout", "--template=", "--filter=blob:none", repo.path.as_uri(), "../partial")
    partial.path = partial.path.parent / "partial"
    partial.git("config", "remote.origin.uploadpack", f"touch {marker}; git-upload-pack")
    judged = judge(partial, "origin/main", "origin/feature~1")
    assert judged.notices == ("the base already contains head: nothing lands",)
    judged = judge(partial, "origin/feature~1", "origin/feature")
    assert [file.path for file in judged.comparisons()[0].files] == ["deep/er/b", "new"]
    blob = judged.comparisons()[0].files[1].after
    assert judged.read([blob.oid]) == {blob.oid: Missing()}
    with pytest.raises(UndeterminedError, match="new is not in the object store"):
        judged.head_file("new")
    with pytest.raises(UndeterminedError):
        judge(partial, "1" * 40, "origin/feature")
    assert not marker.exists()


def test_a_merge_that_needs_what_a_partial_clone_lacks_is_undetermined(repo, make_repo, judge):
    filled(repo).commit("theirs", {"new": "other\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = make_repo("unused")
    partial.git("clone", "-q", "--no-checkout", "--template=", "--filter=blob:none", repo.path.as_uri(), "../partial")
    with pytest.raises(UndeterminedError, match="the merge cannot be computed") as raised:
        judge(repo.path.parent / "partial", "origin/main", "origin/feature")
    assert "without a filter" in raised.value.hint


def test_a_clone_without_trees_is_undetermined(repo, make_repo, judge):
    filled(repo).git("config", "uploadpack.allowFilter", "true")
    partial = make_repo("unused")
    partial.git("clone", "-q", "--no-checkout", "--template=", "--filter=tree:0", repo.path.as_uri(), "../partial")
    judged = judge(repo.path.parent / "partial", "origin/feature~1", "origin/feature")
    with pytest.raises(UndeterminedError, match=r"the tree .* is not in the object store"):
        judged.comparisons()


def test_inside_a_bare_repository_the_repository_must_be_named(repo, judge, tmp_path):
    filled(repo).git("clone", "-q", "--bare", "--template=", ".", str(tmp_path / "mirror.git"))
    with pytest.raises(UsageError, match="lies inside a bare repository"):
        judge(tmp_path / "mirror.git" / "refs", "main", "feature")


def test_a_repository_that_git_cannot_open_says_why(repo, judge):
    filled(repo)
    (repo.path / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 99\n")
    with pytest.raises(UndeterminedError, match=r"cannot be opened: .*version") as raised:
        judge(repo, "main", "feature")
    assert "\n" not in raised.value.message


def test_objects_that_are_gone_are_undetermined(repo, judge):
    filled(repo)
    shutil.rmtree(repo.path / ".git" / "objects")
    (repo.path / ".git" / "objects").mkdir()
    with pytest.raises(UndeterminedError, match=r"--head feature: the commit .* is not in the repository"):
        judge(repo, "main", "feature")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/acme/agents.git", "acme/agents"),
        ("https://user:secret@github.com/acme/agents", "acme/agents"),
        ("https://x-access-token:secret@ghe.example.org:8443/acme/agents.git/", "acme/agents"),
        ("git@github.com:acme/agents.git", "acme/agents"),
        ("ssh://git@gitlab.example.org:22/group/sub/agents.git", "group/sub/agents"),
        ("https://gitlab-ci-token:secret@gitlab.example.org/group/agents.git?token=secret", "group/agents"),
        ("/srv/git/agents.git", "agents"),
        ("file:///srv/git/agents.git", "agents"),
        ("../agents", "agents"),
        ("https://github.com/acme/\x1b[31mred", "repo"),
    ],
    ids=str,
)
def test_the_name_of_a_repository_has_no_secret_in_it(repo, judge, url, name):
    repo.commit("one", {"a": "a\n"})
    repo.git("remote", "add", "upstream", "https://github.com/other/thing")
    repo.git("remote", "add", "origin", url)
    assert judge(repo, "main").repository == name
