"""The days of the register as iCalendar (RFC 5545): one all-day event for each day on which somebody has to act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.render._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.records._dates import Awaited
    from threatgate.register import Entry, Register

OCTETS = 75


def calendar(register: Register) -> str:
    """The calendar. An event keeps its UID while the record is open, so that a calendar that reads again moves it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Threatgate//Register//EN", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_text(f'Threatgate: {register.repository}')}"]
    for entry in register.entries:
        for awaited in entry.days:
            lines += _event(register, entry, awaited)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(register: Register, entry: Entry, awaited: Awaited) -> Iterator[str]:
    record = entry.record
    where = re.sub(r"[^A-Za-z0-9.-]+", ".", register.repository)
    what = re.sub(r"[^a-z]+", "-", awaited.words.lower())
    yield "BEGIN:VEVENT"
    yield f"UID:{record.id}-{what}@{where}.threatgate"
    yield f"DTSTAMP:{register.day.strftime('%Y%m%d')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(awaited)}"
    yield f"SUMMARY:{_text(f'{record.id} {awaited.words}: ' + getattr(record, 'title', ''))}"
    owner = getattr(record, "owner", "")
    yield f"DESCRIPTION:{_text(f'{entry.state}, owner {owner}, {record.path}, until the end of the day in UTC')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(awaited: Awaited) -> str:
    """The day in four, two and two digits; `strftime` leaves out zeros of early years."""
    return awaited.day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A value of type TEXT: backslash, semicolon and comma escaped, and what would end a line shown."""
    shown = visible(text)
    for sign in "\\;,":
        shown = shown.replace(sign, f"\\{sign}")
    return shown


def _folded(line: str) -> Iterable[str]:
    """A line in parts of 75 octets at most, the later ones behind a space."""
    part = ""
    for sign in line:
        if len((part + sign).encode("utf-8", "replace")) > OCTETS:
            yield part
            part = " "
        part += sign
    yield part
