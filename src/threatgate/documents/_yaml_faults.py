"""Why YAML text cannot be read, in words that help to mend it."""

from __future__ import annotations

import re

import yaml

from threatgate.documents._bounds import MalformedError, UnreadableError
from threatgate.documents._lines import line_at

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_UNREADABLE = rf"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|^{_BOM}"
_WHITE = str.maketrans("", "", "\t\n\r")
_SEPARATORS = {"\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}
_HINTS = (
    ("mapping values are not allowed", "put quotes around a value that holds ': ', and check the indentation"),
    ("cannot start any token", "indent with spaces, and put quotes around a value that begins with @, ` or %"),
    ("could not find expected ':'", "check the indentation, and that every key has its ':'"),
    ("did not find expected", "check the indentation and that brackets and quotes are closed"),
    ("expected <block end>", "check the indentation and that brackets and quotes are closed"),
    ("expected ',' or", "check that brackets and quotes are closed"),
    ("undefined tag handle", "declare the tag handle with %TAG, or put quotes around a value that begins with !"),
    ("alphabetic or numeric character", "put quotes around a value that begins with * or &"),
    ("escape", "in double quotes write a backslash as \\\\, or use single quotes"),
)


def check_characters(text: str) -> None:
    """Refuse what YAML does not allow, and the line separators that end a line for some loaders only."""
    # The pattern takes two milliseconds to compile, and nearly all files are plain letters.
    if text.isascii() and text.translate(_WHITE).isprintable():
        return
    found = re.search(_UNREADABLE, text, re.MULTILINE)
    if found is None:
        return
    line = line_at(text, found.start())
    character = found.group()
    if character in _SEPARATORS:
        raise UnreadableError(
            f"holds {_SEPARATORS[character]}, which ends a line for YAML 1.1 loaders only",
            line,
            "remove it, or write it as an escape in double quotes",
        )
    if character == _BOM:
        raise UnreadableError("has a byte order mark inside the file", line, "remove U+FEFF from the start of the line")
    raise UnreadableError(
        f"holds the character U+{ord(character):04X}, which YAML does not allow",
        line,
        "remove it, or write it as an escape in double quotes",
    )


def refusal(fault: Exception, number: int | None) -> MalformedError:
    """A parser's error in the words of this room; `number` is the line it gave, if any."""
    problem = str(getattr(fault, "problem", None) or fault).strip().split("\n")[0]
    context = getattr(fault, "context", None)
    what = f"{problem} ({context})" if context and isinstance(fault, yaml.MarkedYAMLError) else problem
    hint = next((hint for words, hint in _HINTS if words in problem), "mend the YAML at this line")
    return MalformedError(f"is not valid YAML: {what}", number, hint)
