r"""What comes from a repository, made safe for a terminal: nothing moves the cursor, nothing hides, nothing reorders.

Control characters (C0, DEL, C1), format characters (bidi, zero width, Unicode tags), line separators, surrogates and
what Unicode lets a display leave out are shown as the escapes a programmer knows: `\x1b`, `\u202e`, `\U000e0041`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Printable by their category and yet seen by nobody: fillers, joiners and variation selectors. The two selectors that
# follow emoji and symbols in ordinary text (U+FE0E, U+FE0F) stay, one at a time.
_UNSEEN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef"
    "|(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]"
)
# How Azure, TeamCity and older GitHub runners spell a command to themselves anywhere in a line of a log.
_COMMAND = r"##\w*\["
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@cache
def _command() -> re.Pattern[str]:
    return re.compile(_COMMAND)


@cache
def _unseen() -> re.Pattern[str]:
    characters, _, runs = _UNSEEN.partition("|")
    return re.compile(f"[{characters}]|{runs}")


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= code <= 0xDCFF:
        # A byte of a path that is no UTF-8, as the repository hands it over.
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """The text on one line, with all that a terminal or the log of a pipeline would obey or hide shown as an escape."""
    if "##" in text:
        text = _command().sub(lambda match: match[0][:-1] + "\\[", text)
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(
        character if character.isprintable() or unicodedata.category(character) == "Zs" else _escaped(character)
        for character in text
    )
    return _unseen().sub(lambda match: _escaped(match[0]), shown)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in "\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text, shortened to so many columns with `…` at its end."""
    if len(text) <= width * 4 and columns(text) <= width:
        return text
    kept: list[str] = []
    left = width - 1
    # Marks take no column, so that a pile of them needs a bound of its own.
    for character in text[: width * 4]:
        left -= _columns(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def cut_middle(text: str, width: int) -> str:
    """The text, shortened in its middle: a path keeps its root and its end."""
    if columns(text) <= width or width < 8:
        return cut(text, width)
    tail = text[-(width * 2 // 3) :]
    while columns(tail) > width * 2 // 3:
        tail = tail[1:]
    return cut(text, width - columns(tail)) + tail
