"""What the threat models of one revision promise, as records beside those of the register: by when, and for what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.answering._model_records import Bound, named, record_of, texts
from threatgate.model import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from threatgate.records.model import BrokenRecord, Record
    from threatgate.settings import Settings
    from threatgate.threat_models import Entry, ThreatModel

_KINDS = "|".join(Kind)
_MENTION = re.compile(rf"(?<![\w/.:-])(?:(?:{_KINDS}):)?[\w./@+-]+#[\w./:@+-]*\w")
_ID = re.compile(rf"(?:{_KINDS}):.*#.*", re.DOTALL)


def named_in(models: Iterable[ThreatModel]) -> frozenset[str]:
    """The ids of elements that the entries of models may name; one named without its kind may be of any."""
    return frozenset(one for model in models for entry in model.entries for one in ids_of(entry))


def fenced(files: Iterable[tuple[str, bytes]]) -> Iterator[Record | BrokenRecord]:
    """The whole records that stand in pages."""
    from threatgate.records.deriving import from_block
    from threatgate.threat_models import records_in

    for path, data in files:
        for text, line in records_in(path, data):
            yield from_block(path, text, line)


def drawn(models: Iterable[ThreatModel], digests: Mapping[str, str], settings: Settings, day: date) -> Iterator[Record]:
    """The records that entries amount to, bound to the elements among these that they name.

    What is unfinished or faulty never answered anything, so it promises nothing.
    """
    from threatgate.records.model import Record
    from threatgate.records.validity import standing

    for model in models:
        for entry in model.entries:
            there = [
                Bound((one,), None, digests[one], Severity.LOW) for one in sorted(ids_of(entry)) if digests.get(one)
            ]
            bounds = tuple(bound for bound in there if named(entry, bound))
            record = record_of(model, entry, bounds, settings, day) if bounds else None
            if isinstance(record, Record) and not standing(record, settings):
                yield record


def read_models(
    paths: Iterable[str], read: Callable[[str], bytes | None]
) -> tuple[list[ThreatModel], list[tuple[str, bytes]]]:
    """The models at these paths, and the bytes of all files that are there."""
    from threatgate.threat_models import ThreatModel
    from threatgate.threat_models import read as read_model

    files = [(path, data) for path in paths if (data := read(path)) is not None]
    models = [model for path, data in files if isinstance(model := read_model(path, data), ThreatModel)]
    return models, files


def ids_of(entry: Entry) -> set[str]:
    """The ids of elements that an entry may name; one named without its kind may be of any."""
    stated = entry.stated.get("element", ())
    said = (stated,) if isinstance(stated, str) else stated
    mentioned = said or [one for text in (entry.title, *texts(entry.meaning)) for one in _MENTION.findall(text)]
    found: set[str] = set()
    for one in mentioned:
        found |= {one} if _ID.fullmatch(one) else {f"{kind}:{one}" for kind in Kind} if "#" in one else set()
    return found
