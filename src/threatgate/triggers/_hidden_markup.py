"""Instructions that no reader of a page sees: in comments, in alternative texts, in markup that is not shown."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.triggers._guards import weight

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCES = ("```", "~~~")
_UNSHOWN = "markup that is not shown"
_STYLES = (
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b|transparent|rgba?\([^)]*,\s*0\s*\))"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}"
)
_ATTRIBUTES = r"alt|title|aria-label|aria-description|data-[\w-]+|content|placeholder"
_PLACES = {
    "an HTML comment": r"(?s)<!--(.*?)(?:-->|\Z)",
    "a Markdown comment": r"(?m)^[ \t]*\[(?://|comment|_|#|>)\]:[ \t]*(?:<>|#)[ \t]*[(\"'](.*)[)\"'][ \t]*$",
    "an image's alternative text": r"!\[([^\]\n]{1,600})\]\(",
    "a link's title": r"\]\([^)\s]{0,300}\s{1,5}[\"']([^\"'\n]{1,600})[\"']\)",
    "an attribute that is not shown": (
        rf"(?i)\b(?:{_ATTRIBUTES})\s{{0,5}}=\s{{0,5}}(?:\"([^\"]{{0,900}})\"|'([^']{{0,900}})')"
    ),
    _UNSHOWN: (
        rf"(?is)<(?P<tag>[a-z][\w-]{{0,20}})\b[^>]{{0,300}}?(?:style\s*=\s*[\"'][^\"'>]{{0,300}}(?:{_STYLES})[^\"'>]{{0,300}}[\"']|\shidden\b)[^>]{{0,300}}>"
        r"(.*?)(?:</(?P=tag)>|\Z)"
    ),
}
_TAG = re.compile(r"<[^<>]*>")
_SHORTEST = 3
SHOWN = 70


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _outside_fences(text: str) -> str:
    """The text without program text, where markup is shown as it is written."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = next((each for each in _FENCES if line.lstrip().startswith(each)), "")
        if mark and (not fence or mark == fence):
            fence = "" if fence else mark
            continue
        if not fence:
            kept.append(line)
    return "\n".join(kept)


@cache
def _commands() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in table("hidden")["commands"]), re.IGNORECASE | re.MULTILINE)


@cache
def _remarks() -> re.Pattern[str]:
    return re.compile(table("hidden")["remarks"], re.IGNORECASE)


def instructs(text: str) -> bool:
    """Whether a text tells a model what to do, and not an editor or a tool."""
    plain = " ".join(text.split())
    if len(plain.split()) < _SHORTEST or _remarks().search(plain):
        return False
    return _commands().search(text) is not None or weight(plain) < 0


def markup(text: str) -> Iterator[tuple[str, str]]:
    """What is hidden by markup or by distance: what it is, and how it begins."""
    if "<" in text or "](" in text or "]:" in text:
        shown = _outside_fences(text)
        for name, pattern in _PLACES.items():
            for found in _pattern(pattern).finditer(shown):
                said = next((group for group in reversed(found.groups()) if group), "")
                bare = _TAG.sub(" ", said) if name == _UNSHOWN else said
                if instructs(bare):
                    yield f"an instruction in {name}", f"“{_clipped(bare)}”"
    yield from _far(text)


def _far(text: str) -> Iterator[tuple[str, str]]:
    """Words behind so much room that nobody scrolls to them."""
    far = table("hidden")["far"]
    for found in re.finditer(rf"(?<=\S)[ \t\u00a0\u3000]{{{far['spaces']},}}+(\S[^\n]*+)", text):
        if instructs(found[1]):
            yield f"an instruction behind {far['spaces']} spaces or more", f"“{_clipped(found[1])}”"
    for found in re.finditer(rf"(?<=\S)(?:[ \t]*+\n){{{far['lines']},}}+[ \t]*+(\S[^\n]*+)", text):
        if instructs(found[1]):
            yield f"an instruction behind {far['lines']} empty lines or more", f"“{_clipped(found[1])}”"


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
