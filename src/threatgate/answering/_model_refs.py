"""Whether the place in a threat model that a record names is there, and which places look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records.model import Fault
from threatgate.threat_models import Broken, ThreatModel

if TYPE_CHECKING:
    from threatgate.records.model import Record

SHOWN = 5


def complaint(record: Record, found: ThreatModel | Broken | bytes | None, ref: str) -> tuple[Fault, ...]:
    """Why `threat.model` of a record leads nowhere. `found` is what its path holds: bytes are no threat model."""
    assert record.threat is not None  # noqa: S101 - only records that name a model are asked about
    path = record.threat.model_path
    place = ("threat", "model", "path")
    match found:
        case None:
            message, hint = (
                f"threat.model.path {path} is no file of head",
                "name the threat model by its path from the root",
            )
        case Broken():
            message, hint = f"the threat model {path} {found.message} (line {found.line})", found.hint
        case bytes() if ref:
            message, hint = (
                f"{path} is no threat model that can be read, so nobody can find {ref[:60]!r} in it",
                "remove ref",
            )
        case ThreatModel() if ref and not _there(found, ref):
            place = ("threat", "model", "ref")
            message, hint = f"{path} has no {ref[:60]!r}", _alike(found, ref)
        case _:
            return ()
    return (Fault(record.path, record.line(*place), message, hint),)


def _there(model: ThreatModel, ref: str) -> bool:
    return model.entry(ref) is not None or any(part.ref == ref for part in model.parts)


def _alike(model: ThreatModel, ref: str) -> str:
    """The ids that look like it, by id or by title; else the first ones."""
    from difflib import get_close_matches

    refs = [entry.ref for entry in model.entries]
    titles = {entry.title.casefold(): entry.ref for entry in model.entries}
    close = get_close_matches(ref[:120], refs, n=SHOWN, cutoff=0.5)
    close += [titles[one] for one in get_close_matches(ref[:120].casefold(), list(titles), n=SHOWN, cutoff=0.6)]
    shown = list(dict.fromkeys(close))[:SHOWN] or refs[:SHOWN]
    return f"there are {', '.join(shown)}" if shown else "it has no entries"
