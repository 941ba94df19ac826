"""Tables of threats, mitigations, risks: which columns say so, and one entry a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import freeze
from threatgate.threat_models._api import Entry, Part
from threatgate.threat_models._documents import words
from threatgate.threat_models._markdown_words import ROLE_COLUMNS, column, said, slug
from threatgate.threat_models._stated import from_text, merged, value_of

if TYPE_CHECKING:
    from threatgate.threat_models._markdown_blocks import Row, Table
    from threatgate.threat_models._stated import Stated

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PAIR_HEADS = frozenset({"", "field", "attribute", "property", "key", "aspect", "item"})


class Rows(NamedTuple):
    """The entries of a table, or the parts; `explicit` are the ids that the table itself gives."""

    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]
    explicit: frozenset[str]


def is_pairs(table: Table) -> bool:
    """Whether a table has a field and its value in each row."""
    return len(table.columns) == 2 and said(table.columns[0]) in _PAIR_HEADS


def rows_of(table: Table, role: str) -> Rows | None:
    """The rows of a table below a heading of a role; None for a table of something else."""
    kinds = [column(name) for name in table.columns]
    section = "mitigation" if role == "control" else role
    leading = next((kind for kind in (section, *ROLE_COLUMNS) if kind in ROLE_COLUMNS and kind in kinds), "")
    if role == "part" and leading not in ("threat", "risk"):
        found = tuple(part for row in table.rows if (part := _part(table, kinds, row)) is not None)
        return Rows((), found, frozenset())
    if not leading and not (role and {"ref", "text"} & set(kinds)):
        return None
    if leading in ("mitigation", "assumption", "decision", "exclusion") and not role and len(table.columns) < 2:
        return None
    if role == "exclusion":
        leading = role
    explicit: set[str] = set()
    entries = []
    for row in table.rows:
        entry, own = _entry(table, kinds, row, leading or role)
        entries.append(entry)
        explicit |= {entry.ref} if own else set()
    return Rows(tuple(entries), (), frozenset(explicit))


def _entry(table: Table, kinds: list[str], row: Row, role: str) -> tuple[Entry, bool]:
    """A row as an entry, and whether it has an id of its own."""
    cells = dict(zip(kinds, row.cells, strict=True)) if len(set(kinds)) == len(kinds) else _first_of(kinds, row.cells)
    ref = words(_plain(cells.get("ref", "")))
    ref = re.sub(r"^\[(.+?)\](?:\(.*\))?$", r"\1", ref)
    others = [cell for kind, cell in zip(kinds, row.cells, strict=True) if cell and kind in ("", "part")]
    first = cells.get(role) or cells.get("threat") or cells.get("text") or next(iter(others), "") or ref
    title = words(_plain(first))
    about = tuple(
        filter(None, (slug(cells.get("part", "")), words(cells.get("threat", "")) if role == "mitigation" else ""))
    )
    told = [
        words(_plain(cell))
        for kind, cell in zip(kinds, row.cells, strict=True)
        if cell and kind in ("threat", "risk", "text", role)
    ]
    meaning: dict[str, list[str]] = {}
    for name, kind, cell in zip(table.columns, kinds, row.cells, strict=True):
        if cell and kind not in ("ref", "status"):
            meaning.setdefault(said(name), []).append(words(_BREAK.sub(" ", cell)))
    status = words(_plain(cells.get("status", "")))
    told = told or [words(_plain(cell)) for cell in others]
    stated = merged(_keys(kinds, row), {"statement": ". ".join(dict.fromkeys(told))} if told else {})
    entry = Entry(ref or slug(title), role, title[:200], status, freeze(meaning), row.span, about, stated)
    return entry, bool(ref)


def _keys(kinds: list[str], row: Row) -> Stated:
    """What the columns named after keys say, then what lines in the other cells say."""
    own: Stated = {}
    free: list[Stated] = []
    for kind, cell in zip(kinds, row.cells, strict=True):
        if kind.startswith("key:"):
            key = kind.removeprefix("key:")
            value = value_of(key, _BREAK.sub("\n", cell))
            if value and said(cell) not in ("", "n/a", "none"):
                own = merged(own, {key: value})
        elif cell:
            free.append(from_text(_BREAK.sub("\n", cell)))
    return merged(own, *free)


def _part(table: Table, kinds: list[str], row: Row) -> Part | None:
    cells = _first_of(kinds, row.cells)
    name = words(_plain(cells.get("part") or cells.get("text") or next(filter(None, row.cells), "")))
    if not name:
        return None
    ref = words(_plain(cells.get("ref", ""))) or slug(name)
    meaning = freeze({said(head): words(cell) for head, cell in zip(table.columns, row.cells, strict=True) if cell})
    return Part(ref, "part", name, row.span, meaning)


def _first_of(kinds: list[str], cells: tuple[str, ...]) -> dict[str, str]:
    """The cell of each kind of column, the first where several are of one kind."""
    found: dict[str, str] = {}
    for kind, cell in zip(kinds, cells, strict=True):
        found.setdefault(kind, cell)
    return found


def _plain(text: str) -> str:
    """A cell without the marks of emphasis and code, line breaks as spaces."""
    return re.sub(r"\*\*|__|`", "", _BREAK.sub(" ", text)).strip()
