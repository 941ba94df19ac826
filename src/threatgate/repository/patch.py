"""Unified diffs, read through unidiff and applied exactly: no fuzz, no offset, nothing skipped.

A patch says what it changes only together with the files it was made for, so every hunk must fit at its own line, and
every header and hunk of the text must have been understood. Patches of binary files cannot be judged and say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unidiff.patch import Hunk, PatchedFile

PATCH_LIMIT = 20 * 1024 * 1024
HEADER_LIMIT = 8192
NULL = "/dev/null"
MAKE = "make it with: git diff --no-ext-diff --no-textconv BASE HEAD"
# What begins a line outside of hunks; lines of hunks begin with a space, +, - or a backslash.
MARK = re.compile(r"^(diff --git |@@ -\d|Binary file|GIT binary patch|From [0-9a-f]{40,64} )([^\n]*)", re.MULTILINE)
MOVED = re.compile(r"^(rename|copy) (from|to) (.*)\n?$")
PREFIXED = re.compile(r"[a-z0-9]/")
ESCAPE = re.compile(r"\\([0-7]{3}|.)", re.DOTALL)
LETTERS = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}

Line = tuple[str, bytes]


class Fragment(NamedTuple):
    """One hunk: the line it starts at, counted from 0, and its lines with their signs."""

    start: int
    lines: tuple[Line, ...]


class FilePatch(NamedTuple):
    """What a patch does to one file. Without `old` it is new, without `new` it goes; a copy leaves `old` where it is.

    `part` counts the commits of a patch series: what stands in one part all starts from the same state.
    """

    part: int
    old: str | None
    new: str | None
    copied: bool
    mode: str | None
    fragments: tuple[Fragment, ...]

    @property
    def path(self) -> str:
        """The name to speak of."""
        return self.new or self.old or ""


def read_patch(data: bytes) -> tuple[FilePatch, ...]:
    """The files of a patch, in order. Raises UndeterminedError for whatever is not wholly understood."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    if len(data) > PATCH_LIMIT:
        raise UndeterminedError(
            f"the patch is {len(data) >> 20} MiB, more than {PATCH_LIMIT >> 20}", "judge commits: --base, --head"
        )
    text = data.decode("utf-8", "surrogateescape")
    marks = list(MARK.finditer(text))
    for mark in marks:
        if len(mark[0]) > HEADER_LIMIT or (mark[1] == "diff --git " and "://" in mark[2]):
            raise UndeterminedError(f"the patch has a header that cannot be read: {mark[0][:60]}…", MAKE)
    try:
        patched = PatchSet(text if text.endswith("\n") else f"{text}\n")
    except (UnidiffParseError, ValueError) as error:
        raise UndeterminedError(f"the patch cannot be read: {str(error).strip()[:120]}", MAKE) from None
    heads, hunks = (sum(mark[1].startswith(start) for mark in marks) for start in ("diff --git ", "@@ -"))
    if heads > len(patched) or hunks != sum(len(file) for file in patched):
        raise UndeterminedError("the patch has a header or hunk that belongs to no file", MAKE)
    if not patched:
        raise UndeterminedError(
            "the patch changes no file", "if that is right there is nothing to judge; else look at what made it"
        )
    parts = [text.count("\n", 0, mark.start()) + 1 for mark in marks if mark[1].startswith("From ")]
    return tuple(_file(file, sum(part < (file.diff_line_no or 0) for part in parts)) for file in patched)


