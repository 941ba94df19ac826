"""Trees and blobs: what differs is what git says differs, whatever they are called; what is malformed is refused."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from git_repo import GitRepo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threatgate.errors import UndeterminedError
from threatgate.repository import _trees
from threatgate.repository._api import Blob, Missing, TooLarge
from threatgate.repository.judged import JudgeRequest, open_judged

ODD = (
    "new\nline.md", "esc\x1b[31m.md", "tab\t.md", "-n", "--output=x", ":(glob)*", 'quote".md', "back\\slash.md",
    "ünï.md", "bidi\u202e.md", "per%cent", "com,ma:colon", " lead", "trail ", "*", "a\r", "HEAD", "refs/heads/main",
)  # fmt: skip


def test_odd_names_are_read_as_they_are(repo, judge):
    repo.commit("base", {"a": "a\n"})
    repo.branch("feature")
    repo.write({f"p/{name}": f"{name}\n" for name in ODD})
    raw = os.fsencode(repo.path / "p") + b"/\xff\xfe.md"
    Path(os.fsdecode(raw)).write_bytes(b"raw\n")
    repo.commit("odd")
    judged = judge(repo, "main", "feature")
    names = sorted([*(f"p/{name}" for name in ODD), "p/\udcff\udcfe.md"])
    assert [file.path for file in judged.comparisons()[0].files] == names
    for name in names:
        assert judged.head_file(name) is not None
        assert judged.base_file(name) is None
    assert [path for path, _ in judged.head_folder("p")] == names


def test_links_modules_and_modes_are_told_by_their_mode(repo, judge):
    repo.commit("base", {"file": "x\n", "script": "s\n", "becomes-folder": "b\n", "folder/inner": "i\n"})
    repo.branch("feature")
    (repo.path / "link").symlink_to("/etc/passwd")
    (repo.path / "file").unlink()
    (repo.path / "file").symlink_to("script")
    (repo.path / "script").chmod(0o755)
    repo.write({"becomes-folder": None, "folder/inner": None})
    (repo.path / "folder").rmdir()
    repo.write({"becomes-folder/inner": "b\n", "folder": "f\n"})
    repo.git("add", "-A")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    repo.git("commit", "-q", "-m", "kinds")
    judged = judge(repo, "main", "feature")
    files = {
        file.path: (file.before and file.before.mode, file.after and file.after.mode)
        for file in judged.comparisons()[0].files
    }
    assert files == {
        "becomes-folder": ("100644", None),
        "becomes-folder/inner": (None, "100644"),
        "file": ("100644", "120000"),
        "folder": (None, "100644"),
        "folder/inner": ("100644", None),
        "link": (None, "120000"),
        "module": (None, "160000"),
        "script": ("100644", "100755"),
    }
    link = next(file.after for file in judged.comparisons()[0].files if file.path == "link")
    assert judged.read([link.oid]) == {link.oid: b"/etc/passwd"}, "the text of the link, never what it points at"
    assert judged.read(["1" * 40]) == {"1" * 40: Missing()}
    assert judged.head_file("link") is None
    assert judged.head_file("module") is None
    assert judged.head_file("becomes-folder") is None
    with pytest.raises(UndeterminedError, match="link is no file on the base side"):
        judge(repo, "feature", "feature").base_file("link")


def test_folders_are_listed_whole(repo, judge):
    repo.commit("base", {"r/a/1": "1\n", "r/a/2": "2\n", "r/b": "b\n", "ra/x": "x\n", "r.d/y": "y\n"})
    judged = judge(repo, "main", "main")
    for name in ("r", "r/", "/r/"):
        assert [path for path, _ in judged.base_folder(name)] == ["r/a/1", "r/a/2", "r/b"]
    assert len(judged.head_folder("")) == 5
    assert judged.base_folder("r/b") == judged.base_folder("nothing/here") == ()
    assert judged.base_file("r/a") is None
    assert judged.base_file("r/a/1/2") is None
    assert judged.base_folder("r/a")[0][1] == Blob(repo.git("rev-parse", "main:r/a/1"), "100644")


def test_large_files_are_measured_and_not_read(repo, judge):
    sizes = {"fits": 1 << 20, "over": (1 << 20) + 1, "way-over": 5 << 20, "small": 3}
    repo.commit("base", {"a": "a\n"})
    repo.commit("large", {name: os.urandom(64) * (size // 64) + b"x" * (size % 64) for name, size in sizes.items()})
    judged = judge(repo, "HEAD~1", "HEAD")
    blobs = {file.path: file.after.oid for file in judged.comparisons()[0].files}
    found = judged.read([blobs["way-over"], *blobs.values(), "2" * 40])
    assert {
        name: content if isinstance(content := found[oid], TooLarge) else len(content) for name, oid in blobs.items()
    } == {
        "fits": 1 << 20,
        "over": TooLarge((1 << 20) + 1),
        "way-over": TooLarge(5 << 20),
        "small": 3,
    }
    assert found["2" * 40] == Missing()
    assert len(judged.head_file("way-over")) == 5 << 20


def test_thousands_of_blobs_are_read_in_one_go(repo, judge):
    repo.commit("base", {"a": "a\n"})
    stream = b"".join(b"blob\nmark :%d\ndata %d\n%s\n" % (n, len(str(n)), str(n).encode()) for n in range(1, 3001))
    stream += b"commit refs/heads/many\ncommitter L <l@example.org> 1767225600 +0000\ndata 1\nm\nfrom refs/heads/main\n"
    stream += b"".join(b"M 100644 :%d many/%d\n" % (n, n) for n in range(1, 3001))
    repo.git("fast-import", "--quiet", stdin=stream)
    judged = judge(repo, "main", "many")
    files = judged.comparisons()[0].files
    found = judged.read([file.after.oid for file in files])
    assert {file.path: found[file.after.oid] for file in files} == {
        f"many/{n}": str(n).encode() for n in range(1, 3001)
    }


def tree(repo, *entries):
    """A tree object made of raw entries, as no git command would write it."""
    raw = b"".join(b"%b %b\0%b" % (mode, name, bytes.fromhex(oid)) for mode, name, oid in entries)
    return repo.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([b"x", b"x"], "two entries of one name"),
        ([b".."], r"an entry named b'\.\.'"),
        ([b"."], r"an entry named b'\.'"),
        ([b".GIT"], "an entry named b'.GIT'"),
        ([b"a/b"], "an entry named b'a/b'"),
        ([b""], "cannot be read"),
    ],
    ids=["twins", "dotdot", "dot", "git", "slash", "empty"],
)
def test_malformed_trees_are_undetermined(repo, judge, names, message):
    repo.commit("base", {"a": "a\n"})
    blob = repo.git("rev-parse", "HEAD:a")
    inner = tree(repo, *((b"100644", name, blob) for name in names))
    outer = tree(repo, (b"40000", b"p", inner))
    head = repo.git("commit-tree", outer, "-p", "HEAD", "-m", "bad")
    with pytest.raises(UndeterminedError, match=message):
        judge(repo, "main", head).comparisons()


def test_odd_modes_are_what_git_takes_them_for(repo, judge):
    repo.commit("base", {"a": "a\n"})
    blob = repo.git("rev-parse", "HEAD:a")
    inner = tree(repo, (b"100664", b"a", blob))
    head = repo.git(
        "commit-tree", tree(repo, (b"100664", b"a", blob), (b"040000", b"d", inner)), "-p", "HEAD", "-m", "old"
    )
    judged = judge(repo, "main", head)
    assert [(file.path, file.after) for file in judged.comparisons()[0].files] == [("d/a", Blob(blob, "100644"))]


def test_a_tree_bomb_is_undetermined_and_quick(repo, judge, monkeypatch):
    monkeypatch.setattr(_trees, "MOST_PATHS", 20_000)
    repo.commit("base", {"a": "a\n"})
    oid, mode = repo.git("rev-parse", "HEAD:a"), b"100644"
    for _ in range(10):
        oid, mode = tree(repo, *((mode, b"%02d" % number, oid) for number in range(20))), b"40000"
    head = repo.git("commit-tree", oid, "-p", "HEAD", "-m", "bomb")
    with pytest.raises(UndeterminedError, match="more than 20,000 paths"):
        judge(repo, "main", head).comparisons()


def test_endless_folders_are_undetermined(repo, judge):
    repo.commit("base", {"a": "a\n"})
    deep = "d/" * 1100 + "f"
    stream = b"commit refs/heads/deep\ncommitter L <l@example.org> 1767225600 +0000\ndata 1\nm\nfrom refs/heads/main\n"
    repo.git("fast-import", "--quiet", stdin=stream + f"M 100644 inline {deep}\ndata 1\nx\n".encode())
    with pytest.raises(UndeterminedError, match="1000 deep"):
        judge(repo, "main", "deep").comparisons()


def test_a_damaged_object_is_undetermined(repo, judge):
    import zlib

    repo.commit("base", {"a": "a\n"})
    repo.commit("head", {"a": "A\n"})
    oid = repo.git("rev-parse", "HEAD:a")
    stored = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
    stored.chmod(0o644)
    stored.write_bytes(zlib.compress(b"blob 2\0B\n"))
    with pytest.raises(UndeterminedError, match=f"{oid} is damaged"):
        judge(repo, "HEAD~1").read([oid])
    stored.write_bytes(b"nonsense")
    with pytest.raises(UndeterminedError):
        judge(repo, "HEAD~1").head_file("a")


NAMES = st.sampled_from(["a", "b", "a.b", "a-b", "a0", "ab", "B"])
FILES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map("/".join),
    st.tuples(st.sampled_from(["1", "2"]), st.booleans()),
    max_size=8,
)


def _fitting(files):
    """Without the files that stand where a folder must be."""
    return {path: value for path, value in files.items() if not any(other.startswith(f"{path}/") for other in files)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=FILES, after=FILES)
def test_the_differences_are_gits(before, after):
    with tempfile.TemporaryDirectory() as folder:
        repo = GitRepo(Path(folder) / "repo")
        for name, files in (("before", before), ("after", after)):
            lines = [b"commit refs/heads/%b\ncommitter L <l@example.org> 1767225600 +0000\ndata 0\n" % name.encode()]
            lines += [b"from refs/heads/before\ndeleteall\n"] if name == "after" else []
            for path, (text, executable) in _fitting(files).items():
                lines.append(
                    b"M %d inline %b\ndata 1\n%b\n" % (100755 if executable else 100644, path.encode(), text.encode())
                )
            repo.git("fast-import", "--quiet", stdin=b"".join(lines))
        rows = repo.git("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "before", "after").split("\0")[
            :-1
        ]
        theirs = []
        for raw, path in zip(rows[::2], rows[1::2], strict=True):
            old_mode, new_mode, old, new, _ = raw.lstrip(":").split()
            theirs.append(
                (path, Blob(old, old_mode) if old.strip("0") else None, Blob(new, new_mode) if new.strip("0") else None)
            )
        request = JudgeRequest(repo.path, "before", "after", "commit", None, {"PATH": os.environ["PATH"]})
        with open_judged(request) as judged:
            ours = [(file.path, file.before, file.after) for file in judged.comparisons()[0].files]
        assert ours == sorted(theirs, key=lambda row: row[0])
