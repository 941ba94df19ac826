"""Macros of Rust whose arguments are expressions, written so that the parser reads them as such.

Every byte keeps its place: `vec![a]` becomes a list, `format!("…", a)` a call, and `json!({"a": 1})` a list whose
entries are assignments; the text itself stays as it is, and its `{` and `:` tell afterwards what was meant.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_CALLS: Final = (
    *("format", "print", "println", "eprint", "eprintln", "write", "writeln", "panic", "bail", "anyhow", "ensure"),
    *("concat", "assert", "assert_eq", "include_str", "env", "option_env", "dbg", "todo", "unimplemented", "eyre"),
    *("unreachable", "format_args", "formatdoc", "indoc", "template_fstring", "template_jinja2", "fmt_message"),
    *("fmt_template", "fmt_placeholder", "dedent"),
)
_LISTS: Final = ("vec", "message_formatter", "smallvec")
_SKIPPED: Final = (
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|b?r(?P<hashes>\#*+)\".*?(?:\"(?P=hashes)|\Z)"
    r"|b?\"(?:\\.|[^\"\\])*+(?:\"|\Z)|b?'(?:\\[^\n]{1,12}?|[^\\'\n])'"
)
_MACRO: Final = (
    rf"(?<![\w!])(?:(?P<call>{'|'.join(_CALLS)})!\s*(?=\()|(?P<list>{'|'.join(_LISTS)})!\s*(?=\[)"
    r"|(?P<json>json)!\s*(?=\())"
)
_LIGHT: Final = re.compile(rf"\b(?:{'|'.join((*_CALLS, *_LISTS, 'json'))})!\s*[(\[]".encode())
_COARSE: Final = re.compile(rf"(?P<skip>{_SKIPPED})|{_MACRO}".encode(), re.DOTALL)
_FINE: Final = re.compile(
    rf"(?P<skip>{_SKIPPED})|{_MACRO}|(?P<mark>[{{}}\[\](),]|:(?!:))|::|[^\W\d]\w*|\S".encode(), re.DOTALL
)
_CLOSES: Final = {b"}": b"{", b")": b"(", b"]": b"["}
_OPENS: Final = frozenset(_CLOSES.values())
_BEGINS: Final = frozenset({b"(", b"[", b",", b":"})


class _Open(NamedTuple):
    """A bracket inside `json!`: whether it is an object, and whether what stands in it is JSON."""

    mark: bytes
    is_object: bool
    is_json: bool


def prepared(source: bytes) -> bytes:
    """The source for the parser, each byte in its place."""
    if _LIGHT.search(source) is None:
        return source
    out = bytearray(source)
    at = 0
    while (found := _COARSE.search(source, at)) is not None:
        at = found.end()
        if found["skip"] is None:
            _unbanged(out, found)
            if found["json"]:
                at = _json(source, at, out)
    return bytes(out)


def _unbanged(out: bytearray, found: re.Match[bytes]) -> None:
    """`format!(` is written `format (`, and `vec![` is written `[`."""
    bang = out.index(b"!", found.start())
    first = found.start() if found["list"] else bang
    out[first : bang + 1] = b" " * (bang + 1 - first)


def _json(source: bytes, start: int, out: bytearray) -> int:
    """Write the argument of a `json!` that begins at `start` as lists and assignments; where it ends."""
    opened: list[_Open] = []
    before, at = b"", start
    while (found := _FINE.search(source, at)) is not None:
        at = found.end()
        if found["json"]:
            # An inner `json!` is what it holds.
            out[found.start() : at] = b" " * (at - found.start())
            continue
        if found["call"] or found["list"]:
            _unbanged(out, found)
        elif found["mark"]:
            _marked(out, found, opened, begins=not before or before in _BEGINS)
            if not opened:
                return at
        if found["skip"] is None or not found.group().startswith(b"/"):
            before = found.group()
    return at


def _marked(out: bytearray, found: re.Match[bytes], opened: list[_Open], *, begins: bool) -> None:
    """A bracket, comma or colon; `begins` tells that a value begins here."""
    mark = found.group()
    if mark in _CLOSES:
        while opened and (last := opened.pop()):
            if last.is_object:
                out[found.start()] = ord("]")
            if last.mark == _CLOSES[mark]:
                return
    elif mark == b":" and opened and opened[-1].is_object:
        out[found.start()] = ord("=")
    elif mark in _OPENS:
        is_json = begins and (not opened or opened[-1].is_json)
        is_object = is_json and mark == b"{"
        if is_object:
            out[found.start()] = ord("[")
        opened.append(_Open(mark, is_object, is_json))
