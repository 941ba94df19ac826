"""The register as plain JSON values, and what it shares with the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from threatgate.register import Due, Register

SCHEMA = "threatgate.register.v1"


def head(schema: str, register: Register) -> dict[str, Any]:
    """What stands first in every document of a register."""
    return {
        "schema": schema,
        "repository": register.repository,
        "revision": register.revision,
        "as_of": register.day.isoformat(),
        "problems": [
            {
                "path": one.path,
                "line": one.line,
                "message": one.message,
                "hint": one.hint,
                "severity": one.severity,
            }
            for one in register.problems
        ],
    }


def instant(day: date) -> str:
    """The last second of a day in UTC, which is when what holds until that day ends."""
    return f"{day.isoformat()}T23:59:59Z"


def document(register: Register, found: Sequence[Due]) -> dict[str, Any]:
    """The register as plain JSON values."""
    said: dict[str, list[dict[str, Any]]] = {entry.record.path: [] for entry in register.entries}
    for item in found:
        said.get(item.entry.record.path, []).append(
            {
                "weight": item.weight.name.lower(),
                "words": item.words,
                "mend": item.mend,
                "people": [{"role": one.role, "who": one.who} for one in item.roles],
            }
        )
    return {
        **head(SCHEMA, register),
        "records": [
            {
                "id": entry.record.id,
                "path": entry.record.path,
                "title": entry.record.title,
                "outcome": entry.record.block,
                "state": entry.state.value,
                "severity": str(entry.record.severity),
                "owner": entry.record.owner,
                "approver": getattr(entry.record.outcome, "approver", None),
                "supersedes": entry.record.supersedes,
                "days": [
                    {"day": one.day.isoformat(), "until": instant(one.day), "what": one.words} for one in entry.days
                ],
                "living": list(entry.living),
                "absent": list(entry.absent),
                "gone": list(entry.gone),
                "unused": entry.unused,
                "unproven": [gap.words for gap in entry.unproven],
                "problems": [fault.words for fault in entry.faults],
                "due": said[entry.record.path],
            }
            for entry in register.entries
        ],
    }
