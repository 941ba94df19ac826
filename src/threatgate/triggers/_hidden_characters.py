"""Characters without a shape, and letters that pose as others, told from their honest uses."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAGS, _BIDI, _ZERO, _SELECTORS = (
    "Unicode tag characters", "bidirectional controls", "zero-width characters", "variation selectors",
)  # fmt: skip
_FLAG, _FLAG_END, _KEYCAP = "\U0001f3f4", "\U000e007f", "\u20e3"
_OVERRIDES = frozenset("\u202d\u202e")
_JOINERS = frozenset("\u200c\u200d")
_BREAK = "\u200b"
_SYMBOLS = frozenset({"So", "Sk", "Mn", "Lo", "Mc", "Sm"})
# Scripts that are written without spaces, and say where a line may break.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0x0F00, 0x0FFF))
_HANGUL, _FILLERS = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF)), frozenset("\u115f\u1160\u3164\uffa0")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NATIVE = 3
_REGION = 6
_NEAR = 200
_SHOWN = 3
SPELT = 60


@cache
def _names() -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    rows = table("hidden")["characters"]
    return tuple((name, tuple((first, last) for first, last in ranges)) for name, ranges in rows.items())


@cache
def _suspicious() -> re.Pattern[str]:
    ranges = [f"{chr(first)}-{chr(last)}" for _, pairs in _names() for first, last in pairs]
    return re.compile("[" + "".join(re.escape(each[0]) + "-" + re.escape(each[2]) for each in ranges) + "]")


def _name(char: str) -> str:
    return next(name for name, pairs in _names() for first, last in pairs if first <= ord(char) <= last)


def characters(text: str) -> Iterator[tuple[str, str]]:
    """What is hidden by its characters: what it is, and which."""
    if text.isascii() and not _CONTROL.search(text):
        return
    found: dict[str, list[str]] = {}
    for match in _suspicious().finditer(text):
        at, char = match.start(), match[0]
        name = _name(char)
        if not _honest(name, text, at):
            found.setdefault(name, []).append(char)
    for name, chars in sorted(found.items()):
        yield name, _which(name, chars)
    if not text.isascii():
        yield from _posing(text)


def _which(name: str, chars: list[str]) -> str:
    if name == _TAGS:
        spelt = "".join(chr(ord(char) - 0xE0000) for char in chars if 0xE0020 <= ord(char) <= 0xE007E)
        if spelt.strip():
            return f"spelling “{spelt if len(spelt) <= SPELT else spelt[: SPELT - 1] + '…'}”"
    points = list(dict.fromkeys(f"U+{ord(char):04X}" for char in chars))
    shown = ", ".join(points[:_SHOWN]) + (" …" if len(points) > _SHOWN else "")
    return shown if len(chars) == 1 else f"{shown}, {len(chars)} of them"


def _honest(name: str, text: str, at: int) -> bool:
    char = text[at]
    if name == _TAGS:
        return _in_flag(text, at)
    if name == _SELECTORS:
        return _selects(text, at)
    if name == _BIDI:
        return char not in _OVERRIDES and _right_to_left(text, at)
    if name != _ZERO:
        return False
    if at == 0 and char == "\ufeff":
        return True
    return _joins(text, at, char)


def _joins(text: str, at: int, char: str) -> bool:
    """Between letters or symbols that need it."""
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if char in _JOINERS:
        return all(unicodedata.category(each) in _SYMBOLS for each in (before, after))
    if char == _BREAK:
        return _within(before, _UNSPACED) and _within(after, _UNSPACED)
    if char in _FILLERS:
        return _within(before, _HANGUL) or _within(after, _HANGUL)
    if char == "\u034f":
        return unicodedata.category(after) == "Mn"
    return False


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)


def _in_flag(text: str, at: int) -> bool:
    """Flags of regions are a black flag, tags that spell the region, and an end."""
    start = at
    while start and at - start <= _REGION and 0xE0020 <= ord(text[start - 1]) <= 0xE007E:
        start -= 1
    end = at
    while end < len(text) - 1 and end - at <= _REGION and 0xE0020 <= ord(text[end]) <= 0xE007E:
        end += 1
    return start > 0 and text[start - 1] == _FLAG and text[end] == _FLAG_END and end - start <= _REGION


def _selects(text: str, at: int) -> bool:
    """One selector behind a symbol, a character of an unspaced script, or a digit of a keycap."""
    before = text[at - 1] if at else " "
    if before in "0123456789#*":
        return text[at + 1 : at + 2] == _KEYCAP or text[at] in "\ufe0f\ufe0e"
    if before.isascii() or before.isspace():
        return False
    return not any(first <= ord(before) <= last for first, last in dict(_names())[_SELECTORS])


def _right_to_left(text: str, at: int) -> bool:
    """Whether the line itself is written from right to left, in part at least."""
    before, after = text[max(0, at - _NEAR) : at].rpartition("\n")[2], text[at : at + _NEAR].partition("\n")[0]
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in before + after)


@cache
def _lookalikes() -> frozenset[str]:
    return frozenset(table("hidden")["lookalikes"])


def _posing(text: str) -> Iterator[tuple[str, str]]:
    """Words of Latin letters and letters that look like some; in a text of that other script it is a slip."""
    for line in text.split("\n"):
        if not _OTHER.search(line):
            continue
        mixed: list[str] = []
        native = 0
        for word in _WORD.findall(line):
            others = _OTHER.findall(word)
            native += bool(others) and not _LATIN.search(word)
            if others and _LATIN.search(word) and set(others) <= _lookalikes():
                mixed.append(word)
        if native < _NATIVE:
            for word in mixed:
                letters = ", ".join(dict.fromkeys(f"U+{ord(char):04X}" for char in _OTHER.findall(word)))
                yield "letters that pose as Latin ones", f"“{word}” with {letters}"
