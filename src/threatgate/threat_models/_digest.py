"""The digest of a model: what it means, without the order, the lines and the layout of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.identity import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Json
    from threatgate.threat_models._api import Entry, Part


def model_digest(parts: Iterable[Part], entries: Iterable[Entry], rest: Json = None) -> str:
    """`sha256:` and the hex digest of what a model says; parts and entries count the same in any order.

    `rest` is what a format says besides: the description of a system, the attributes of its parts, what flows where.
    """
    drawn = sorted(digest(part_meaning(part)) for part in parts)
    said = sorted(digest(entry_meaning(entry)) for entry in entries)
    return digest({"entries": said, "parts": drawn, "rest": rest})


def part_meaning(part: Part) -> Json:
    """All that is said of a part, without the lines it stands at."""
    return (part.ref, part.kind, part.name, part.meaning)


def entry_meaning(entry: Entry) -> Json:
    """All that an entry says, without the lines it stands at; of what it says several times the order is nothing."""
    said = sorted(entry.stated.items())
    return {
        "about": tuple(sorted(set(entry.about))),
        "meaning": entry.meaning,
        "ref": entry.ref,
        "role": entry.role,
        "stated": {key: value if isinstance(value, str) else tuple(sorted(value)) for key, value in said},
        "status": entry.status,
        "title": entry.title,
    }
