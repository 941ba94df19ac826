"""More of what a repository may plant: names, trees, options, environments, owners. Names as in the list."""

from __future__ import annotations

import os

import pytest
from attacks import OFF, ON, PATH, SEEN, base_and_change, change, check, program

PROMPT = "You are the support agent of a shop.\nNever refund without the approval of a person.\n"


def commit_of(repo, *entries, parent="main"):
    """A commit of a tree written by hand, entries as they are: mode, name, id."""
    tree = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    oid = repo.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=tree)
    commit = repo.git("commit-tree", oid, "-p", parent, "-m", "by hand")
    repo.git("update-ref", "refs/heads/change", commit)
    return oid


def blob(repo, text):
    return repo.git("hash-object", "-w", "--stdin", stdin=text.encode())


def test_case_twin(repo, capsys):
    """On a file system that folds case one of the two wins: both are changes."""
    repo.commit("base", {"README.md": "# Shop\n"})
    twins = [(b"100644", name, blob(repo, PROMPT)) for name in (b"Sys.md", b"sys.md")]
    tree = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in twins)
    inner = repo.git("hash-object", "-t", "tree", "-w", "--stdin", stdin=tree)
    commit_of(repo, (b"40000", b"PROMPTS", inner), (b"40000", b"prompts", inner))
    shown = change(capsys, repo)
    names = [f"{folder}/{name}.md" for folder in ("PROMPTS", "prompts") for name in ("Sys", "sys")]
    assert (shown.code, [name in shown.out for name in names]) == (1, [True] * 4)


@pytest.mark.parametrize(
    "name", [b"..", b".", b".git", b".GIT", b"a/b", b"../../etc/passwd"], ids=lambda name: name.decode()
)
def test_dotdot_tree(repo, capsys, name):
    repo.commit("base", {PATH: ON})
    commit_of(repo, (b"100644", name, blob(repo, OFF)))
    shown = change(capsys, repo)
    assert (shown.code, shown.out, "git fsck" in shown.err) == (3, "", True)


def test_duplicate_tree_entry(repo, capsys):
    repo.commit("base", {PATH: ON})
    entries = [(b"100644", b"approval.yaml", blob(repo, text)) for text in (ON, OFF)]
    tree = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    inner = repo.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=tree)
    commit_of(repo, (b"40000", b"policies", inner))
    shown = change(capsys, repo)
    assert (shown.code, "two entries of one name" in shown.err) == (3, True)


@pytest.mark.parametrize("attribute", ["-diff", "binary", "-text -diff -merge", "linguist-generated", "export-ignore"])
def test_attr_minus_diff(repo, capsys, attribute):
    """Attributes blank a text diff and fold a file away on the platform; here they mean nothing."""
    base_and_change(repo, after={PATH: OFF, ".gitattributes": f"* {attribute}\n"})
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_rename_r100(repo, capsys):
    """A file that is renamed as it is, and the name it leaves, are both looked at."""
    base_and_change(repo, {"var/text.dat": PROMPT}, {"var/text.dat": None, "prompts/agent.md": PROMPT})
    shown = change(capsys, repo)
    assert (shown.code, "prompts/agent.md is new" in shown.out) == (1, True)


@pytest.mark.parametrize("flag", ["--base", "--head"])
@pytest.mark.parametrize("name", ["--output={mark}", "-O{mark}", "--exec={mark}", "^main", "main..change", "@{{-1}}\n"])
def test_ref_named_output(repo, capsys, tmp_path, flag, name):
    base_and_change(repo)
    mark = tmp_path / "mark"
    other = ("--head", "change") if flag == "--base" else ("--base", "main")
    shown = check(capsys, repo, f"{flag}={name.format(mark=mark)}", *other)
    assert (shown.code, shown.out, mark.exists()) == (2, "", False)


def test_branch_named_like_an_option(repo, capsys, tmp_path):
    """Such a branch can be made by whoever writes refs; no command takes it for an option."""
    base_and_change(repo)
    mark = tmp_path / "mark"
    repo.git("update-ref", f"refs/heads/--output={mark}", "change")
    repo.git("symbolic-ref", "HEAD", f"refs/heads/--output={mark}")
    shown = check(capsys, repo)
    assert (shown.code, SEEN in shown.out, mark.exists()) == (1, True, False)


