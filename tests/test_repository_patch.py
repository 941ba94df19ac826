"""Patches: applied exactly, like git applies them, or refused by file and hunk."""

from __future__ import annotations

import pytest

from threatgate.errors import UndeterminedError, UsageError


@pytest.fixture
def based(repo):
    """A commit to make patches against."""
    repo.commit(
        "base",
        {
            "a.md": "".join(f"line {number}\n" for number in range(1, 31)),
            "dir/with space.md": "one\ntwo\n",
            "ünï.md": "one\n",
            "no-end": "one\ntwo",
            "crlf.md": "one\r\n\r\ntwo\r\n",
            "script": "#!/bin/sh\n",
            "gone": "g\n",
            "empty": "",
            "latin": b"caf\xe9\n\x0c\x85\n",
        },
    )
    return repo


def sides(judged):
    (comparison,) = judged.comparisons()
    blobs = judged.read({blob.oid for file in comparison.files for blob in (file.before, file.after) if blob})
    return {
        file.path: tuple((side.mode, blobs.get(side.oid)) if side else None for side in (file.before, file.after))
        for file in comparison.files
    }


def patch_of(repo, *options):
    """The difference between HEAD and the working tree, and what judging it as a commit says."""
    repo.git("add", "-A")
    return repo.git("diff", "--cached", "-M", "HEAD", *options).encode("utf-8", "surrogateescape") + b"\n"


