"""What a file may cost to read, and the one exception with which a reader gives a file up.

A file beyond a bound is not skipped: it is `Unreadable`, and says which bound and what would mend it.
"""

from __future__ import annotations

MAX_DEPTH = 100
MAX_NODES = 300_000
MAX_DIGITS = 300


class UnreadableError(Exception):
    """Why a reader cannot go on; the door of the room turns it into `Unreadable`."""

    def __init__(self, message: str, line: int | None, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


class MalformedError(UnreadableError):
    """The text breaks the grammar of its format; a bound or an ambiguity is another matter."""


def too_deep(line: int) -> UnreadableError:
    """A value nested beyond the bound."""
    return UnreadableError(
        f"is nested deeper than {MAX_DEPTH} levels",
        line,
        "split the file, or leave it out under `ignore` in .threatgate.yaml if it is generated",
    )


def too_many(line: int) -> UnreadableError:
    """More values than the bound, aliases counted as often as they are used."""
    return UnreadableError(
        f"holds more than {MAX_NODES} values once aliases are expanded",
        line,
        "split the file, or leave it out under `ignore` in .threatgate.yaml if it is generated",
    )


def given_twice(key: str, first: int, second: int) -> UnreadableError:
    """A key that stands twice in one mapping: loaders keep the first, keep the last or fail, so the meaning is open."""
    shown = key if len(key) <= 60 else key[:57] + "..."
    return UnreadableError(
        f"the key {shown!r} is given twice, at line {first} and line {second}",
        second,
        "keep one of the two: programs disagree on which one counts",
    )
