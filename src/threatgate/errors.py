"""What goes wrong, each with what, where and what to do; `cli` turns them into one line and an exit code."""

from __future__ import annotations


class ThreatgateError(Exception):
    """Something the user can mend. `message` says what and where, `hint` what to do; `code` is the exit code."""

    code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ThreatgateError):
    """Wrong usage or invalid settings."""

    code = 2


class UndeterminedError(ThreatgateError):
    """The change could not be computed or read: history missing, objects unreadable, no merge."""

    code = 3
