"""Patterns for POSIX paths: `*` and `?` stay within one segment, `**` as a whole segment spans any number of them.

A pattern is anchored at both ends: `*.md` is a file at the root, `**/*.md` one anywhere, `vendor/**` or `vendor/` all
that lies below `vendor`. No regular expression is built, so no pattern takes more than its length times the path's.
"""

from __future__ import annotations

from functools import lru_cache

_ANY_DEPTH = "**"


def matches(path: str, pattern: str) -> bool:
    """Whether the whole path is what the pattern says."""
    segments = _compiled(pattern)
    return _walk(path.split("/"), segments)


def matches_any(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns matches."""
    return any(matches(path, pattern) for pattern in patterns)


def is_wild(pattern: str) -> bool:
    """Whether a pattern can match more than the one path that it is."""
    return "*" in pattern or "?" in pattern or pattern.endswith("/")


def folder(pattern: str) -> str:
    """The folder below which all lies that a pattern can match, "" for the root."""
    segments = pattern.removeprefix("./").split("/")
    wild = next((index for index, one in enumerate(segments) if is_wild(one)), len(segments) - 1)
    return "/".join(segments[:wild])


def weight(pattern: str) -> int:
    """How much a pattern says: the number of its characters that are no wildcards."""
    return sum(1 for character in pattern if character not in "*?")


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> tuple[str, ...]:
    """The segments of a pattern, neighbouring `**` folded into one."""
    segments: list[str] = []
    for segment in pattern.removeprefix("./").split("/"):
        if segment == _ANY_DEPTH and segments and segments[-1] == _ANY_DEPTH:
            continue
        segments.append(segment)
    if len(segments) > 1 and segments[-1] == "":
        segments[-1] = _ANY_DEPTH
    return tuple(segments)


def _walk(parts: list[str], segments: tuple[str, ...]) -> bool:
    """Match segment by segment; after a mismatch only the last `**` seen has to give way, so the work stays bounded."""
    part = segment = 0
    retry_part = retry_segment = -1
    while part < len(parts):
        if segment < len(segments) and segments[segment] == _ANY_DEPTH:
            if segment == len(segments) - 1:
                return True
            retry_part, retry_segment = part, segment
            segment += 1
        elif segment < len(segments) and _fits(parts[part], segments[segment]):
            part += 1
            segment += 1
        elif retry_segment >= 0:
            retry_part += 1
            part, segment = retry_part, retry_segment + 1
        else:
            return False
    return segment == len(segments)


def _fits(text: str, pattern: str) -> bool:
    """Whether one segment of a path is what one segment of a pattern says. A wildcard never stands for no segment."""
    if "*" not in pattern and "?" not in pattern:
        return text == pattern
    if not text:
        return False
    place = mark = 0
    retry_place = retry_mark = -1
    while place < len(text):
        if mark < len(pattern) and pattern[mark] == "*":
            retry_place, retry_mark = place, mark
            mark += 1
        elif mark < len(pattern) and pattern[mark] in ("?", text[place]):
            place += 1
            mark += 1
        elif retry_mark >= 0:
            retry_place += 1
            place, mark = retry_place, retry_mark + 1
        else:
            return False
    return pattern[mark:].strip("*") == ""
