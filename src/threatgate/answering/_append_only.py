"""Edits of landed records that go beyond what may grow, as elements of the gate on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.identity import sha256
from threatgate.model import Element, Kind, Scope, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threatgate.repository._api import ChangedFile
    from threatgate.settings import Settings


def register_elements(
    files: Sequence[ChangedFile], contents: Mapping[str, object], settings: Settings, lives: frozenset[str]
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """The landed records that a change rewrites or deletes and the baselines that it lets grow, before and after."""
    from threatgate.answering._baseline import baseline_elements
    from threatgate.records.immutability import illegal_edits

    grown = baseline_elements(files, contents, settings)
    before, after = list(grown[0]), list(grown[1])
    for file in files:
        if not settings.is_record(file.path) or file.before is None:
            continue
        old, new = contents.get(file.before.oid), contents.get(file.after.oid) if file.after is not None else None
        if not isinstance(old, bytes) or not isinstance(new, (bytes, type(None))):
            continue
        faults = illegal_edits(file.path, old, new, lives.__contains__)
        if not faults:
            continue
        before.append(_record_element(file.path, old, 1))
        if new is not None:
            after.append(_record_element(file.path, new, faults[0].line))
    return tuple(before), tuple(after)


def _record_element(path: str, data: bytes, line: int) -> Element:
    value = {"record": f"sha256:{sha256(data)}"}
    return Element(
        Kind.APPROVAL, "record", path, value, Span(line, line), Scope.PRODUCT, subject="gate", recogniser="register"
    )