EDITS = {
    "edit": {"a.md": "".join(f"line {number}\n" for number in range(1, 31)).replace("line 15\n", "LINE\nMORE\n")},
    "top-and-bottom": {"a.md": "new\n" + "".join(f"line {number}\n" for number in range(1, 30))},
    "two-hunks": {"a.md": "".join("X\n" if number in (2, 28) else f"line {number}\n" for number in range(1, 31))},
    "space": {"dir/with space.md": "one\n2\n"},
    "quoted": {"ünï.md": "1\n", "tab\there.md": "t\n", 'say "hi".md': "q\n"},
    "end-lost": {"dir/with space.md": "one\ntwo"},
    "end-won": {"no-end": "one\ntwo\n"},
    "no-end": {"no-end": "1\ntwo"},
    "appended-without-end": {"no-end": "one\ntwo\nthree"},
    "crlf": {"crlf.md": "one\r\n\r\nTWO\r\n"},
    "crlf-to-lf": {"crlf.md": "one\n\ntwo\n"},
    "gone": {"gone": None, "empty": None},
    "new": {"new/file.md": "n\n", "new/empty.md": "", "new/no-end": "x"},
    "emptied": {"gone": ""},
    "filled": {"empty": "e\n"},
    "renamed": {"gone": None, "here": "g\n"},
    "moved-and-edited": {"a.md": None, "b/a.md": "".join(f"line {number}\n" for number in range(1, 30))},
    "looks-like-headers": {"dir/with space.md": "-- a/x\n++ b/x\n@@ -1 +1 @@\ndiff --git a/x b/x\n"},
    "latin": {"latin": b"caf\xe9!\n\x0c\x85\n"},
    "blank-lines": {"a.md": "\n\n\n"},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("options", [(), ("-U0",), ("--no-prefix",), ("--full-index", "-U9")], ids=" ".join)
def test_a_patch_is_what_its_commit_would_be(based, judge, edit, options):
    based.write(edit)
    patch = patch_of(based, *options, *(["--text"] if "latin" in edit else []))
    if "--no-prefix" in options and any(" " in name for name in edit):
        with pytest.raises(UndeterminedError, match="cannot be read"):  # where one name ends is not to be told
            judge(based, source="patch", patch=patch)
        return
    judged = judge(based, source="patch", patch=patch)
    assert (judged.base, judged.head) == (based.git("rev-parse", "HEAD"), "(patch)")
    assert sides(judged) == sides(judge(based, source="staged"))
    assert judged.head_folder("") == judge(based, source="staged").head_folder("")
    for name, content in edit.items():
        expected = content.encode() if isinstance(content, str) else content
        assert judged.head_file(name) == expected
    assert (judged.authors(), judged.trailers()) == (set(), {})
    assert judged.authors_known()


def test_modes_links_and_modules(based, judge):
    (based.path / "script").chmod(0o755)
    (based.path / "gone").unlink()
    (based.path / "gone").symlink_to("script")
    based.git("add", "-A")
    based.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    patch = based.git("diff", "--cached", "HEAD").encode() + b"\n"
    judged = judge(based, source="patch", patch=patch)
    assert sides(judged) == sides(judge(based, source="staged"))
    assert [(file.path, file.after.mode) for file in judged.comparisons()[0].files] == [
        ("gone", "120000"),
        ("module", "160000"),
        ("script", "100755"),
    ]
    based.git("commit", "-q", "-m", "kinds")
    based.git("update-index", "--cacheinfo", f"160000,{'2' * 40},module")
    patch = based.git("diff", "--cached", "HEAD").encode() + b"\n"
    (file,) = judge(based, source="patch", patch=patch).comparisons()[0].files
    assert (file.before.oid, file.after.oid, file.after.mode) == ("1" * 40, "2" * 40, "160000")


def test_files_that_change_places(based, judge):
    old, new = (based.path / name for name in ("a.md", "script"))
    first, second = old.read_bytes() * 5, new.read_bytes() * 80
    based.commit("longer", {"a.md": first, "script": second})
    based.write({"a.md": second, "script": first})
    based.git("add", "-A")
    patch = based.git("diff", "--cached", "-B", "-M", "HEAD").encode() + b"\n"
    assert patch.count(b"rename from") == 2
    assert sides(judge(based, source="patch", patch=patch)) == sides(judge(based, source="staged"))


def test_a_copy_leaves_its_source(based, judge):
    based.write({"copy.md": (based.path / "a.md").read_bytes()})
    patch = patch_of(based, "-C", "--find-copies-harder")
    assert b"copy from" in patch
    assert set(sides(judge(based, source="patch", patch=patch))) == {"copy.md"}


def test_a_series_is_applied_in_order(based, judge):
    start = based.git("rev-parse", "HEAD")
    based.commit("first\n\nFrom here on\n--- nothing\n", {"a.md": "1\n", "new": "n\n"})
    based.commit("second", {"a.md": "1\n2\n", "new": None})
    based.commit("third", {"a.md": None, "b.md": "1\n2\n"})
    series = based.git("format-patch", "--stdout", start).encode() + b"\n"
    judged = judge(based, start, source="patch", patch=series)
    assert sides(judged) == sides(judge(based, start, "HEAD"))


def test_patches_of_other_tools(based, judge):
    patch = (
        "Index: dir/with space.md\n===================================================================\n"
        "--- dir/with space.md\t(revision 1)\n+++ dir/with space.md\t(working copy)\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
        "--- /dev/null\n+++ b/new.md\n@@ -0,0 +1 @@\n+new\n"
        "--- a/gone\t2026-01-01 00:00:00 +0000\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\n"
    )
    judged = judge(based, source="patch", patch=patch.encode())
    assert {path: after for path, (_, after) in sides(judged).items()} == {
        "dir/with space.md": ("100644", b"one\n2\n"),
        "gone": None,
        "new.md": ("100644", b"new\n"),
    }


def test_the_base_may_be_named_and_the_head_may_not(based, judge):
    start = based.git("rev-parse", "HEAD")
    based.write({"gone": "G\n"})
    patch = patch_of(based)
    based.commit("applied")
    with pytest.raises(
        UndeterminedError, match="the patch does not fit gone: hunk 1 is not what stands at line 1"
    ) as raised:
        judge(based, source="patch", patch=patch)
    assert "--base REV" in raised.value.hint
    assert set(sides(judge(based, start, source="patch", patch=patch))) == {"gone"}
    with pytest.raises(UsageError, match="two different heads"):
        judge(based, head="main", source="patch", patch=patch)
    with pytest.raises(UsageError, match="no such branch"):
        judge(based, "nope", source="patch", patch=patch)


def test_a_patch_of_new_files_needs_no_repository(tmp_path, repo, judge):
    patch = b"diff --git a/p.md b/p.md\nnew file mode 100644\n--- /dev/null\n+++ b/p.md\n@@ -0,0 +1 @@\n+hello\n"
    for place in (tmp_path, repo):
        judged = judge(place, source="patch", patch=patch)
        assert judged.base == "(empty)"
        assert sides(judged) == {"p.md": (None, ("100644", b"hello\n"))}
        assert judged.base_file("p.md") is None
        assert judged.head_file("p.md") == b"hello\n"
        assert judged.base_folder("") == ()
        assert [path for path, _ in judged.head_folder("")] == ["p.md"]
        assert judged.repository in (tmp_path.name, "repo")
    with pytest.raises(UndeterminedError, match="changes a, which is not there"):
        judge(tmp_path, source="patch", patch=b"--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n")
    with pytest.raises(UsageError, match="no Git repository"):
        judge(tmp_path, "main", source="patch", patch=patch)


def git_diff(name, body, *extended):
    head = "".join(f"{line}\n" for line in (f"diff --git a/{name} b/{name}", *extended))
    return f"{head}--- a/{name}\n+++ b/{name}\n{body}"


REFUSED = {
    "empty": ("", "the patch changes no file"),
    "a-web-page": ("<html>\n<body>502</body>\n", "the patch changes no file"),
    "context": (git_diff("gone", "@@ -1 +1 @@\n-x\n+y\n"), "does not fit gone: hunk 1 is not what stands at line 1"),
    "second-hunk": (
        git_diff("a.md", "@@ -1 +1 @@\n-line 1\n+X\n@@ -20 +20 @@\n-line 21\n+Y\n"),
        "does not fit a.md: hunk 2 is not what stands at line 20",
    ),
    "past-the-end": (git_diff("gone", "@@ -9 +9 @@\n-g\n+y\n"), "does not fit gone: hunk 1"),
    "backwards": (
        git_diff("a.md", "@@ -20 +20 @@\n-line 20\n+X\n@@ -1 +1 @@\n-line 1\n+Y\n"),
        "does not fit a.md: hunk 2",
    ),
    "missing": (git_diff("nope", "@@ -1 +1 @@\n-x\n+y\n"), "changes nope, which is not there"),
    "already-there": (
        "diff --git a/gone b/gone\nnew file mode 100644\n--- /dev/null\n+++ b/gone\n@@ -0,0 +1 @@\n+x\n",
        "makes gone, which is already there",
    ),
    "leaves-lines": (
        "diff --git a/a.md b/a.md\ndeleted file mode 100644\n--- a/a.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-line 1\n",
        "removes a.md, but leaves lines of it",
    ),
    "removes-nothing": (
        "diff --git a/nope b/nope\ndeleted file mode 100644\n--- a/nope\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
        "removes nope, which is not there",
    ),
    "binary": (
        "diff --git a/i.png b/i.png\nnew file mode 100644\nindex 000..111\nBinary files /dev/null and b/i.png differ\n",
        "the patch of i.png is binary",
    ),
    "git-binary": (
        "diff --git a/gone b/gone\nindex 1..2 100644\nGIT binary patch\nliteral 4\nLcmZ=P00000\n\n",
        "the patch of gone is binary",
    ),
    "twice": (
        git_diff("gone", "@@ -1 +1 @@\n-g\n+x\n") + git_diff("gone", "@@ -1 +1 @@\n-g\n+y\n"),
        "changes gone twice",
    ),
    "says-nothing": ("diff --git a/gone b/gone\nindex 1..2 100644\n", "says nothing of what changes in gone"),
    "two-names": (git_diff("gone", "@@ -1 +1 @@\n-g\n+x\n").replace("+++ b/gone", "+++ b/a.md"), "cannot be read"),
    "header-of-two": (
        "diff --git a/gone b/other\n--- a/gone\n+++ b/other\n@@ -1 +1 @@\n-g\n+x\n",
        "names two files as one",
    ),
    "plain-of-two": ("--- old/gone\n+++ new/gone\n@@ -1 +1 @@\n-g\n+x\n", "names two files as one"),
    "rename-lies": (
        "diff --git a/gone b/here\nsimilarity index 100%\nrename from a.md\nrename to here\n",
        "names two files as one",
    ),
    "outside": (git_diff("../gone", "@@ -1 +1 @@\n-g\n+x\n"), "which no repository can hold"),
    "inside-git": (git_diff(".git/config", "@@ -1 +1 @@\n-g\n+x\n"), "which no repository can hold"),
    "absolute": ("--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-g\n+x\n", "which no repository can hold"),
    "short-hunk": (git_diff("gone", "@@ -1,2 +1 @@\n-g\n+x\n"), "cannot be read"),
    "long-number": (git_diff("gone", f"@@ -{'1' * 5000} +1 @@\n-g\n+x\n"), "cannot be read"),
    "stray-hunk": ("@@ -1 +1 @@\n-g\n+x\n", "cannot be read"),
    "url-names": ("diff --git " + "://" * 2000 + " " * 2000 + "\n", "a header that cannot be read"),
    "long-binary": ("Binary files " + " and x" * 5000 + "\n", "a header that cannot be read"),
    "middle-without-end": (
        git_diff("gone", "@@ -1 +1,2 @@\n g\n+x\n\\ No newline at end of file\n@@ -2,0 +3 @@\n+y\n"),
        "does not fit gone: hunk 2|ends gone in the middle|cannot be read",
    ),
}


@pytest.mark.parametrize(("patch", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_wholly_understood_is_undetermined(based, judge, patch, message):
    with pytest.raises(UndeterminedError, match=message) as raised:
        judge(based, source="patch", patch=patch.encode())
    assert raised.value.hint
    assert "\n" not in raised.value.message


def test_a_patch_that_is_too_large_is_undetermined(based, judge):
    with pytest.raises(UndeterminedError, match="21 MiB, more than 20"):
        judge(based, source="patch", patch=b"x" * (21 << 20))
