"""Extreme places and environments: the verdict is the same, or it is said why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attacks import OFF, PATH, SEEN, base_and_change, change, check

from threatgate.errors import UndeterminedError, UsageError
from threatgate.repository import cleanroom

AS_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root becomes somebody else")
POSIX = pytest.mark.skipif(os.name != "posix", reason="not on this system")


AS_NOBODY = """
import contextlib, io, os, sys
from threatgate import cli
for user in (0, 65534):  # once as root, who can read the interpreter's own files
    os.setresuid(user, user, user)
    out, err, code = io.StringIO(), io.StringIO(), None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.run(["check", *sys.argv[1:]])
        except SystemExit as ended:
            code = ended.code
sys.stdout.buffer.write(out.getvalue().encode())
sys.stderr.buffer.write(err.getvalue().encode())
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
"""


def child(folder, *arguments, program=("-m", "threatgate", "check"), **environ):
    """Exit code and what was printed of a check in a process of its own; a variable that is None is not set."""
    env = {"PATH": os.environ["PATH"], "HOME": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"} | environ
    env = {name: value for name, value in env.items() if value is not None}
    argv = [sys.executable, "-P", *program, *arguments]
    done = subprocess.run(argv, cwd=folder, env=env, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace"), done.stderr.decode()


def at_change(repo):
    return "--repo", str(repo.path), "--base", "main", "--head", "change"


@pytest.mark.parametrize("source", ["staged", "worktree"])
def test_a_git_folder_has_no_working_tree(repo, judge, tmp_path, monkeypatch, source):
    """Git would take the folder stood in for it, whatever that holds."""
    base_and_change(repo).write({PATH: OFF + "# more\n"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "private.txt").write_text("nothing of the repository\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    if source == "worktree":
        with pytest.raises(UsageError, match=r"\.git has no working tree"):
            judge(repo.path / ".git", "main", source=source)
    else:
        (comparison,) = judge(repo.path / ".git", "main", source=source).comparisons()
        assert [file.path for file in comparison.files] == [PATH]


@pytest.mark.parametrize("depth", range(1, 8))
def test_a_shallow_clone_of_any_depth_passes_nothing(repo, make_repo, capsys, depth):
    """At some depth everything is there that counts; before that nothing is judged, from then on all of it is."""
    repo.commit("first", {"README.md": "# Shop\n"})
    base_and_change(repo)
    repo.commit("more words", {"README.md": "# The shop\n"})
    repo.checkout("main").commit("theirs", {"other.txt": "x\n"})
    make_repo("unused").git(
        *("clone", "-q", "--template=", f"--depth={depth}", "--no-single-branch", repo.path.as_uri(), "../shallow")
    )
    shown = check(capsys, repo.path.parent / "shallow", "--base", "origin/main", "--head", "origin/change")
    seen = (shown.code, SEEN in shown.out, "--unshallow" in shown.err)
    assert seen == ((3, False, True) if depth < 3 else (1, True, False))


def test_a_partial_clone_whose_server_is_gone(repo, make_repo, capsys):
    base_and_change(repo)
    repo.git("config", "uploadpack.allowFilter", "true")
    make_repo("unused").git("clone", "-q", "--template=", "--filter=blob:none", repo.path.as_uri(), "../partial")
    partial = repo.path.parent / "partial"
    (repo.path / ".git").rename(repo.path / "gone")
    shown = check(capsys, partial, "--base", "origin/main", "--head", "origin/change")
    assert (shown.code, "is not in the object store" in shown.out + shown.err) == (3, True)


@pytest.mark.parametrize(
    ("named", "code"),
    [
        pytest.param("gitdir: /nowhere/at/all\n", 2, id="nowhere"),
        pytest.param("gitdir: .\n", 2, id="itself"),
        pytest.param("gitdir: .git\n", 2, id="a-loop"),
        pytest.param("gitdir:\n", 3, id="nothing"),
        pytest.param("\0\xff garbage", 3, id="garbage"),
        pytest.param("", 3, id="empty"),
    ],
)
@pytest.mark.parametrize("source", [(), ("--staged",), ("--worktree",)], ids=" ".join)
def test_a_worktree_whose_git_folder_is_lost(repo, capsys, tmp_path, *, named, code, source):
    base_and_change(repo).git("worktree", "add", "-q", str(tmp_path / "tree"), "main")
    (tmp_path / "tree" / ".git").write_text(named, encoding="latin-1")
    shown = check(capsys, tmp_path / "tree", "--base", "main", *source)
    assert (shown.code, shown.out) == (code, "")


@pytest.mark.parametrize("file", ["HEAD", "commondir", "gitdir", "index"])
@pytest.mark.parametrize("left", [None, "", "garbage\n", "ref: ref: HEAD\n"], ids=["gone", "empty", "garbage", "ref"])
def test_a_worktree_whose_git_folder_is_damaged(repo, capsys, tmp_path, *, file, left):
    base_and_change(repo).git("worktree", "add", "-q", str(tmp_path / "tree"), "main")
    damaged = repo.path / ".git/worktrees/tree" / file
    damaged.unlink() if left is None else damaged.write_text(left)
    for source in (("--head", "change"), ("--staged",), ("--worktree",)):
        shown = check(capsys, tmp_path / "tree", "--base", "main", *source)
        assert shown.code in ((1, 2, 3) if source[0] == "--head" else (0, 2, 3)), (source, shown)


def test_the_working_tree_of_a_submodule(repo, make_repo, capsys):
    base_and_change(repo).checkout("main")
    outer = make_repo("outer")
    outer.git("submodule", "--quiet", "add", repo.path.as_uri(), "inner")
    (outer.path / "inner" / PATH).write_text(OFF)
    shown = check(capsys, outer.path / "inner", "--worktree")
    assert (shown.code, SEEN in shown.out) == (1, True)


@pytest.mark.parametrize(
    "name", ["-odd", "--output=x", "it's", "$(touch mark)", "a\tb", "\u202eabc", "\udcff"], ids=ascii
)
@POSIX
def test_names_of_folders(make_repo, capsys, tmp_path, monkeypatch, name):
    base_and_change(make_repo(name))
    monkeypatch.chdir(tmp_path)
    shown = check(capsys, tmp_path, f"--repo={name}", "--base", "main", "--head", "change")
    assert (shown.code, SEEN in shown.out) == (1, True), shown
    assert not [char for char in shown.out if ord(char) < 32 or "\u202a" <= char <= "\u202e"]
    assert sorted(os.listdir(tmp_path)) == [name]


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({"HOME": None}, id="no-home"),
        pytest.param({"HOME": "/nowhere"}, id="home-nowhere"),
        pytest.param({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="C"),
        pytest.param({"LC_ALL": "xx_YY.nonsense"}, id="unknown-locale"),
        pytest.param({"TZ": "Pacific/Kiritimati"}, id="early"),
        pytest.param({"TZ": "Etc/GMT+12"}, id="late"),
        pytest.param({"TZ": "nonsense"}, id="no-zone"),
        pytest.param({"TMPDIR": "/nowhere"}, id="no-tmp"),
        pytest.param({"TMPDIR": "relative"}, id="relative-tmp"),
        pytest.param({"TERM": None, "COLUMNS": "x"}, id="odd-terminal"),
        pytest.param({"GIT_CONFIG_COUNT": "x", "GIT_CONFIG_PARAMETERS": "'"}, id="broken-git-variables"),
    ],
)
def test_environments(repo, tmp_path, environ):
    name = "prompts/größe/日本.md"
    base_and_change(repo, after={PATH: OFF, name: "You are the support agent.\nNever refund alone.\n"})
    code, out, err = child(tmp_path, *at_change(repo), **environ)
    assert (code, err) == (1, "")
    assert SEEN in out
    assert name in out


def test_a_path_with_spaces(repo, tmp_path):
    base_and_change(repo)
    (tmp_path / "my tools").mkdir()
    (tmp_path / "my tools" / "git").symlink_to(repo.git("--exec-path") + "/git")
    code, out, _ = child(tmp_path, *at_change(repo), PATH=f"relative dir::{tmp_path / 'my tools'}")
    assert (code, SEEN in " ".join(out.split())) == (1, True)


@AS_ROOT
@pytest.mark.parametrize("tmp", ["writable", "unwritable"])
def test_nothing_may_be_written_where_it_stands(repo, tmp):
    """Neither the folder stood in nor the repository is the user's; for what is made there is room elsewhere."""
    base_and_change(repo)
    with TemporaryDirectory(dir=tempfile.gettempdir()) as place:  # the folders of the tests are closed to others
        Path(place).chmod(0o755)
        here = shutil.copytree(repo.path, f"{place}/shop")
        room = Path(place, "room")
        room.mkdir()
        room.chmod(0o777 if tmp == "writable" else 0o555)
        for head in (("--head", "change"), ("--worktree",)):
            code, out, err = child(here, "--base", "main", *head, program=("-c", AS_NOBODY), TMPDIR=str(room))
            assert (code, SEEN in out) == (1, True), err
        assert [*room.iterdir()] == []
        Path(here, ".git/index").chmod(0)
        code, out, err = child(here, "--base", "main", "--staged", program=("-c", AS_NOBODY))
        assert (code, out, "the index cannot be read: Permission denied" in err) == (3, "", True), err


