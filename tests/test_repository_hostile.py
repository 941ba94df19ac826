"""What a hostile repository can plant, and what it does not get: nothing runs, nothing bends the reading."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from threatgate.errors import UsageError
from threatgate.repository.judged import JudgeRequest, open_judged

SOURCES = ("commit", "staged", "worktree")


@pytest.fixture
def armed(repo, tmp_path):
    """A repository in which every program that configuration can name leaves a mark when it runs."""
    repo.commit(
        "base", {"a.md": "a\n", "b.md": "b\n" * 30, ".gitattributes": "*.md diff=evil filter=evil merge=evil\n"}
    )
    repo.branch("feature")
    repo.commit("mine", {"a.md": "A\n", "b.md": "B\n" + "b\n" * 29})
    repo.checkout("main")
    repo.commit("theirs", {"b.md": "b\n" * 29 + "C\n"})
    repo.checkout("feature").write({"a.md": "AA\n", "new.md": "n\n"})
    mark = tmp_path / "marks"
    mark.mkdir()
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {mark}/hook-{hook}\n")
        (hooks / hook).chmod(0o755)
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\ntouch {mark}/program\ncat "$1" 2>/dev/null\n')
    program.chmod(0o755)
    keys = """core.fsmonitor diff.external diff.evil.textconv diff.evil.command filter.evil.clean filter.evil.smudge
        filter.evil.process merge.evil.driver gpg.program core.pager core.editor core.sshCommand core.askPass
        credential.helper uploadpack.packObjectsHook alias.rev-parse alias.cat-file"""
    for key in keys.split():
        repo.git("config", key, f"!{program}" if key.startswith("alias") else str(program))
    repo.git("config", "filter.evil.required", "true")
    repo.git("config", "core.hooksPath", str(hooks))
    repo.git("config", "log.showSignature", "true")
    repo.marks = mark
    return repo


def test_the_traps_work_against_plain_git(armed):
    for command in ("status", "diff", "diff-tree -r HEAD~1 HEAD", "add -A", "ls-files"):
        for mark in armed.marks.iterdir():
            mark.unlink()
        armed.try_git(*command.split())
        assert "program" in {mark.name for mark in armed.marks.iterdir()}, command


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_that_a_repository_names_is_run(armed, judge, source):
    before = sorted((armed.path / ".git").iterdir())
    judged = judge(armed, "main", "feature" if source == "commit" else None, source)
    expected = {"commit": ["a.md", "b.md"], "staged": ["a.md", "b.md"], "worktree": ["a.md", "b.md", "new.md"]}
    assert [file.path for file in judged.comparisons()[0].files] == expected[source]
    assert judged.head_file("a.md") == (b"AA\n" if source == "worktree" else b"A\n")
    judged.authors(), judged.trailers(), judged.head_folder("")
    judged.close()
    assert list(armed.marks.iterdir()) == []
    assert sorted((armed.path / ".git").iterdir()) == before


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_is_left_behind(armed, judge, source, tmp_path):
    room = tmp_path / "rooms"
    room.mkdir()
    judged = judge(armed, "main", source=source, TMPDIR=str(room))
    judged.head_file("a.md")
    assert len(list(room.iterdir())) == 1
    judged.close()
    assert list(room.iterdir()) == []
    with pytest.raises(UsageError):
        judge(armed, "nope", source=source, TMPDIR=str(room))
    assert list(room.iterdir()) == []


def test_the_room_is_ours_alone(armed, judge, tmp_path):
    judge(armed, "main", TMPDIR=str(tmp_path / "marks"))
    (room,) = (tmp_path / "marks").iterdir()
    assert room.stat().st_mode & 0o777 == 0o700


def test_replace_refs_and_grafts_change_nothing(repo, judge):
    base = repo.commit("base", {"p.md": "safe\n"})
    repo.branch("feature")
    head = repo.commit("mine", {"p.md": "unsafe\n"})
    plain = judge(repo, base, head).comparisons()
    repo.git("replace", repo.git("rev-parse", "feature:p.md"), repo.git("rev-parse", "main:p.md"))
    repo.git("replace", head, repo.git("commit-tree", "main^{tree}", "-p", base, "-m", "innocent"))
    (repo.path / ".git" / "info").mkdir(exist_ok=True)
    (repo.path / ".git" / "info" / "grafts").write_text(f"{head}\n")
    judged = judge(repo, base, head)
    assert judged.comparisons() == plain
    assert judged.head_file("p.md") == b"unsafe\n"


def test_a_commit_graph_is_no_way_around(repo, judge):
    base = repo.commit("base", {"p.md": "safe\n"})
    head = repo.commit("mine", {"p.md": "unsafe\n"})
    repo.git("commit-graph", "write", "--reachable")
    assert [file.path for file in judge(repo, base, head).comparisons()[0].files] == ["p.md"]


@pytest.mark.parametrize(
    "leaked",
    [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_SHALLOW_FILE",
    ],
)
def test_variables_that_a_hook_leaks_do_not_lead_elsewhere(repo, make_repo, judge, leaked, monkeypatch):
    repo.commit("base", {"a": "a\n"})
    head = repo.commit("mine", {"a": "A\n"})
    other = make_repo("other")
    other.commit("other", {"o": "o\n"})
    value = str(other.path / ".git" / ("index" if leaked == "GIT_INDEX_FILE" else ""))
    monkeypatch.setenv(leaked, value)
    for source in SOURCES:
        judged = judge(repo, "HEAD~1", source=source, **{leaked: value})
        assert [file.path for file in judged.comparisons()[0].files] == ["a"], source
        assert source != "commit" or judged.head == head


@pytest.mark.parametrize(
    "leaked",
    [
        {"GIT_EXTERNAL_DIFF": "touch {marker}"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "touch {marker}"},
        {"GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='touch {marker}'"},
        {"GIT_SSH_COMMAND": "touch {marker}"},
        {"GIT_TRACE": "{marker}"},
        {"GIT_EXEC_PATH": "{marker}"},
    ],
    ids=lambda leaked: next(iter(leaked)),
)
def test_variables_that_run_something_do_not_pass(repo, judge, tmp_path, monkeypatch, leaked):
    marker = tmp_path / "marker"
    repo.commit("base", {"a": "a\n"})
    repo.commit("mine", {"a": "A\n"})
    environ = {name: value.format(marker=marker) for name, value in leaked.items()}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for source in SOURCES:
        assert [file.path for file in judge(repo, "HEAD~1", source=source, **environ).comparisons()[0].files] == ["a"]
    assert not marker.exists()


def test_files_that_look_like_a_repository_are_not_taken_for_it(repo, make_repo, monkeypatch):
    """A change can bring HEAD, objects and refs in a folder; git would judge that where the gate starts there."""
    decoy = make_repo("decoy", bare=True)
    repo.commit("base", {"a": "a\n"})
    for name in ("HEAD", "config"):
        repo.write({f"bot/{name}": (decoy.path / name).read_bytes()})
    repo.write({"bot/objects/x": "x\n", "bot/refs/heads/x": "x\n"})
    repo.commit("trap")
    monkeypatch.chdir(repo.path / "bot")
    environ = {"PATH": os.environ["PATH"]}
    with pytest.raises(UsageError, match="looks like a bare repository inside the checkout"):
        open_judged(JudgeRequest(Path(), "HEAD", None, "commit", None, environ))
    (repo.path / "bot" / "objects" / "sub").mkdir()
    with pytest.raises(UsageError, match="inside a bare repository"):
        open_judged(JudgeRequest(Path("objects/sub"), "HEAD", None, "commit", None, environ))


def test_a_hostile_place_to_stand_in(repo, judge, tmp_path, monkeypatch):
    """Attributes of the folder stood in are no business of the repository that is named."""
    repo.commit("base", {"a": "1\n2\n3\n"})
    repo.branch("feature")
    repo.commit("mine", {"a": "1\nmine\n3\n"})
    repo.checkout("main")
    repo.commit("theirs", {"a": "1\ntheirs\n3\n"})
    here = tmp_path / "here"
    here.mkdir()
    (here / ".gitattributes").write_text("* merge=union\n")
    monkeypatch.chdir(here)
    assert judge(repo, "main", "feature").notices[0].startswith("head conflicts")


def test_a_folder_that_is_gone_while_stood_in(repo, judge, tmp_path, monkeypatch):
    repo.commit("base", {"a": "a\n"})
    repo.commit("mine", {"a": "A\n"})
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert [file.path for file in judge(repo, "HEAD~1").comparisons()[0].files] == ["a"]
