"""Text made safe for the Markdown of GitHub and GitLab: it stays text, mentions nobody and links nowhere.

A zero-width space behind `@`, `#` and the other signs of references keeps a name what it is: entities do not help,
because references are found in the text after these are decoded.
"""

from __future__ import annotations

import re

from threatgate.render._escape import cut, visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~])")
_REFERENCE = re.compile(r"([@#!$%&^~])(?=[\w\"':])|(?<=\w)(:)(?=//)|((?i:www))(?=\.)|(?<![\w-])((?i:GH|GL))(?=-\d)")
_BEGINNING = re.compile(r"^(\s*)([-+=>]|#{1,6}(?=\s|$)|\d+[.)])")
_ZERO = "&#8203;"


def plain(text: str, width: int = 600) -> str:
    """The text on one line, as nothing but text, also in a cell of a table."""
    shown = cut(visible(text), width).replace("&", "&amp;")
    shown = _SPECIAL.sub(r"\\\1", shown)
    shown = _REFERENCE.sub(lambda match: match[0] + _ZERO, shown.replace("&amp;", "\0")).replace("\0", "&amp;")
    return _BEGINNING.sub(r"\1\\\2", shown)


def code(text: str, width: int = 200) -> str:
    """The text as code, also in a cell of a table, whatever signs it holds."""
    shown = cut(visible(text), width)
    if shown.strip() and not set(shown) & set("`|\\"):
        return f"`{shown}`"
    # A backslash before a pipe would end a cell; entities are decoded after everything that could be markup.
    return f"<code>{''.join(sign if sign.isalnum() else f'&#{ord(sign)};' for sign in shown)}</code>"


def block(lines: list[str], language: str = "", width: int = 400) -> list[str]:
    """Lines as a fenced block that nothing in them can end."""
    shown = [cut(visible(line), width) for line in lines]
    fence = "`" * max(3, _longest("\n".join(shown)) + 1)
    return [f"{fence}{language}", *shown, fence]


def folded(summary: str, lines: list[str]) -> list[str]:
    """Lines behind a line to click on; `summary` is safe text already."""
    return [f"<details><summary>{summary}</summary>", "", *lines, "", "</details>"]


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
