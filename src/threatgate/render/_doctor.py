"""What the doctor found: lines for people, the gravest first, and JSON for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.render._escape import visible
from threatgate.render._ink import Ink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.render._api import Look

SCHEMA = "threatgate.doctor.v1"
_STYLES = {"open": "bad", "unknown": "undetermined", "advice": "moderate", "fine": "good"}
_ORDER = tuple(_STYLES)


class Row(NamedTuple):
    """One finding."""

    topic: str
    health: str
    words: str
    mend: str
    place: str


def text(branch: str, rows: Sequence[Row], look: Look) -> str:
    """Each finding with what closes it, the gravest first, and the line that sums them up."""
    ink = Ink(look.colour, look.width)
    lines: list[str] = []
    for row in sorted(rows, key=lambda row: _ORDER.index(row.health)):
        where = f" ({row.place})" if row.place and row.place not in row.words else ""
        lines += ink.wrapped(f"{row.health:<7}  {visible(row.words + where)}", "", " " * 9)
        if row.mend and row.health != "fine":
            lines += ink.wrapped(f"→ {visible(row.mend)}", " " * 9, " " * 11)
    painted = [_painted(line, ink) for line in lines]
    count = sum(row.health == "open" for row in rows)
    name = visible(branch.removeprefix("refs/remotes/").removeprefix("refs/heads/"))
    ways = f"{count} way{'' if count == 1 else 's'} around the gate {'is' if count == 1 else 'are'} open"
    ending = f"{ways if count else 'Nothing is open'} on {name}"
    return "".join(f"{line}\n" for line in (f"Looked at: {name}, where changes land", *painted, ending))


def _painted(line: str, ink: Ink) -> str:
    word = line.partition(" ")[0]
    return ink.paint(word, _STYLES.get(word, "")) + line[len(word) :]


def document(repository: str, revision: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The findings as data; `threatgate schema doctor` describes them."""
    return {
        "schema": SCHEMA,
        "repository": repository,
        "revision": revision,
        "healthy": not any(row.health == "open" for row in rows),
        "findings": [
            {"topic": row.topic, "health": row.health, "message": row.words, "hint": row.mend, "place": row.place}
            for row in rows
        ],
    }
