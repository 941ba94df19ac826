"""The issues of the scheduled job: one a record that is late or comes due, given to who must hear of it, closed after.

Pure up to the forge: what is wanted is worked out from the register; a dry run stops there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.records._logins import logins
from threatgate.records.model import Record
from threatgate.register import Weight
from threatgate.render._markdown import code, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from threatgate.forge import Done, Forge, Issue, Unknown
    from threatgate.model import Severity
    from threatgate.register import Due, Entry, Register

MARKER = "threatgate:record:{}"
OUTCOMES = {"backlog": "Backlog item", "blocker": "Blocker", "exception": "Exception", "no_change": "Decision"}


class Reminder(NamedTuple):
    """What is to become of the issue of a record: it says `issue`, or, where that is None, it is closed."""

    record: Record
    issue: Issue | None

    @property
    def marker(self) -> str:
        """By what the issue is found again."""
        return MARKER.format(self.record.id)


class Reminded(NamedTuple):
    """What became of it."""

    reminder: Reminder
    result: Done | Unknown


def reminders(register: Register, items: Sequence[Due]) -> tuple[Reminder, ...]:
    """What is to become of the issue of each record, in the order of the register.

    A record that is late has an issue, and so has one on whose day somebody has to act soon: how soon is said by its
    severity. Files that are no records have none, for nobody is named in them; the check itself fails on these. Where
    not all could be read, no issue is closed.
    """
    made = []
    whole = all(problem.severity != "error" for problem in register.problems)
    by_record: dict[str, list[Due]] = {}
    for item in items:
        by_record.setdefault(item.entry.record.id, []).append(item)
    for entry in register.entries:
        if isinstance(entry.record, Record):
            own = by_record.get(entry.record.id, [])
            issue = (
                _issue(entry, entry.record, own, register)
                if _asks(entry, entry.record.severity, own, register)
                else None
            )
            if issue is not None or whole:
                made.append(Reminder(entry.record, issue))
    return tuple(made)


def remind(forge: Forge, wanted: Iterable[Reminder]) -> Iterator[Reminded]:
    """Have the forge hold what is wanted. What was never opened is not closed, and nothing is said of it."""
    from threatgate.forge import Absent

    for one in wanted:
        if one.issue is not None:
            yield Reminded(one, forge.issue(one.issue))
            continue
        closed = forge.close(one.marker, "This is no longer due.\n")
        if not isinstance(closed, Absent):
            yield Reminded(one, closed)


def _asks(entry: Entry, severity: Severity, items: Sequence[Due], register: Register) -> bool:
    if any(item.weight is Weight.FAIL for item in items):
        return True
    soon = table("reminders")["days"][severity]
    return bool(items) and any(0 <= (one.day - register.day).days <= soon for one in entry.days)


def _issue(entry: Entry, record: Record, items: Sequence[Due], register: Register) -> Issue:
    """What the issue says. It changes with the record and its state, not from day to day."""
    from threatgate.forge import Issue

    people = register.settings.people
    escalated = register.settings.hears(record.severity)
    assignees = (logins(escalated, people) if escalated else ()) or logins(record.owner, people)
    lines = [f"{OUTCOMES[record.block]} {code(record.id)}, {record.severity}, {entry.state}: {plain(record.title)}", ""]
    for item in items:
        lines.append(f"- {plain(item.words)}")
        lines += [f"  What to do: {code(item.mend, 300)}"] if item.mend else []
    lines += ["", "It binds:" if entry.living else "Nothing that it binds is still there.", ""]
    lines += [f"- {code(element, 300)}" for element in entry.living]
    roles = {role.who: role.role for item in items for role in item.roles}
    lines += ["", *(f"{role[:1].upper()}{role[1:]}: {plain(who)}  " for who, role in roles.items())]
    lines += [
        "",
        f"The record is {code(record.path, 300)}. This issue is kept up to date, and closed when nothing is due.",
    ]
    verb = "is late" if any(item.weight is Weight.FAIL for item in items) else "comes due"
    title = f"{OUTCOMES[record.block]} {record.id} {verb}: {record.title}"
    return Issue(title, "\n".join(lines) + "\n", MARKER.format(record.id), assignees)
