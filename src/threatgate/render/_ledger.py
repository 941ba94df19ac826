"""The ledger: each element with what is promised of it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from threatgate.render._escape import cut_middle, visible
from threatgate.render._ink import Ink
from threatgate.render._register_json import head, instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.register import Promise, Register
    from threatgate.render._api import Look

SCHEMA = "threatgate.ledger.v1"


def table(rows: Sequence[Promise], look: Look) -> str:
    """Each element, and below it its promises."""
    ink = Ink(look.colour, look.width)
    if not rows:
        return "Nothing is promised of any element that is there.\n"
    lines: list[str] = []
    for element, group in groupby(rows, key=lambda row: row.element):
        lines.append(ink.paint(cut_middle(visible(element), ink.width), "bold"))
        for row in group:
            until = f" until the end of {row.until} UTC" if row.until else ""
            words = f"{row.record} {row.outcome.replace('_', ' ')} ({row.state}){until}, {row.owner}: {row.promise}"
            lines += ink.wrapped(visible(words), "  ", "    ")
            lines += ink.wrapped(visible(f"missing: {row.missing}"), "    ", "      ") if row.missing else []
    return "".join(f"{line}\n" for line in lines)


def document(register: Register, rows: Sequence[Promise]) -> dict[str, Any]:
    """The ledger as plain JSON values."""
    return {
        **head(SCHEMA, register),
        "promises": [
            {**row._asdict(), "until": instant(row.until) if row.until else None, "state": row.state.value}
            for row in rows
        ],
    }
