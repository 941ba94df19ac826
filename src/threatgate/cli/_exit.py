"""The exit code is a function of the verdict, and mode observe lets a blocked one through. Nothing else has a say."""

from __future__ import annotations

from threatgate.model import Mode, Verdict

CODES = {Verdict.PASS: 0, Verdict.BLOCKED: 1, Verdict.UNDETERMINED: 3}


def exit_code(verdict: Verdict, mode: Mode) -> int:
    """The code of the design's table."""
    if verdict is Verdict.BLOCKED and mode is Mode.OBSERVE:
        return 0
    return CODES[verdict]
