"""Who wrote a change, what its trailers name, whose clone it is, and one revision as it stands."""

from __future__ import annotations

import os

import pytest

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository._api import Blob
from threatgate.repository.clone import default_branch, identity
from threatgate.repository.revision import open_rev

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def test_everybody_with_a_hand_in_it_is_an_author(repo, judge):
    repo.commit("base", author="Old <old@example.org>")
    repo.branch("feature")
    repo.commit(
        "one\n\nCo-authored-by: Ann <Ann@Example.org>\nco-authored-by: Bo <bo@example.org>",
        author="Tom <TOM@example.org>",
    )
    repo.git("commit", "-q", "--allow-empty", "-m", "two", env={"GIT_COMMITTER_EMAIL": "web@example.org"})
    repo.git("commit", "-q", "--allow-empty", "-m", "not a header\n\nauthor Eve <eve@example.org> 1 +0000")
    repo.checkout("main").commit("theirs", author="Zoe <zoe@example.org>")
    judged = judge(repo, "main", "feature")
    assert judged.authors() == {
        "ann@example.org",
        "bo@example.org",
        "lea@example.org",
        "tom@example.org",
        "web@example.org",
    }
    assert judged.authors_known()
    assert judge(repo, "main", "main").authors() == set()


def test_a_merge_has_an_author_only_where_it_brings_something(repo, judge):
    repo.commit("base", {"a": "a\n", "b": "b\n"})
    repo.branch("feature").commit("one", {"a": "A\n"}, author="Tom <tom@example.org>")
    repo.checkout("main").commit("two", {"b": "B\n"}, author="Zoe <zoe@example.org>")
    repo.checkout("feature")
    ciso = {f"GIT_{role}_EMAIL": "ciso@example.org" for role in ("AUTHOR", "COMMITTER")}
    repo.git("merge", "-q", "--no-ff", "-m", "update", "main", env=ciso)
    assert judge(repo, "main", "feature").authors() == {"tom@example.org"}
    repo.write({"a": "smuggled\n"}).git("commit", "-q", "-a", "--amend", "--no-edit", env=ciso)
    assert judge(repo, "main", "feature").authors() == {"tom@example.org", "ciso@example.org"}


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Co-authored-by: tom@example.org", {"tom@example.org"}),
        ("CO-AUTHORED-BY: @Tom", {"@tom"}),
        ("Co-authored-by: Tom\n <tom@example.org>", {"tom@example.org"}),
        ("Co-authored-by: Tom <tom@example.org>, Ann <ann@example.org>", {"tom@example.org", "ann@example.org"}),
        ("Co-authored-by: Tom", {"tom"}),
        ("Co-authored-by:", {""}),
        ("Signed-off-by: Tom <tom@example.org>\nThis names Co-authored-by: nobody <x@example.org>", set()),
    ],
)
def test_co_authors_however_they_are_written(repo, judge, message, found):
    repo.commit("base")
    repo.branch("feature").commit(f"one\n\n{message}")
    assert judge(repo, "main", "feature").authors() == {"lea@example.org", *found}


def test_signed_commits_and_tags_in_their_headers_invent_no_author(repo, judge):
    base = repo.commit("base", {"a": "a\n"})
    raw = (
        f"tree {repo.git('rev-parse', 'HEAD^{tree}')}\nparent {base}\nauthor A <a@example.org> 1 +0000\n"
        "committer C <c@example.org> 1 +0000\ngpgsig -----BEGIN-----\n"
        " author X <x@example.org> 1 +0000\n -----END-----\n\nm\n"
    )
    head = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode())
    assert judge(repo, "main", head).authors() == {"a@example.org", "c@example.org"}


def test_trailers_name_records(repo, judge):
    repo.commit("base\n\nThreat-Model: TM-20260101-000000")
    repo.branch("feature")
    one = repo.commit("one\n\nThreat-Model: TM-20261122-3f9a1c\nthreat-model:   TM-20261122-aaaaaa, docs/tm.md#T-1 ")
    repo.commit("two\n\nThis speaks of Threat-Model: nothing\n\nThreat-Model:\n")
    names = ("TM-20261122-3f9a1c", "TM-20261122-aaaaaa", "docs/tm.md#T-1")
    assert judge(repo, "main", "feature").trailers() == dict.fromkeys(names, one)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        pytest.param(
            {"CI_MERGE_REQUEST_DESCRIPTION": "A.\r\n\r\nThreat-Model: TM-20261122-3f9a1c\r\nB."},
            {"TM-20261122-3f9a1c": "the text of the merge request"},
            id="GitLab",
        ),
        pytest.param({"GITHUB_ACTIONS": "true"}, {}, id="GitHub without an event"),
        pytest.param({"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": "/nowhere"}, {}, id="event that is not there"),
    ],
)
def test_the_text_of_the_request_links_too(repo, judge, environ, named):
    repo.commit("base")
    repo.branch("feature").commit("one")
    assert judge(repo, "main", "feature", **environ).trailers() == named


def test_the_developers_identity(repo):
    repo.commit("base")
    repo.git("config", "user.name", "Tom")
    assert identity(repo.path) == "Tom"
    repo.git("config", "user.email", "tom@example.org")
    assert identity(repo.path) == "tom@example.org"
    (repo.path / "deep").mkdir()
    assert identity(repo.path / "deep") == "tom@example.org"


def test_nobody_in_particular(repo):
    assert identity(repo.path) is None


def test_no_clone(tmp_path):
    for asked in (identity, default_branch):
        with pytest.raises(UsageError, match="no Git repository"):
            asked(tmp_path)
        with pytest.raises(UsageError, match="no Git repository"):
            asked(tmp_path / "nowhere")


def test_the_default_branch(repo):
    assert default_branch(repo.path) is None
    repo.git("checkout", "-q", "-b", "stem")
    repo.commit("base")
    assert default_branch(repo.path) is None
    repo.git("config", "init.defaultBranch", "stem")
    assert default_branch(repo.path) == "stem"
    repo.git("branch", "master")
    assert default_branch(repo.path) == "master"
    repo.git("update-ref", "refs/remotes/origin/release/next", "HEAD")
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/next")
    assert default_branch(repo.path) == "release/next"


def test_one_revision_as_it_stands(repo):
    first = repo.commit("one", {"a": "a\n", "d/b": "b\n"})
    second = repo.commit("two", {"a": "A\n"})
    with open_rev(repo.path, None, ENVIRONMENT) as revision:
        assert (revision.commit, revision.repository) == (second, "repo")
        assert [path for path, _ in revision.files()] == ["a", "d/b"]
        assert revision.files("d") == (("d/b", Blob(repo.git("rev-parse", "HEAD:d/b"), "100644")),)
        oid = dict(revision.files())["a"].oid
        assert revision.read([oid]) == {oid: b"A\n"}
    with open_rev(repo.path / "d", "HEAD~1", ENVIRONMENT) as revision:
        assert revision.commit == first


@pytest.mark.parametrize(
    ("rev", "kind", "message"),
    [("nope", UsageError, "--rev nope: there is no such"), ("--all", UsageError, "does not name one commit")],
    ids=["unknown", "option"],
)
def test_a_revision_that_is_none(repo, rev, kind, message):
    repo.commit("one")
    with pytest.raises(kind, match=message):
        open_rev(repo.path, rev, ENVIRONMENT)


def test_no_revision_yet(repo, tmp_path):
    with pytest.raises(UndeterminedError, match="no commit yet"):
        open_rev(repo.path, None, ENVIRONMENT)
    with pytest.raises(UsageError, match="no Git repository"):
        open_rev(tmp_path, None, ENVIRONMENT)
