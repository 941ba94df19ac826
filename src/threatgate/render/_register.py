"""The register as tables for people and as Markdown for an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.render._escape import columns, cut, cut_middle, visible
from threatgate.render._ink import Ink
from threatgate.render._markdown import code, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from threatgate.register import Due, Entry, Register
    from threatgate.render._api import Look

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
    outcome = record.block.replace("_", " ")
    title = record.title or getattr(record, "message", "")
    day = str(entry.next_day or "")
    return tuple(map(visible, (record.id, entry.state, outcome, record.severity, day, cut(record.owner, 24), title)))


def detail(entry: Entry, text: str, look: Look, said: Sequence[Due] = ()) -> str:
    """One record whole: its state, what is wrong and what comes due, what it binds, and its file as it stands."""
    ink = Ink(look.colour, look.width)
    lines = [f"{ink.paint(visible(entry.record.id), 'bold')}  {entry.state}  {visible(entry.record.path)}"]
    lines += [f"  {visible(fault.words)}" for fault in entry.faults]
    lines += [f"  {visible(line)}" for item in said if not entry.faults for line in _told(item)]
    lines += [f"  {one.words[0].upper()}{one.words[1:]}: {_until(one.day, one.words)}" for one in entry.days]
    lines += [f"  binds {visible(element)}" for element in entry.living]
    lines += [f"  binds {visible(element)}, which it lets be taken away" for element in entry.absent]
    lines += [f"  binds {visible(element)}, which is gone" for element in entry.gone]
    body = [visible(line) for line in text.splitlines()]
    return "".join(f"{line}\n" for line in [*lines, "", *body])


def attention(register: Register, found: Sequence[Due], look: Look) -> str:
    """What asks for attention, and the line that sums it up."""
    ink = Ink(look.colour, look.width)
    lines: list[str] = []
    for item in found:
        word = WEIGHTS[item.weight]
        first, *others = _told(item)
        head = f"{ink.paint(f'{word:<4}', _STYLES.get(word, ''))}  {visible(item.entry.record.id)}  "
        lines += ink.wrapped(head + visible(first), "", "      ")
        for other in others:
            lines += ink.wrapped(visible(other), "      ", "        ")
        bound = (*item.entry.living, *item.entry.absent)
        lines += [f"      {cut_middle(visible(element), ink.width - 6)}" for element in bound]
    for problem in register.problems:
        lines += ink.wrapped(visible(f"      could not be read: {problem.path}: {problem.message}"), "", "        ")
    lines.append(summary(register, found))
    return "".join(f"{line}\n" for line in lines)


def _told(item: Due) -> list[str]:
    """What is the matter, who must hear of it and what to do, a line each."""
    who = ", ".join(f"{one.role} {one.who}" for one in item.roles)
    return [item.words, *([who] if who else []), *([item.mend] if item.mend else [])]


def _until(day: date, words: str) -> str:
    return str(day) if words.endswith("reviewed") else f"the end of {day} UTC"


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
        lines += [
            "",
            "| | record | what | who | until the end of (UTC) | to do |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
    for item in found:
        entry = item.entry
        title = plain(entry.record.title, 120)
        cells = (WEIGHTS[item.weight], f"{code(entry.record.id)} {title}".rstrip(), plain(item.words, 300))
        who = ", ".join(f"{one.role} {code(one.who)}" for one in item.roles)
        lines.append(f"| {' | '.join(cells)} | {who} | {entry.next_day or ''} | {plain(item.mend, 200)} |")
    for problem in register.problems:
        lines += ["", f"Could not be read: {code(problem.path)}: {plain(problem.message, 300)}"]
    return "\n".join(lines) + "\n"
