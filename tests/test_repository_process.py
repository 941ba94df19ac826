"""Git as a child process: bounded, few, and the same where there is no posix_spawn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from threatgate.errors import UndeterminedError
from threatgate.repository import _process

ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.fixture(params=["spawned", "portable"])
def way(request, monkeypatch):
    """Both ways of starting a process."""
    if request.param == "portable":
        monkeypatch.setattr(_process, "CHEAP", False)
    return request.param


def script(folder, body):
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.usefixtures("way")
def test_output_errors_and_exit_code(tmp_path):
    program = script(tmp_path, 'cat; echo "$1"; echo oops >&2; exit 3')
    source = tmp_path / "input"
    source.write_bytes(b"in\n")
    assert _process.run((program, "arg"), ENVIRONMENT, source) == (3, b"in\narg\n", b"oops\n")
    assert _process.run((program, ""), ENVIRONMENT) == (3, b"\n", b"oops\n")


@pytest.mark.usefixtures("way")
def test_much_on_both_sides_does_not_block(tmp_path):
    program = script(tmp_path, "for i in 1 2 3 4; do head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; done")
    code, out, err = _process.run((program,), ENVIRONMENT)
    assert (code, len(out), len(err)) == (0, 1_200_000, 1_200_000)


@pytest.mark.usefixtures("way")
def test_what_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(_process, "SECONDS", 0.3)
    started = time.monotonic()
    with pytest.raises(UndeterminedError, match="git merge-tree took longer than 0 seconds"):
        _process.run((script(tmp_path, "exec sleep 30"), "-c", "a=b", "merge-tree"), ENVIRONMENT)
    talk = _process.talk((script(tmp_path, "exec sleep 30"), "cat-file"), ENVIRONMENT)
    with pytest.raises(UndeterminedError, match="git cat-file took longer"):
        talk.receive()
    talk.end()
    assert time.monotonic() - started < 10


@pytest.mark.usefixtures("way")
def test_what_prints_without_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(_process, "MOST_OUTPUT", 1 << 20)
    with pytest.raises(UndeterminedError, match="printed more than 1 MiB"):
        _process.run((script(tmp_path, "head -c 3000000 /dev/zero"), "rev-list"), ENVIRONMENT)


@pytest.mark.usefixtures("way")
def test_what_ends_in_the_middle_is_undetermined(tmp_path):
    talk = _process.talk((script(tmp_path, "exit 0"), "cat-file"), ENVIRONMENT)
    with pytest.raises(UndeterminedError, match="ended before it had answered"):
        talk.receive()
    with pytest.raises(UndeterminedError, match="ended before it had answered"):
        talk.send(b"x\n" * 100_000)
    talk.end()


@pytest.mark.usefixtures("way")
def test_what_cannot_be_started_is_undetermined(tmp_path):
    program = tmp_path / "program"
    program.write_bytes(b"\x7fELF nonsense")
    program.chmod(0o755)
    with pytest.raises(UndeterminedError, match="git could not be started"):
        _process.run((str(program),), ENVIRONMENT)
    with pytest.raises(UndeterminedError, match="git could not be started"):
        _process.talk((str(program),), ENVIRONMENT)


@pytest.mark.parametrize("source", ["commit", "staged", "worktree"])
@pytest.mark.usefixtures("way")
def test_both_ways_read_the_same(repo, judge, source):
    repo.commit("base", {"a": "a\n"})
    repo.branch("feature")
    repo.commit("mine", {"big": "x" * (5 << 20), **{f"f/{number}": f"{number}\n" for number in range(300)}})
    judged = judge(repo, "main", source=source)
    files = judged.comparisons()[0].files
    contents = judged.read([file.after.oid for file in files])
    assert len(contents) == 301
    assert judged.head_file("f/299") == b"299\n"


def test_no_descriptor_and_no_child_is_left(repo, judge):
    repo.commit("base", {"a": "a\n"})
    repo.commit("big", {"big": "x" * (5 << 20), "a": "b\n"})
    before = set(Path("/proc/self/fd").iterdir())
    for _ in range(3):
        judged = judge(repo, "HEAD~1")
        judged.read([file.after.oid for file in judged.comparisons()[0].files])
        judged.close()
    assert len(set(Path("/proc/self/fd").iterdir())) == len(before)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_closed_standard_streams_do_no_harm(repo):
    repo.commit("base", {"a": "a\n"})
    repo.commit("head", {"a": "A\n"})
    program = (
        "import os, sys; os.closerange(0, 3); from pathlib import Path\n"
        "from threatgate.repository.judged import JudgeRequest, open_judged\n"
        "judged = open_judged(JudgeRequest(Path(), 'HEAD~1', 'HEAD', 'commit', None, dict(os.environ)))\n"
        "Path('seen').write_text(repr((judged.head_file('a'), judged.base_file('a')))); judged.close()"
    )
    subprocess.run([sys.executable, "-c", program], cwd=repo.path, env=repo.env, check=True)
    assert (repo.path / "seen").read_text() == "(b'A\\n', b'a\\n')"


COUNTING = """
import os, sys
spawned = []
real = os.posix_spawn
def counting(path, argv, *rest, **more):
    spawned.append([word for word in argv if not word.startswith("-")])
    return real(path, argv, *rest, **more)
os.posix_spawn = counting
from pathlib import Path
from threatgate.repository.judged import JudgeRequest, open_judged
with open_judged(JudgeRequest(Path(), "main", "feature", "commit", None, dict(os.environ))) as judged:
    files = judged.comparisons()[0].files
    judged.base_file(".threatgate.yaml")
    judged.read([blob.oid for file in files for blob in (file.before, file.after) if blob])
    judged.repository, judged.range_arguments, judged.base_folder("threat-model")
print(len(spawned), *sorted(name for name in SLOW if name in sys.modules))
"""
SLOW = (
    "subprocess",
    "threading",
    "tempfile",
    "shutil",
    "hashlib",
    "json",
    "git",
    "unidiff",
    "threatgate.repository.ci",
)


def test_the_common_path_starts_two_processes_and_imports_nothing_slow(repo):
    repo.commit("base", {f"f{number}": "1\n" for number in range(10)})
    repo.branch("feature")
    repo.commit("mine", {f"f{number}": "2\n" for number in range(10)})
    program = COUNTING.replace("SLOW", repr(SLOW))
    done = subprocess.run([sys.executable, "-c", program], cwd=repo.path, env=repo.env, capture_output=True, check=True)
    assert done.stdout.decode().split() == ["2"]


def test_git_is_found_by_absolute_path_only(tmp_path):
    assert Path(_process.find_git({"PATH": "relative::.:/usr/bin"})).is_absolute()
    assert Path(_process.find_git({})).is_absolute()
    with pytest.raises(UndeterminedError, match="not found"):
        _process.find_git({"PATH": str(tmp_path)})
