"""The pre-push hook: what a push brings where, the file in the hooks folder, and real pushes to a bare repository."""

from __future__ import annotations

import os
import sys

import pytest
from running import BASE, WIDER, threatgate

from threatgate import hook
from threatgate.errors import UsageError
from threatgate.hook import Pushed, pushed

ZERO, A, B = "0" * 40, "a" * 40, "b" * 40
MAIN = "refs/remotes/origin/main"


@pytest.mark.parametrize(
    ("line", "default", "known", "found"),
    [
        pytest.param(f"x {A} refs/heads/x {ZERO}", "main", "", Pushed("refs/heads/x", MAIN, A), id="new-branch"),
        pytest.param(f"x {A} refs/heads/x {B}", "main", B, Pushed("refs/heads/x", MAIN, A), id="branch-again"),
        pytest.param(f"main {A} refs/heads/main {B}", "main", B, Pushed("refs/heads/main", B, A), id="default-branch"),
        pytest.param(
            f"main {A} refs/heads/main {B}", "main", "", Pushed("refs/heads/main", MAIN, A), id="default-moved-there"
        ),
        pytest.param(f"main {A} refs/heads/main {B}", None, B, Pushed("refs/heads/main", B, A), id="no-default"),
        pytest.param(
            f"main {A} refs/heads/main {ZERO}",
            None,
            "",
            Pushed("refs/heads/main", None, A, "the first push to this remote has nothing to differ from"),
            id="first-push",
        ),
        pytest.param(
            f"main {A} refs/heads/main {B}",
            None,
            "",
            Pushed(
                "refs/heads/main", None, A, "what the remote has is not in this clone: git fetch first", unable=True
            ),
            id="unknown-there",
        ),
        pytest.param(
            f"v1 {A} refs/tags/v1 {ZERO}",
            "main",
            "",
            Pushed("refs/tags/v1", None, A, "only branches are judged: what a tag names has landed, or will"),
            id="tag",
        ),
    ],
)
def test_where_a_push_lands(line, default, known, found):
    assert list(pushed([line], "origin", default, known.__eq__)) == [found]


def test_deletions_and_empty_lines_bring_nothing():
    assert list(pushed([f"(delete) {ZERO} refs/heads/x {A}", "", " "], "origin", "main", A.__eq__)) == []


def test_every_line_counts():
    lines = [f"x {A} refs/heads/x {ZERO}", f"y {B} refs/heads/y {ZERO}"]
    assert [each.head for each in pushed(lines, "origin", "main", A.__eq__)] == [A, B]


def test_other_input_is_wrong_usage():
    with pytest.raises(UsageError, match="this is no line of a push"):
        list(pushed(["one two"], "origin", "main", A.__eq__))


@pytest.fixture
def clone(repo, make_repo):
    """A checkout with a remote that has its first commit, the hook installed."""
    server = make_repo("server", bare=True)
    repo.commit("base", BASE)
    repo.git("remote", "add", "origin", str(server.path))
    repo.git("push", "-q", "origin", "main")
    hook.install(repo.path)
    return repo


