"""Words, numbers and escapes of JSON and JSON5."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._scalars import number

if TYPE_CHECKING:
    from threatgate.documents._scalars import Word

CONSTANTS: dict[str, Word] = {
    "true": True,
    "false": False,
    "null": None,
    **{word: word for sign in ("", "-", "+") for word in (f"{sign}NaN", f"{sign}Infinity")},
}
# Text until they are needed: most files hold plain strings and numbers only.
_NUMBER = r"[-+]?(?:0[xX][0-9a-fA-F]+|(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
_PAIR = r"u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
_ESCAPE = rf"\\(?:{_PAIR}|u([0-9a-fA-F]{{4}})|x([0-9a-fA-F]{{2}})|(\r\n|[\s\S]))"
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\r\n": ""}


def json_number(word: str) -> int | float | str | None:
    """A number of JSON or JSON5; None for any other word."""
    return number(word.lower()) if re.fullmatch(_NUMBER, word) else None


def unescaped(body: str) -> str | None:
    """What stands between quotes with JSON5's escapes read; None if one of them is broken."""
    try:
        return re.sub(_ESCAPE, _character, body)
    except ValueError:
        return None


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return chr(0x10000 + ((int(found[1], 16) & 0x3FF) << 10) + (int(found[2], 16) & 0x3FF))
    code = found[3] or found[4]
    if code:
        return chr(int(code, 16))
    if found[5] in {"u", "x", *"123456789"}:
        raise ValueError(found[5])
    return _SINGLE.get(found[5], found[5])
