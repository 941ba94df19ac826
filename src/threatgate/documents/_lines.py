"""Lines as Git counts them: ended by a line feed, numbered from 1. A lone carriage return ends no line there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BREAK = re.compile(r"\r\n?|\n")
_LONE_RETURN = re.compile(r"\r(?!\n)")


def line_at(text: str, offset: int) -> int:
    """The number of the line on which a character stands."""
    return text.count("\n", 0, offset) + 1


def last_line(text: str) -> int:
    """The number of the last line; a line feed at the very end opens no new one."""
    return max(1, text.count("\n") + (not text.endswith("\n")))


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The parts that readers take for lines, each with Git's number for it: a lone carriage return parts them too."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        for piece in line.removesuffix("\r").split("\r"):
            yield number, piece


def numbering(text: str) -> Callable[[int], int]:
    """From the count of line breaks of any kind before a place to Git's number of its line."""
    if not _LONE_RETURN.search(text):
        return (1).__add__
    numbers = [1]
    for found in _BREAK.finditer(text):
        numbers.append(numbers[-1] + found.group().endswith("\n"))
    numbers.append(numbers[-1])
    return numbers.__getitem__
