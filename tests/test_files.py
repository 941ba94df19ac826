"""A file is written whole or not at all, in place, and never through a link out of the working tree."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from threatgate import files
from threatgate.errors import UsageError

LINKS = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
SIZE = 400_000
WRITER = """
import sys
from threatgate import files
path, size = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        files.write(path, letter * size)
"""


def said(path, **more):
    with pytest.raises(UsageError) as error:
        files.write(path, b"x", **more)
    return error.value.message


def test_a_new_file_has_the_permissions_that_others_have_here(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    files.write(tmp_path / "deep" / "er" / "new.yaml", b"one\n", root=tmp_path)
    made = tmp_path / "deep" / "er" / "new.yaml"
    assert made.read_bytes() == b"one\n"
    assert made.stat().st_mode == (tmp_path / "other").stat().st_mode
    assert os.listdir(made.parent) == ["new.yaml"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755], ids=oct)
def test_permissions_stay(tmp_path, mode):
    target = tmp_path / "run.sh"
    target.write_bytes(b"old")
    target.chmod(mode)
    files.write(target, b"new", root=tmp_path)
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"new", mode)


def test_permissions_that_are_asked_for_are_set(tmp_path):
    files.write(tmp_path / "hook", b"#!/bin/sh\n", mode=0o755)
    assert stat.S_IMODE((tmp_path / "hook").stat().st_mode) == 0o755


@LINKS
def test_nothing_is_written_through_a_link(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    (root / "folder").symlink_to(outside)
    (root / "file").symlink_to(outside / "kept")
    (root / "dangling").symlink_to(outside / "nothing")
    for name in ("folder/new", "folder/deep/new", "file", "dangling", "../beside"):
        assert said(root / name, root=root) == f"{os.path.relpath(root / name, root)} leads out of the repository"
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == {"kept": b"kept"}


@LINKS
def test_a_link_between_folders_of_the_root_is_followed(tmp_path):
    (tmp_path / "register").mkdir()
    (tmp_path / "threat-model").symlink_to("register")
    files.write(tmp_path / "threat-model" / "new", b"x", root=tmp_path)
    assert (tmp_path / "register" / "new").read_bytes() == b"x"


@pytest.mark.parametrize("name", [".git/hooks/pre-push", "sub/.GIT/config"])
def test_the_folder_of_git_is_not_the_working_tree(tmp_path, name):
    assert said(tmp_path / name, root=tmp_path) == f"{name} lies in Git's own folder"


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "here").mkdir()
    assert said(tmp_path / "here", root=tmp_path).startswith(f"cannot write {tmp_path / 'here'}: ")
    assert said(tmp_path / "none" / "new") == f"cannot write {tmp_path / 'none' / 'new'}: No such file or directory"
    assert os.listdir(tmp_path) == ["here"]


@LINKS
def test_a_file_that_is_named_whole_may_be_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    files.write(tmp_path / "link", b"new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "real").read_bytes()) == (True, b"new")


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no devices here")
def test_a_device_is_written_to_and_stays(tmp_path):
    before = os.stat("/dev/null").st_mode
    files.write("/dev/null", b"x")
    assert os.stat("/dev/null").st_mode == before
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE)
    files.write(tmp_path / "pipe", b"through")
    assert reader.communicate()[0] == b"through"


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    (tmp_path / "old").write_bytes(b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert said(tmp_path / "old") == f"cannot write {tmp_path / 'old'}: No space left on device"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path):
    target = tmp_path / "record.yaml"
    target.write_bytes(b"a" * SIZE)
    for number in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target), str(SIZE)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout.readline() == "ready\n"
        time.sleep(0.004 * number)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert target.read_bytes() in (b"a" * SIZE, b"b" * SIZE)


def test_the_working_tree_of_a_folder_deep_in_it(repo, make_repo):
    repo.commit("base", {"deep/er/x": "x"})
    assert files.working_tree(repo.path / "deep" / "er") == repo.path.resolve()
    assert files.working_tree(make_repo("bare", bare=True).path) is None
