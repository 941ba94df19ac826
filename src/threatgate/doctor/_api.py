"""What the doctor says: one thing at a time, whether it holds, and what closes it where it does not."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Health(StrEnum):
    """Whether something holds: it does, it is open, it is open by what the team may have meant, nobody could tell."""

    FINE = "fine"
    OPEN = "open"
    ADVICE = "advice"
    UNKNOWN = "unknown"


class Finding(NamedTuple):
    """One thing that keeps the gate shut, or does not. `place` is a file with its line, "" where it is none.

    `topic` is a word that does not change between versions, for those who read the JSON.
    """

    topic: str
    health: Health
    words: str
    mend: str = ""
    place: str = ""