@POSIX
def test_the_folder_stood_in_is_gone(repo, capsys, tmp_path, monkeypatch):
    base_and_change(repo)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for where in (repo.path, repo.path / ".git"):
        shown = check(capsys, where, "--base", "main", "--head", "change")
        assert (shown.code, SEEN in shown.out) == (1, True), shown
    for arguments in ((), ("--staged",), ("--worktree",), ("--base", "main")):
        shown = check(capsys, ".", *arguments)
        assert (shown.code, shown.out) == (2, ""), shown


@pytest.mark.parametrize("step", ["mkdir", "open"])
def test_no_room_for_what_is_made(repo, judge, monkeypatch, step):
    base_and_change(repo)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "mkdir", full) if step == "mkdir" else (cleanroom, "_write", full)))
    with pytest.raises(UndeterminedError, match="cannot make a folder for what is computed: No space left") as raised:
        judge(repo, "main", "change")
    assert "TMPDIR" in raised.value.hint


def test_a_change_in_a_repository_of_many_kinds_at_once(make_repo, capsys, tmp_path):
    """SHA-256, a linked worktree, borrowed objects and another owner's replacement, all together."""
    repo = base_and_change(make_repo("origin", object_format="sha256"))
    make_repo("unused").git("clone", "-q", "--shared", "--template=", str(repo.path), "../borrower")
    borrower = tmp_path / "borrower"
    repo.git("-C", str(borrower), "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "origin/main")
    oids = [repo.git("rev-parse", f"{name}:{PATH}") for name in ("change", "main")]
    repo.git("-C", str(borrower), "update-ref", f"refs/replace/{oids[0]}", oids[1])
    shown = check(capsys, tmp_path / "tree", "--base", "origin/main", "--head", "origin/change")
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_commits_that_are_none(repo, capsys):
    """Objects that call themselves commits, written by hand."""
    base_and_change(repo)
    tree = repo.git("rev-parse", "change^{tree}")
    whole = f"tree {tree}\nparent {repo.git('rev-parse', 'main')}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx\n"
    for text in (
        "",
        "\n",
        "tree",
        f"tree {tree}",
        "tree é\n",
        whole.replace("parent ", "parent é"),
        whole[:60],
        "x" * 99,
    ):
        data = text.encode()
        oid = repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=data)
        repo.write({".git/refs/heads/odd": f"{oid}\n"})
        for name in ("odd", oid):
            shown = check(capsys, repo, "--base", "main", "--head", name)
            assert shown.code in (2, 3), (text, shown)
    repo.write({".git/refs/heads/odd": f"{change(capsys, repo).code:040d}\n"})
    assert check(capsys, repo, "--base", "main", "--head", "odd").code in (2, 3)
