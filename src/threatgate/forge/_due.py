"""The day by which a ticket is due, where its tracker has no field for it and its text says so."""

from __future__ import annotations

import re
from datetime import date

_LINE = re.compile(
    r"^[ \t>*_#-]{0,20}due(?:[ -](?:date|by|on))?[ \t*_]{0,6}:?[ \t*_`]{0,6}(\d{4}-\d{2}-\d{2})\b",
    re.IGNORECASE | re.MULTILINE,
)
TEXT = 200_000


def day(text: object) -> date | None:
    """The day at the beginning of a text such as `2027-01-20T00:00:00Z`."""
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


def stated(text: str) -> date | None:
    """The last day that a line `Due: YYYY-MM-DD` of a text names."""
    days = [found for said in _LINE.findall(text[:TEXT]) if (found := day(said)) is not None]
    return max(days, default=None)