def push(repo, *arguments):
    done = repo.try_git("push", "-q", *arguments, env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
    return done.returncode == 0, (done.stdout + done.stderr).decode()


def heads(repo):
    return {line.split("/")[-1] for line in repo.git("ls-remote", "--heads", "origin").splitlines()}


def test_a_push_is_blocked_until_the_change_is_answered(clone, capsys, monkeypatch):
    clone.branch("pilot").commit("the refund pilot", WIDER)
    passed, said = push(clone, "origin", "pilot")
    assert not passed
    assert "blocked: all 2 changes of the AI threat surface are unanswered" in said
    assert "  threatgate decide backlog --base origin/main --all " in said
    assert heads(clone) == {"main"}
    pilot = clone.checkout("main").git("rev-parse", "pilot")
    assert f" --base origin/main --head {pilot[:12]} --all " in push(clone, "origin", "pilot")[1]
    clone.checkout("pilot")
    monkeypatch.chdir(clone.path)
    words = ["--rationale", "The refund limit of the ledger holds without it too.", "--evidence", "doc=README.md"]
    record = ["decide", "no-change", "--base", "main", "--all", "--owner", "@lea", "--second", "@tom", *words]
    assert threatgate(capsys, *record).code == 0
    clone.commit("answer")
    assert push(clone, "origin", "pilot")[0]
    assert heads(clone) == {"main", "pilot"}


def test_what_is_pushed_is_judged_and_not_the_working_tree(clone):
    clone.branch("harmless").commit("words", {"README.md": "# The shop\n"})
    clone.write(WIDER)
    assert push(clone, "origin", "harmless")[0]
    clone.branch("pilot").commit("the refund pilot", WIDER)
    clone.write(BASE)
    assert not push(clone, "origin", "pilot")[0]


def test_a_push_of_the_default_branch_is_judged_against_what_the_remote_has(clone):
    clone.commit("straight to main", WIDER)
    assert not push(clone, "origin", "main")[0]
    assert push(clone, "--no-verify", "origin", "main")[0]
    clone.commit("words", {"README.md": "# More\n"})
    assert push(clone, "origin", "main")[0]


def test_one_blocked_branch_holds_back_all_of_a_push(clone):
    clone.branch("words").commit("words", {"README.md": "# Words\n"})
    clone.checkout("main").branch("pilot").commit("the refund pilot", WIDER)
    assert not push(clone, "origin", "words", "pilot")[0]
    assert heads(clone) == {"main"}


def test_a_forced_push_and_a_deletion(clone):
    clone.branch("words").commit("words", {"README.md": "# Words\n"})
    assert push(clone, "origin", "words")[0]
    clone.git("reset", "-q", "--hard", "main")
    clone.commit("other words", {"README.md": "# Other\n"})
    assert push(clone, "--force", "origin", "words")[0]
    assert push(clone, "origin", ":words")[0]
    assert heads(clone) == {"main"}


def test_the_first_push_to_a_remote_says_that_nothing_was_there(clone, make_repo):
    clone.git("remote", "add", "mirror", str(make_repo("mirror", bare=True).path))
    passed, said = push(clone, "mirror", "main")
    assert passed
    assert "refs/heads/main: the first push to this remote has nothing to differ from" in said


def test_a_hook_that_was_there_runs_first_with_the_same_input(clone):
    hook.uninstall(clone.path)
    own = clone.path / ".git" / "hooks" / "pre-push"
    own.write_text('#!/bin/sh\ncat > seen; echo "$1" >> seen\n')
    own.chmod(0o755)
    done = hook.install(clone.path)
    assert done.kept == own.with_name("pre-push.before-threatgate")
    clone.branch("words").commit("words", {"README.md": "# Words\n"})
    assert push(clone, "origin", "words")[0]
    lines = (clone.path / "seen").read_text().splitlines()
    assert [lines[0].split()[2], lines[-1]] == ["refs/heads/words", "origin"]
    done.kept.write_text("#!/bin/sh\nexit 7\n")
    clone.commit("more", {"README.md": "# More words\n"})
    assert not push(clone, "origin", "words")[0]


def test_installing_again_renews_and_uninstalling_puts_back(repo):
    own = repo.path / ".git" / "hooks" / "pre-push"
    own.parent.mkdir(exist_ok=True)
    own.write_text("#!/bin/sh\n# mine\n")
    assert (hook.install(repo.path).again, hook.install(repo.path).again) == (False, True)
    assert os.access(own, os.X_OK)
    assert hook.uninstall(repo.path) == (own, own)
    assert own.read_text() == "#!/bin/sh\n# mine\n"
    assert hook.uninstall(repo.path) is None


@pytest.mark.parametrize("kind", ["file", "link"])
def test_an_install_that_was_killed_is_taken_up_again(repo, kind):
    """What it left: the hook that was there before under both names. A link is kept as one, its target untouched."""
    own = repo.path / ".git" / "hooks" / "pre-push"
    own.parent.mkdir(exist_ok=True)
    tool = repo.path / "tool"
    tool.write_text("#!/bin/sh\n# mine\n")
    for path in (own, own.with_name("pre-push.before-threatgate")):
        path.symlink_to(tool) if kind == "link" else path.write_text(tool.read_text())
    assert hook.install(repo.path).again is False
    assert (own.is_symlink(), hook.installed(repo.path)) == (False, True)
    assert hook.uninstall(repo.path) == (own, own)
    assert (own.is_symlink(), own.read_text()) == (kind == "link", tool.read_text())
    assert sorted(path.name for path in own.parent.iterdir()) == ["pre-push"]


def test_a_hook_that_is_a_link_is_replaced_and_not_written_through(repo):
    own = repo.path / ".git" / "hooks" / "pre-push"
    own.parent.mkdir(exist_ok=True)
    (repo.path / "tool").write_text("#!/bin/sh\n# mine\n")
    own.symlink_to(repo.path / "tool")
    assert hook.install(repo.path).kept.is_symlink()
    assert (own.is_symlink(), (repo.path / "tool").read_text()) == (False, "#!/bin/sh\n# mine\n")


@pytest.mark.parametrize("step", ["install", "uninstall"])
def test_what_the_system_refuses_is_one_line(repo, monkeypatch, step):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    hook.install(repo.path) if step == "uninstall" else None
    monkeypatch.setattr("pathlib.Path.replace", refuse)
    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    with pytest.raises(UsageError, match=r"cannot write .*pre-push: Permission denied"):
        getattr(hook, step)(repo.path)


def test_respects_hooks_path_and_worktrees(repo, tmp_path):
    repo.commit("base", BASE)
    tree = tmp_path / "tree"
    repo.git("worktree", "add", "-q", str(tree))
    assert hook.install(tree).path == repo.path / ".git" / "hooks" / "pre-push"
    repo.git("config", "core.hooksPath", "own/hooks")
    assert hook.install(repo.path).path == repo.path / "own" / "hooks" / "pre-push"


@pytest.mark.parametrize("wrong", ["two", "off", "no-repository"])
def test_says_what_stands_in_the_way(repo, tmp_path, wrong):
    folder = repo.path / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    match wrong:
        case "two":
            (folder / "pre-push").write_text("x")
            (folder / "pre-push.before-threatgate").write_text("y")
        case "off":
            repo.git("config", "core.hooksPath", os.devnull)
    with pytest.raises(UsageError, match=r"both there|switched off|no Git repository"):
        hook.install(tmp_path if wrong == "no-repository" else repo.path)


class Stdin:
    def __init__(self, text):
        self.text = text

    def read(self):
        return self.text


@pytest.mark.parametrize(
    ("ref", "result"),
    [
        ("refs/heads/pilot", (1, "threatgate: refs/heads/pilot\nblocked: all 2 changes")),
        ("refs/tags/v1", (0, "threatgate: refs/tags/v1: only branches are judged")),
    ],
)
def test_what_git_says_on_stdin_is_judged(clone, capsys, monkeypatch, ref, result):
    head = clone.branch("pilot").commit("the refund pilot", WIDER)
    monkeypatch.chdir(clone.path)
    monkeypatch.setattr(sys, "stdin", Stdin(f"x {head} {ref} {ZERO}\n"))
    ran = threatgate(capsys, "hook", "run", "origin", "address")
    assert (ran.code, ran.out[: len(result[1])]) == result


def test_what_cannot_be_looked_at_is_no_pass(repo, capsys, monkeypatch):
    head = repo.commit("base", BASE)
    monkeypatch.chdir(repo.path)
    monkeypatch.setattr(sys, "stdin", Stdin(f"main {head} refs/heads/main {B}\n"))
    assert threatgate(capsys, "hook", "run", "origin", "address").code == 3


@pytest.mark.parametrize("named", ["PRE_COMMIT_TO_REF", "PRE_COMMIT_LOCAL_BRANCH"])
def test_what_pre_commit_says_is_judged(clone, capsys, monkeypatch, named):
    head = clone.branch("pilot").commit("the refund pilot", WIDER)
    monkeypatch.chdir(clone.path)
    monkeypatch.setattr(sys, "stdin", Stdin(""))
    monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
    monkeypatch.setenv("PRE_COMMIT_REMOTE_BRANCH", "refs/heads/pilot")
    monkeypatch.setenv(named, head if named.endswith("TO_REF") else "refs/heads/pilot")
    ran = threatgate(capsys, "hook", "run")
    assert (ran.code, ran.out.splitlines()[0]) == (1, "threatgate: refs/heads/pilot")


def test_pre_commit_without_a_push_is_wrong_usage(clone, capsys, monkeypatch):
    monkeypatch.chdir(clone.path)
    monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
    ran = threatgate(capsys, "hook", "run")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "threatgate: pre-commit names no commit that is pushed")


def test_the_command_says_what_it_did(repo, capsys):
    path = repo.path / ".git" / "hooks" / "pre-push"
    said = threatgate(capsys, "hook", "install", "--repo", repo.path)
    assert said.out == f"wrote  {path}\nEvery push is judged from now on; git push --no-verify skips that once.\n"
    assert threatgate(capsys, "hook", "install", "--repo", repo.path).out.startswith("renewed  ")
    assert threatgate(capsys, "hook", "uninstall", "--repo", repo.path).out == f"removed  {path}\n"
    assert threatgate(capsys, "hook", "uninstall", "--repo", repo.path).out == "There is no hook of threatgate here.\n"
