"""Gits that are old, silent, broken or of another mind: a change that blocks never passes for it."""

from __future__ import annotations

import time

import pytest
from attacks import OFF, PATH, SEEN, base_and_change, check

from threatgate.repository import _process

COMMANDS = ("rev-parse", "for-each-ref", "cat-file", "merge-tree", "rev-list", "log", "config")
WORKING = ("diff-files", "ls-files", "update-index", "write-tree", "commit-tree")
GARBAGE = {
    "nothing": "exit 0",
    "failure": "exit 128",
    "wrong-usage": "exit 129; echo usage: git >&2",
    "killed": "kill -9 $$",
    "one-line": "echo garbage",
    "not-text": "head -c 300 /dev/urandom",
    "lines": "for each in 1 2 3 4 5 6 7 8 9; do echo true; echo sha1; done",
    "zeros": "for each in 1 2 3 4 5 6; do echo 0000000000000000000000000000000000000000; done",
    "half": 'real "$@" | head -c 30',
    "twice": 'real "$@"; real "$@"',
    "errors": 'head -c 300 /dev/urandom >&2; real "$@"; exit 1',
}


@pytest.fixture
def shop(repo):
    """A branch that widens, beside a base that moved: there is a merge to compute."""
    base_and_change(repo)
    repo.checkout("main").commit("theirs", {"other.txt": "x\n"})
    return repo.checkout("change")


@pytest.fixture
def stub(shop, tmp_path, monkeypatch):
    """`stub(command, body)` puts a git before the real one that is itself for everything else."""
    real = shop.git("--exec-path") + "/git"
    folder = tmp_path / "stub"
    folder.mkdir()

    def make(command, body):
        text = f'#!/bin/sh\nreal() {{ {real} "$@"; }}\ncase " $* " in *" {command} "*) {body}; exit;; esac\n'
        (folder / "git").write_text(f'{text}exec {real} "$@"\n')
        (folder / "git").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return make


def said(capsys, shop, *head):
    return check(capsys, shop, "--base", "main", *head)


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("command", COMMANDS)
def test_garbage_is_no_pass(shop, stub, capsys, *, command, garbage):
    stub(command, GARBAGE[garbage])
    for shown in (said(capsys, shop, "--head", "change"), check(capsys, shop)):
        assert shown.code in (1, 2, 3), shown
        assert (shown.code == 1) == (SEEN in shown.out), shown


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("command", WORKING)
def test_garbage_about_the_working_tree_is_no_crash(shop, stub, capsys, *, command, garbage):
    """What git does not name as changed there is not there for anybody; the commits of the branch still count."""
    shop.write({"policies/more.yaml": OFF})
    stub(command, GARBAGE[garbage])
    for source in ("--staged", "--worktree"):
        shown = said(capsys, shop, source)
        assert shown.code in (1, 2, 3), (source, shown)
        assert (shown.code == 1) == (SEEN in shown.out), (source, shown)


@pytest.mark.parametrize("command", ["rev-parse", "cat-file", "merge-tree"])
def test_a_git_that_hangs_is_given_up(shop, stub, capsys, monkeypatch, command):
    monkeypatch.setattr(_process, "SECONDS", 2.0)
    stub(command, "exec sleep 60")
    started = time.monotonic()
    shown = said(capsys, shop, "--head", "change")
    assert (shown.code, shown.out, "took longer than 2 seconds" in shown.err) == (3, "", True), shown
    assert time.monotonic() - started < 50


def test_a_git_that_lets_go_of_its_output_and_hangs_is_given_up(shop, stub, capsys, monkeypatch):
    monkeypatch.setattr(_process, "SECONDS", 2.0)
    stub("merge-tree", "exec >&- 2>&-; exec sleep 60")
    started = time.monotonic()
    shown = said(capsys, shop, "--head", "change")
    assert (shown.code, shown.out) == (3, ""), shown
    assert time.monotonic() - started < 50


def test_git_2_30(shop, stub, capsys):
    """It knows no `merge-tree --write-tree` and no `safe.bareRepository`: judged from where the branch left."""
    stub("merge-tree", "echo 'usage: git merge-tree <base-tree> <branch1> <branch2>' >&2; exit 129")
    shown = said(capsys, shop, "--head", "change")
    assert (shown.code, SEEN in shown.out, "2.38" in shown.out) == (1, True, True)


def test_a_git_before_2_25(shop, stub, capsys):
    """What `rev-parse` does not know it repeats."""
    body = 'for each; do case $each in --show-object-format) echo "$each";; esac; done; real "$@" | grep -v sha1'
    stub("rev-parse", body)
    shown = said(capsys, shop, "--head", "change")
    assert (shown.code, shown.out, "this git is too old" in shown.err) == (3, "", True), shown


def test_a_file_that_only_git_could_name(shop, capsys):
    """The working tree has names that no listing may break over."""
    shop.write({"policies/new\nline.yaml": OFF, f"{PATH}\t": OFF})
    assert said(capsys, shop, "--worktree").code == 1
