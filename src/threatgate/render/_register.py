"""The register as tables for people, as Markdown for an issue, as a calendar of its days, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.render._escape import columns, cut, cut_middle, visible
from threatgate.render._ink import Ink
from threatgate.render._markdown import code, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threatgate.register import Due, Entry, Register
    from threatgate.render._api import Look

SCHEMA = "threatgate.register.v1"
WEIGHTS = ("", "note", "warn", "fail")
_STYLES = {"fail": "bad", "warn": "moderate"}


def table(entries: Sequence[Entry], look: Look) -> str:
    """One line a record: id, state, outcome, severity, the next day, owner, title."""
    ink = Ink(look.colour, look.width)
    if not entries:
        return "No record.\n"
    rows = [_row(entry) for entry in entries]
    widths = [max(columns(row[number]) for row in rows) for number in range(6)]
    room = max(20, ink.width - sum(widths) - 12)
    lines = [
        "  ".join(
            [
                *(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False)),
                cut(row[6], room),
            ]
        )
        for row in rows
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(entry: Entry) -> tuple[str, ...]:
    record = entry.record
    outcome = getattr(record, "block", "").replace("_", " ")
    severity, owner = str(getattr(record, "severity", "")), str(getattr(record, "owner", ""))
    title = getattr(record, "title", "") or getattr(record, "message", "")
    day = str(entry.next_day or "")
    return tuple(map(visible, (record.id, entry.state, outcome, severity, day, cut(owner, 24), title)))


def detail(entry: Entry, text: str, look: Look) -> str:
    """One record whole: its state, what is wrong with it, what it binds, and its file as it stands."""
    ink = Ink(look.colour, look.width)
    lines = [f"{ink.paint(visible(entry.record.id), 'bold')}  {entry.state}  {visible(entry.record.path)}"]
    lines += [f"  {visible(fault.words)}" for fault in entry.faults]
    lines += [f"  binds {visible(element)}" for element in entry.living]
    lines += [f"  binds {visible(element)}, which is gone" for element in entry.gone]
    body = [visible(line) for line in text.splitlines()]
    return "".join(f"{line}\n" for line in [*lines, "", *body])


def attention(register: Register, found: Sequence[Due], look: Look) -> str:
    """What asks for attention, and the line that sums it up."""
    ink = Ink(look.colour, look.width)
    lines: list[str] = []
    for item in found:
        word = WEIGHTS[item.weight]
        who = f" ({', '.join(item.people)})" if item.people else ""
        head = f"{ink.paint(f'{word:<4}', _STYLES.get(word, ''))}  {visible(item.entry.record.id)}  "
        lines += ink.wrapped(head + visible(item.words + who), "", "      ")
        lines += [f"      {cut_middle(visible(element), ink.width - 6)}" for element in item.entry.living]
    lines.append(summary(register, found))
    return "".join(f"{line}\n" for line in lines)


def summary(register: Register, found: Sequence[Due]) -> str:
    """How many records there are, and how many of them fail, warn or are worth a note."""
    number = len(register.entries)
    counts = [(word, sum(WEIGHTS[item.weight] == word for item in found)) for word in ("fail", "warn", "note")]
    said = ", ".join(f"{count} {word}" for word, count in counts if count) or "nothing is due"
    return f"{number} record{'' if number == 1 else 's'} on {register.day}: {said}"


def markdown(register: Register, found: Sequence[Due]) -> str:
    """What asks for attention, for an issue."""
    lines = ["<!-- threatgate:register -->", "### Threatgate: the register", "", plain(summary(register, found)) + "."]
    if found:
        lines += ["", "| | record | what | who | until |", "| --- | --- | --- | --- | --- |"]
    for item in found:
        entry = item.entry
        title = plain(getattr(entry.record, "title", ""), 120)
        cells = (WEIGHTS[item.weight], f"{code(entry.record.id)} {title}".rstrip(), plain(item.words, 300))
        who = ", ".join(code(person) for person in item.people)
        lines.append(f"| {' | '.join(cells)} | {who} | {entry.next_day or ''} |")
    return "\n".join(lines) + "\n"


def calendar(register: Register) -> str:
    """The days of all open records as iCalendar (RFC 5545), one all-day event each."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Threatgate//Register//EN", "CALSCALE:GREGORIAN"]
    stamp = register.day.strftime("%Y%m%dT000000Z")
    for entry in register.entries:
        day = entry.next_day
        if day is None:
            continue
        record = entry.record
        words = f"{record.id}: {getattr(record, 'title', '')}"
        lines += ["BEGIN:VEVENT", f"UID:{record.id}-{day.isoformat()}@threatgate", f"DTSTAMP:{stamp}"]
        lines += [f"DTSTART;VALUE=DATE:{day.strftime('%Y%m%d')}", f"SUMMARY:{_ics(words)}"]
        owner = getattr(record, "owner", "")
        lines += [f"DESCRIPTION:{_ics(f'{entry.state}, owner {owner}, {record.path}')}"]
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _ics(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return visible(text)


def _folded(line: str) -> Iterable[str]:
    """A line in parts of 75 octets at most, the later ones behind a space."""
    part = ""
    for sign in line:
        if len((part + sign).encode("utf-8", "replace")) > 75:
            yield part
            part = " "
        part += sign
    yield part


def document(register: Register, found: Sequence[Due]) -> dict[str, Any]:
    """The register as plain JSON values."""
    said: dict[str, list[dict[str, Any]]] = {item.entry.record.path: [] for item in found}
    for item in found:
        said[item.entry.record.path].append(
            {"weight": WEIGHTS[item.weight], "words": item.words, "people": list(item.people)}
        )
    return {
        "schema": SCHEMA,
        "repository": register.repository,
        "revision": register.revision,
        "as_of": register.day.isoformat(),
        "records": [
            {
                "id": entry.record.id,
                "path": entry.record.path,
                "title": getattr(entry.record, "title", ""),
                "outcome": getattr(entry.record, "block", ""),
                "state": entry.state.value,
                "severity": str(getattr(entry.record, "severity", "")),
                "owner": getattr(entry.record, "owner", ""),
                "next": entry.next_day.isoformat() if entry.next_day else None,
                "living": list(entry.living),
                "gone": list(entry.gone),
                "problems": [fault.words for fault in entry.faults],
                "due": said.get(entry.record.path, []),
            }
            for entry in register.entries
        ],
    }
