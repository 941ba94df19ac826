"""Elements of both sides to changes: what was added, modified, removed; what merely moved is no change."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.identity import canonical, element_digest
from threatgate.model import Change, Edit, Element, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_Side = tuple[Element, str]
SIMILAR = 0.5
LONG_PROMPT = 40


def compare(
    before: Iterable[Element], after: Iterable[Element], unread: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """The changes between two sides, by path and line.

    `unread` names paths that could not be read on one side: what the other side holds there says nothing.
    """
    gone, come, changes = _by_id(before, after, unread)
    gone, come = _cancel_moved(gone, come)
    pairs, gone, come = _moved_and_edited(gone, come)
    changes += [_modified(old, new) for old, new in pairs]
    changes += [Change(Edit.REMOVED, element, None, digest, None) for element, digest in gone]
    changes += [Change(Edit.ADDED, None, element, None, digest) for element, digest in come]
    return tuple(
        sorted(
            changes, key=lambda change: (change.element.path, change.element.span.line, change.element.id, change.edit)
        )
    )


def _by_id(
    before: Iterable[Element], after: Iterable[Element], unread: frozenset[str]
) -> tuple[list[_Side], list[_Side], list[Change]]:
    groups: dict[str, tuple[list[_Side], list[_Side]]] = defaultdict(lambda: ([], []))
    for index, side in enumerate((before, after)):
        for element in side:
            if element.path not in unread:
                groups[element.id][index].append((element, element_digest(element)))
    gone: list[_Side] = []
    come: list[_Side] = []
    changes: list[Change] = []
    for old, new in groups.values():
        left, right = _without_common(old, new)
        for one, other in zip_longest(left, right):
            if one is None:
                come.append(other)
            elif other is None:
                gone.append(one)
            elif one[0].scope is other[0].scope:
                changes.append(_modified(one, other))
            else:
                gone.append(one)
                come.append(other)
    return gone, come, changes


def _without_common(old: list[_Side], new: list[_Side]) -> tuple[list[_Side], list[_Side]]:
    remaining = list(new)
    left: list[_Side] = []
    for side in old:
        twin = next((other for other in remaining if other[1] == side[1] and other[0].scope is side[0].scope), None)
        if twin is None:
            left.append(side)
        else:
            remaining.remove(twin)
    return left, remaining


def _modified(old: _Side, new: _Side) -> Change:
    return Change(Edit.MODIFIED, old[0], new[0], old[1], new[1])


def _same_thing(old: Element, new: Element) -> bool:
    """Whether two elements of equal meaning are one thing that moved. A tool's name is part of its meaning."""
    if old.scope is not new.scope or old.kind is not new.kind:
        return False
    if old.name == new.name:
        return True
    if old.kind is Kind.TOOL:
        return False
    if old.kind is Kind.PROMPT and len(canonical(old.value)) > LONG_PROMPT:
        return True
    return old.path == new.path and old.name.rpartition(".")[2] == new.name.rpartition(".")[2]


def _cancel_moved(gone: list[_Side], come: list[_Side]) -> tuple[list[_Side], list[_Side]]:
    arrived: dict[str, list[_Side]] = defaultdict(list)
    for side in come:
        arrived[side[1]].append(side)
    left: list[_Side] = []
    for side in gone:
        twins = arrived.get(side[1], [])
        twin = next((other for other in twins if _same_thing(side[0], other[0])), None)
        if twin is None:
            left.append(side)
        else:
            twins.remove(twin)
    kept = {id(side) for sides in arrived.values() for side in sides}
    return left, [side for side in come if id(side) in kept]


def _alike(old: Element, new: Element) -> bool:
    if basename(old.path) == basename(new.path) and old.name != "text":
        return True
    from difflib import SequenceMatcher

    one, other = canonical(old.value)[:4000], canonical(new.value)[:4000]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() > SIMILAR and matcher.quick_ratio() > SIMILAR and matcher.ratio() > SIMILAR


def _moved_and_edited(
    gone: list[_Side], come: list[_Side]
) -> tuple[list[tuple[_Side, _Side]], list[_Side], list[_Side]]:
    """Pair what left one path and came at another under the same kind and name, if it is recognisably one thing."""
    candidates: dict[tuple[Kind, str, str], list[_Side]] = defaultdict(list)
    for side in come:
        candidates[side[0].kind, side[0].name, side[0].scope].append(side)
    pairs: list[tuple[_Side, _Side]] = []
    left: list[_Side] = []
    for side in gone:
        offered = candidates[side[0].kind, side[0].name, side[0].scope]
        twin = next(
            (other for other in offered[:20] if other[0].path != side[0].path and _alike(side[0], other[0])), None
        )
        if twin is None:
            left.append(side)
        else:
            offered.remove(twin)
            pairs.append((side, twin))
    kept = {id(side) for sides in candidates.values() for side in sides}
    return pairs, left, [side for side in come if id(side) in kept]