def test_git_dir_env_leak(repo, make_repo, capsys, monkeypatch):
    """A hook exports these; the repository that was named is judged all the same."""
    base_and_change(repo)
    other = make_repo("other")
    other.commit("other", {"x": "x\n"})
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"):
        monkeypatch.setenv(name, str(other.path / ".git"))
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_dubious_ownership(repo, capsys):
    base_and_change(repo)
    for folder, _, files in os.walk(repo.path):
        for name in (folder, *(os.path.join(folder, each) for each in files)):
            os.chown(name, 65534, 65534)
    assert repo.try_git("status").returncode != 0, "plain git refuses"
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_partial_clone_missing_blob(repo, make_repo, capsys, tmp_path):
    """What is not here is not fetched behind anybody's back, and its absence is no absence of change."""
    base_and_change(repo)
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = make_repo("partial")
    partial.git("remote", "add", "origin", repo.path.as_uri())
    partial.git("fetch", "-q", "--filter=blob:none", "origin", "+refs/heads/*:refs/heads/*", "--update-head-ok")
    mark = tmp_path / "mark"
    partial.git("config", "remote.origin.uploadpack", program(tmp_path, mark))
    shown = change(capsys, partial)
    assert (shown.code, "is not in the object store" in shown.out + shown.err) == (3, True)
    assert not mark.exists()


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_object_formats(make_repo, capsys, object_format):
    repo = base_and_change(make_repo("other", object_format=object_format))
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out) == (1, True)


def test_worktrees_and_alternates(repo, make_repo, capsys, tmp_path):
    base_and_change(repo)
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "main")
    assert change(capsys, tmp_path / "tree").code == 1
    borrower = make_repo("borrower")
    (borrower.path / ".git/objects/info").mkdir(exist_ok=True)
    (borrower.path / ".git/objects/info/alternates").write_text(f"{repo.path}/.git/objects\n", encoding="utf-8")
    for name in ("main", "change"):
        borrower.git("update-ref", f"refs/heads/{name}", repo.git("rev-parse", name))
    shown = change(capsys, borrower)
    assert (shown.code, SEEN in shown.out) == (1, True)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"prompts/a\nb.md", id="newline"),
        pytest.param(b"prompts/\x1b[2Jclear.md", id="escape"),
        pytest.param(b"prompts/\xff\xfe.md", id="no UTF-8"),
        pytest.param(b"prompts/:(glob)*.md", id="pathspec"),
        pytest.param(b"prompts/-n.md", id="option"),
        pytest.param("prompts/\u202egnp.md".encode(), id="bidi"),
        pytest.param(b"prompts/a,b:c%d.md", id="property"),
        pytest.param(b'prompts/tab\tquote".md', id="quoted"),
        pytest.param(b"prompts/" + b"x" * 240 + b".md", id="long"),
    ],
)
def test_odd_names(repo, capsys, name):
    """Every name is read and told; none does anything where it is printed."""
    repo.commit("base", {"README.md": "# Shop\n"})
    repo.branch("change")
    stream = (
        b"commit refs/heads/change\ncommitter L <l@example.org> 1767225600 +0000\ndata 1\nm\nfrom refs/heads/main\n"
    )
    quoted = b'"' + b"".join(b"\\%03o" % byte for byte in name) + b'"'
    stream += b"M 100644 inline %b\ndata %d\n%b\n" % (quoted, len(PROMPT), PROMPT.encode())
    repo.git("fast-import", "--quiet", "--force", stdin=stream)
    shown = change(capsys, repo)
    assert (shown.code, "is new" in shown.out) == (1, True)
    assert not set("\x1b\u202e\udcff") & set(shown.out)


def test_a_file_moved_out_of_its_place(repo, capsys):
    """What leaves the place where it was recognised is told as gone."""
    base_and_change(repo, after={PATH: None, "var/cache/approval.bin": ON})
    shown = change(capsys, repo)
    assert (shown.code, "is gone" in shown.out) == (1, True)
