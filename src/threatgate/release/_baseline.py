"""What is left of the elements from before adoption, and which elements nobody ever looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._baseline import guarded
from threatgate.identity import element_digest
from threatgate.records.baseline import Baseline, BrokenBaseline, read
from threatgate.release._api import BaselineLeft, Ground, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.model import Element
    from threatgate.records.model import Record
    from threatgate.settings import Settings

MOST_NAMED = 20


class Left(NamedTuple):
    """What is left of the baselines, and what is to be said of it."""

    counts: BaselineLeft
    reasons: tuple[Reason, ...]


def left(
    files: Mapping[str, bytes], elements: tuple[Element, ...], records: Iterable[Record], settings: Settings
) -> Left:
    """What the baselines of a revision hold against its elements and its register."""
    reasons: list[Reason] = []
    lists: dict[str, Baseline] = {}
    for path, data in sorted(files.items()):
        found = read(data)
        if isinstance(found, BrokenBaseline):
            words = f"cannot be read: {found.message}"
            reasons.append(
                Reason(Ground.BASELINE, Weight.FAIL, path, words, mend=found.hint, path=path, line=found.line)
            )
        else:
            lists[path] = found
    here = {element.id: element_digest(element) for element in elements}
    moved = {(unplaced(one), digest) for one, digest in here.items()}
    kept = {one: digest for found in lists.values() for one, digest in found.elements.items()}
    living = {one for one, digest in kept.items() if here.get(one) == digest or (unplaced(one), digest) in moved}
    answered = {element for record in records for element in record.elements}
    places = {(unplaced(one), digest) for one, digest in kept.items()}
    unaccounted = [
        element
        for element in elements
        if guarded(element, settings)
        and element.id not in answered
        and kept.get(element.id) != here[element.id]
        and (unplaced(element.id), here[element.id]) not in places
    ]
    stale = sorted(set(kept) - living)
    reasons += _said(lists, stale, unaccounted)
    return Left(BaselineLeft(len(kept), len(living), len(stale), len(unaccounted)), tuple(reasons))


def _said(lists: Mapping[str, Baseline], stale: list[str], unaccounted: list[Element]) -> Iterable[Reason]:
    """What can go from the lists, and what is in none of them; only the first few are named."""
    for path, found in lists.items():
        mine = [one for one in stale if one in found.elements]
        if mine:
            words = f"{len(mine)} of its elements changed or went: {', '.join(mine[:3])}{' …' if mine[3:] else ''}"
            since = found.day.isoformat()
            mend = f"remove their lines from {path}"
            yield Reason(Ground.BASELINE, Weight.NOTE, path, words, (found.owner,), since, mend, path)
    for element in unaccounted[:MOST_NAMED] if lists else ():
        words = "is neither in the baseline nor in any record, so nobody ever looked at it"
        mend = "add it to the baseline in a change that a second person agrees to, or change it and answer for that"
        place = element.path, element.span.line
        yield Reason(Ground.BASELINE, Weight.NOTE, element.id, words, (), "", mend, *place)
    if lists and len(unaccounted) > MOST_NAMED:
        words = f"{len(unaccounted) - MOST_NAMED} more elements are neither in the baseline nor in any record"
        yield Reason(Ground.BASELINE, Weight.NOTE, "baseline", words)


def unplaced(element: str) -> str:
    """The kind and the name of an id, without its path."""
    kind, _, rest = element.partition(":")
    return f"{kind}#{rest.rpartition('#')[2]}"
