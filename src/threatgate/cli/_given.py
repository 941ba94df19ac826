"""A report that is handed to a command: a file, or what comes in by a pipe."""

from __future__ import annotations

import sys

from threatgate.errors import UsageError


def given(file: str) -> bytes:
    """The bytes of a file, of standard input for `-`. Raises UsageError where there are none to be had."""
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        with open(file, "rb") as source:
            return source.read()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}", "name a report, or - for stdin") from None
