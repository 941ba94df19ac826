"""Bicep that is newer than its grammar: types of resources, lists and nothing, assertions, spreads, extensions.

What a parameter may be says nothing that a reader of values needs, so it is written as a type that every grammar knows.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(
    r"'''(?:[^']|'(?!''))*+(?:'''|\Z)"
    r"|resource(?:Input|Output)?<'[^'\n]*+'>(?P<below>(?:\.\w+)*+(?:\[\])*+\??)"
    r"|'(?:\\.|[^'\\\n])*+'?"
    r"|//[^\n]*+"
    r"|^(?P<param>[ \t]*+param[ \t]++\w+[ \t]++)(?P<type>[^\s={]++)(?=[ \t]*+(?:=|\r?$))"
    r"|^(?P<var>[ \t]*+var[ \t]++\w+)[ \t]++[\w.\[\]?]++(?=[ \t]*+=)"
    r"|^[ \t]*+(?:extension|import|provider)[ \t][^\n]*+"
    r"|(?P<spread>^[ \t]*+\.\.\.)"
    r"|(?<=[\w)\]])!(?!=)",
    re.MULTILINE,
)


def older(text: str) -> str:
    """The text with as many lines, in words that the grammar knows."""
    numbers = count(1)
    return _PLAIN.sub(lambda found: _older(found, numbers), text)


def _older(found: re.Match[str], numbers: Iterator[int]) -> str:
    whole = found.group()
    if found["spread"] is not None:
        return f"spread{next(numbers)}: "
    if found["below"] is not None:
        return "object"
    if found["param"] is not None:
        return found["param"] + (found["type"] if found["type"].isalnum() else "object")
    if found["var"] is not None:
        return found["var"]
    return whole if whole.startswith(("'", "//")) else ""
