"""What one run may cost, over all files together; each file has bounds of its own.

A change that costs more is not passed: what was not reached is named, and the verdict stays open. The bytes of all
changed files are bounded where they are read, see `repository/_objects.py`.
"""

from __future__ import annotations

import time

from threatgate.model import Problem

SECONDS = 600
ELEMENTS = 200_000
SHOWN = 3
MEND = "split the change; what is no part of the AI system can stand under `ignore` in .threatgate.yaml"


class Budget:
    """Time from now on, and elements, for one part of the work."""

    __slots__ = ("_elements", "_ends")

    def __init__(self) -> None:
        self._ends = time.monotonic() + SECONDS
        self._elements = ELEMENTS

    def take(self, elements: int) -> None:
        """So many elements more are held."""
        self._elements -= elements

    def over(self) -> str:
        """Why the work stops here, empty as long as it need not."""
        if self._elements < 0:
            return f"holds more than {ELEMENTS:,} elements"
        return f"takes more than {SECONDS} seconds" if time.monotonic() > self._ends else ""


def unreached(why: str, paths: list[str]) -> Problem:
    """What is said of files that were not read any more."""
    named = ", ".join(paths[:SHOWN]) + (" and others" if len(paths) > SHOWN else "")
    count = "1 file was" if len(paths) == 1 else f"{len(paths):,} files were"
    return Problem("", None, f"{count} not read, because this change {why}: {named}", MEND)


def uncompared(why: str) -> Problem:
    """What is said where the changes were read and not all of them could be weighed."""
    return Problem("", None, f"not every change was judged, because to compare them {why}", MEND)