def applied(content: bytes, patch: FilePatch) -> bytes:
    """A file after its hunks. Every line of context and every line removed must be there, at its own place."""
    pieces = content.split(b"\n")
    lines = [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
    out: list[bytes] = []
    position = 0
    for number, fragment in enumerate(patch.fragments, 1):
        if not position <= fragment.start <= len(lines):
            raise _misfit(patch, number, fragment.start)
        out += lines[position : fragment.start]
        position = fragment.start
        for sign, line in fragment.lines:
            if sign != "+":
                if position >= len(lines) or lines[position] != line:
                    raise _misfit(patch, number, position)
                position += 1
            if sign != "-":
                out.append(line)
    out += lines[position:]
    if any(not line.endswith(b"\n") for line in out[:-1]):
        raise UndeterminedError(
            f"the patch ends {patch.path} in the middle: a line without its end is not the last", MAKE
        )
    return b"".join(out)


def _misfit(patch: FilePatch, number: int, line: int) -> UndeterminedError:
    return UndeterminedError(
        f"the patch does not fit {patch.old or patch.path}: hunk {number} is not what stands at line {line + 1}",
        "name the commit that it was made for: --base REV",
    )


def _file(file: PatchedFile, part: int) -> FilePatch:
    info = [str(line) for line in file.patch_info or ()]
    git = bool(info) and info[0].startswith("diff --git ")
    old, new, copied = _git_names(file, info) if git else (*_plain_names(file), False)
    for name in (old, new):
        if name is not None and not _inside(name):
            raise UndeterminedError(f"the patch names {name!r}, which no repository can hold", MAKE)
    path = new or old
    if file.is_binary_file:
        raise UndeterminedError(
            f"the patch of {path} is binary, which cannot be judged", "judge commits: --base REV --head REV"
        )
    if git and old == new and not file and not any(line.startswith(("old mode ", "new mode ")) for line in info):
        raise UndeterminedError(f"the patch says nothing of what changes in {path}", MAKE)
    mode = file.target_mode if file.target_mode is None or re.fullmatch("1[0-7]{5}", file.target_mode) else None
    return FilePatch(part, old, new, copied, mode, tuple(_fragment(hunk) for hunk in file))


def _git_names(file: PatchedFile, info: Sequence[str]) -> tuple[str | None, str | None, bool]:
    """Old and new name of a file in a patch that git made. All the places that say the name must agree."""
    left, right = _halves(info[0].removeprefix("diff --git ").rstrip("\n"))
    moved = {found[2]: (found[1], _unquoted(found[3])) for found in map(MOVED.match, info) if found}
    if moved:
        old, new = moved.get("from", ("", ""))[1], moved.get("to", ("", ""))[1]
        agreed = all(
            said == NULL or _unquoted(said) in (name, f"{_unquoted(said)[:2]}{name}")
            for said, name in ((file.source_file, old), (file.target_file, new))
        )
        if not old or not new or not agreed:
            raise _disagreement(info[0])
        return old, new, moved["to"][0] == "copy"
    name = left if left == right else left[2:]
    if left != right and (not PREFIXED.match(left) or not PREFIXED.match(right) or right[2:] != name):
        raise _disagreement(info[0])
    if file and file.target_file != NULL and _unquoted(file.target_file) != right:
        raise _disagreement(info[0])
    return (None if file.source_file == NULL else name), (None if file.target_file == NULL else name), False


def _halves(names: str) -> tuple[str, str]:
    """Both names of a `diff --git` line; where nothing is renamed they are equally long, whatever spaces they hold."""
    middle = len(names) // 2
    return _unquoted(names[:middle]), _unquoted(names[middle + 1 :])


def _plain_names(file: PatchedFile) -> tuple[str | None, str | None]:
    """Old and new name of a file in a patch that some other tool made."""
    old, new = (None if name == NULL else _unquoted(name) for name in (file.source_file, file.target_file))
    if old == new:
        return old, new
    stripped = [name if name is None else name[2:] for name in (old, new)]
    starts = [name[:2] for name in (old, new) if name is not None]
    if set(starts) <= {"a/", "b/"} and (old is None or new is None or stripped[0] == stripped[1]):
        return stripped[0], stripped[1]
    if None in (old, new):
        return old, new
    raise _disagreement(f"--- {file.source_file} +++ {file.target_file}")


def _disagreement(header: str) -> UndeterminedError:
    return UndeterminedError(f"the patch names two files as one: {header.strip()[:160]}", MAKE)


def _unquoted(name: str) -> str:
    """A name as git or diff printed it: in quotes with C's escapes where it holds anything unusual."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    raw = bytearray()
    position = 1
    for escape in ESCAPE.finditer(name, 1, len(name) - 1):
        raw += name[position : escape.start()].encode("utf-8", "surrogateescape")
        found = escape[1]
        raw += bytes([int(found, 8) & 255 if len(found) == 3 else LETTERS.get(found, ord(found) & 255)])
        position = escape.end()
    return (bytes(raw) + name[position:-1].encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _inside(name: str) -> bool:
    parts = name.split("/")
    return "\0" not in name and not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)


def _fragment(hunk: Hunk) -> Fragment:
    lines: list[Line] = []
    for line in hunk:
        if line.line_type == "\\":
            sign, value = lines.pop() if lines else ("", b"")
            lines.append((sign, value.removesuffix(b"\n")))
        elif line.line_type in ("+", "-", " "):
            lines.append((line.line_type, line.value.encode("utf-8", "surrogateescape")))
    start = hunk.source_start - 1 if hunk.source_length else hunk.source_start
    return Fragment(start, tuple(_context(lines)))


def _context(lines: Iterable[Line]) -> Iterable[Line]:
    return (line for line in lines if line[0])
