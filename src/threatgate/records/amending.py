"""What a record may grow by, put into its file as text: people's comments, order and layout stay as they are.

An entry of `reviews` or `moves` is put at the end of its list, `closed` and a first entry at the end of the file. A
file that is laid out so that this cannot be done by adding lines is written anew as a whole. Whichever way, what comes
out is read again and must say what was meant, or the next way is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import strict_yaml
from threatgate.errors import UsageError
from threatgate.records import _yaml_text, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BOM = b"\xef\xbb\xbf"


class _Parts(NamedTuple):
    """The lines before the YAML, of it, and after it; each without its line feed."""

    before: list[str]
    yaml: list[str]
    after: list[str]


def amended(path: str, data: bytes, added: Mapping[str, Any]) -> bytes:
    """The file of a record with what is added: entries of `reviews` and `moves`, and `closed`.

    Raises UsageError where the file is no YAML that a record could be.
    """
    bom = _BOM if data.startswith(_BOM) else b""
    try:
        text = strict_yaml.decoded(data)
        for key, value in added.items():
            text = _with(path, text, key, value)
    except strict_yaml.StrictYamlError as error:
        raise UsageError(f"{path}:{error.line}: {error.message}", error.hint) from None
    return bom + text.encode()


def _with(path: str, text: str, key: str, value: Any) -> str:
    parts = _split(path, text)
    data = strict_yaml.read("\n".join(parts.yaml), first_line=len(parts.before) + 1).data
    if not isinstance(data, dict):
        raise strict_yaml.StrictYamlError("no record", 1, "threatgate register check says what is wrong with it")
    value = writing.plain(value)
    wanted = {**data, key: [*(data.get(key) or ()), *value] if isinstance(value, list) else value}
    end = "\r" if parts.yaml and parts.yaml[0].endswith("\r") else ""
    for lines in _ways(parts.yaml, key, value, wanted):
        whole = [line if line in parts.yaml or line.endswith("\r") else line + end for line in lines]
        if _says("\n".join(whole), wanted):
            return "\n".join([*parts.before, *whole, *parts.after])
    raise AssertionError("a record that is written anew says what was meant")


def _split(path: str, text: str) -> _Parts:
    """The YAML of a file: all of it, or the front matter between its two lines of dashes."""
    lines = text.split("\n")
    if not path.endswith(".md"):
        return _Parts([], lines, [])
    closing = next((at for at, line in enumerate(lines) if at and line.rstrip() in ("---", "...")), None)
    if lines[0].rstrip() != "---" or closing is None:
        raise strict_yaml.StrictYamlError("no front matter", 1, "begin the file with the record's keys between ---")
    return _Parts(lines[:1], lines[1:closing], lines[closing:])


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return bool(strict_yaml.read(text).data == wanted)
    except strict_yaml.StrictYamlError:
        return False


def _ways(lines: list[str], key: str, value: Any, wanted: dict[str, Any]) -> Iterator[list[str]]:
    """The lines with the addition, in every way that may do, the one that changes least first."""
    top = strict_yaml.read("\n".join(lines)).lines
    starts = sorted(line - 1 for pointer, line in top.items() if len(pointer) == 1)
    if (key,) in top:
        first = top[key,] - 1
        last = next((start for start in starts if start > first), len(lines))
        if isinstance(value, list):
            items = [line - 1 for pointer, line in top.items() if len(pointer) == 2 and pointer[0] == key]
            for indent in dict.fromkeys(_indent(lines[item]) for item in items if item > first):
                new = _items(value, indent)
                for at in _ends(lines, first, last):
                    yield [*lines[:at], *new, *lines[at:]]
        tail = [line for line in lines[first:last] if line.startswith("#") or not line.strip()]
        yield [*lines[:first], *_block({key: wanted[key]}), *tail, *lines[last:]]
    else:
        new = _block({key: value})
        for at in _ends(lines, 0, len(lines)):
            yield [*lines[:at], *new, *lines[at:]]
    yield writing.render(wanted).split("\n")


def _ends(lines: list[str], first: int, last: int) -> Iterator[int]:
    """Where a stretch of lines may end: behind its last word, behind a comment there, behind all of it."""
    seen = set()
    for signs in ("#", ""):
        at = last
        while at > first and (not lines[at - 1].strip() or (signs and lines[at - 1].lstrip().startswith(signs))):
            at -= 1
        ends = [at]
        while ends[-1] > first and lines[ends[-1] - 1].strip() in ("...", "---"):
            ends.append(ends[-1] - 1)
        for end in ends:
            if end not in seen:
                seen.add(end)
                yield end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _items(items: list[Any], indent: int) -> list[str]:
    """Entries of a list, as deep as those that are there."""
    written = _block({"list": items})[1:]
    return [" " * indent + line[2:] for line in written]


def _block(data: Mapping[str, Any]) -> list[str]:
    return _yaml_text.block(data, {}).split("\n")
