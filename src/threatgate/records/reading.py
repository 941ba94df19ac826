"""From the bytes of a file in the register to a record, or to the reasons why it is none.

A record is a YAML file, or a Markdown file with the same keys as front matter; its id is the file's name. Whatever the
bytes are, the answer is a value: a broken record is no answer to anything, is named with its line, and stops nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from threatgate import strict_yaml
from threatgate.identity import record_id
from threatgate.records import _values
from threatgate.records._flaws import broken, flaws
from threatgate.records.model import BrokenRecord, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WORD = re.compile(rb"[^\s'\",\[\]{}]+")


def read(path: str, data: bytes) -> Record | BrokenRecord:
    """The record that a file holds."""
    stem = record_id(path)
    try:
        strict, body = _strict(path, data)
    except strict_yaml.StrictYamlError as error:
        return BrokenRecord(path, error.line, error.message, error.hint, stem)
    if strict.data is None:
        return BrokenRecord(path, 1, "the file is empty", "write it with threatgate decide, or remove it", stem)
    found = flaws(strict.data, stem)
    if found:
        return broken(path, stem, strict.data, [(strict.line_of(flaw.pointer), flaw) for flaw in found])
    return _values.record(path, strict.data, body, strict.lines)


def stated(path: str, data: bytes) -> tuple[dict[str, Any], str] | None:
    """What a record says, key by key, and the text below its front matter; None where the file is no record."""
    if isinstance(read(path, data), BrokenRecord):
        return None
    strict, body = _strict(path, data)
    return _values.stripped(strict.data), body.strip()


def speaking_of(ids: Iterable[str]) -> Callable[[bytes], bool]:
    """Whether a file of the register may have to do with these elements, paths or records; False spares reading it.

    Never False for a record that binds one of them: an id stands in the file as it is, unless it is folded at a space
    or written with escapes.
    """
    pieces = {_longest_word(one) for one in ids}
    odd = {piece for piece in pieces if _WORD.fullmatch(piece) is None or (b"#" in piece and b":" not in piece)}
    whole = pieces - odd

    def speaks(data: bytes) -> bool:
        if b"\\" in data or b"class:" in data or b'"class"' in data:
            return True
        words = {part for word in _WORD.findall(data) for part in _parts(word)} if whole else frozenset()
        return not whole.isdisjoint(words) or any(piece in data for piece in odd)

    return speaks


def _parts(word: bytes) -> tuple[bytes, ...]:
    """What a word of a record may be: an id, the path in one, a path, one with what is meant in it."""
    path = word.removeprefix(b"./").partition(b"#")[0]
    return word, path, path.partition(b":")[2], path.partition(b"::")[0]


def _longest_word(element: str) -> bytes:
    return max(re.split(r"[\s'\"]", element), key=len).encode("utf-8", "surrogateescape")


def front_matter(text: str) -> tuple[str, str] | None:
    """The front matter and the body of a Markdown file, or None where there is no front matter."""
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return None
    for index in range(1, len(lines)):
        if lines[index].rstrip() in ("---", "..."):
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :])
    return None


def _strict(path: str, data: bytes) -> tuple[strict_yaml.Strict, str]:
    if not path.endswith(".md"):
        return strict_yaml.read(data), ""
    parts = front_matter(strict_yaml.decoded(data))
    if parts is None:
        hint = "begin the file with the record's keys between two lines of ---"
        raise strict_yaml.StrictYamlError("no front matter", 1, hint)
    front, body = parts
    return strict_yaml.read(front, first_line=2), body
