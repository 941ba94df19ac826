"""Where two JSON values differ: maps by key, lists as sets or by the name of their items."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import canonical

if TYPE_CHECKING:
    from threatgate.model import Json, Pointer

NAMES = ("name", "id", "key", "model_name", "type", "source", "url", "path", "uri", "tool", "server", "title")
SCALARS = (str, int, float, bool, type(None))


class Difference(NamedTuple):
    """One place that differs. For a list of scalars `before` holds what was lost and `after` what was gained.

    A pointer that ends in a number is an item of a list that came or went whole. `within` is how much of the pointer
    leads to the mapping that one side does not have at all; without such a mapping it is the whole pointer's length.
    `alone`: the list holds nothing on the other side.
    """

    pointer: Pointer
    before: Json
    after: Json
    in_list: bool = False
    within: int = -1
    alone: bool = False

    @property
    def came_from(self) -> int:
        """Where along the pointer the sides begin to differ in what they have."""
        return len(self.pointer) if self.within < 0 else self.within


def differences(before: Json, after: Json, pointer: Pointer = (), within: int = -1) -> Iterator[Difference]:
    """Every place where two values differ, in the order of the keys."""
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        if within < 0 and (before is None or after is None):
            within = len(pointer)
        yield from _maps(before, after, pointer, within)
    elif isinstance(before, tuple) or isinstance(after, tuple):
        for found in _lists(before, after, pointer):
            yield found._replace(within=within) if within >= 0 else found
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):
        yield Difference(pointer, before, after, within=within)


def _maps(before: Json, after: Json, pointer: Pointer, within: int) -> Iterator[Difference]:
    if isinstance(before, (Mapping, type(None))) and isinstance(after, (Mapping, type(None))):
        old, new = before or {}, after or {}
        if _is_stand_in(old) and _is_stand_in(new) and old.keys() != new.keys():
            yield Difference(pointer, before, after, within=within)
            return
        for key in sorted({*old, *new}):
            if key not in new and _is_empty(old[key]):
                yield Difference((*pointer, key), old[key], None, within=within)
            elif key not in old and _is_empty(new[key]):
                yield Difference((*pointer, key), None, new[key], within=within)
            else:
                yield from differences(old.get(key), new.get(key), (*pointer, key), within)
    elif before != after:
        yield Difference(pointer, before, after, within=within)


def _is_stand_in(value: Mapping[str, Json]) -> bool:
    """Whether a value is known only by what stands for it: `{"$ref": "LIMIT"}`, `{"$call": "limit"}`."""
    return len(value) == 1 and next(iter(value))[:1] == "$"


def _is_empty(value: Json) -> bool:
    return isinstance(value, (tuple, Mapping)) and not value


def _lists(before: Json, after: Json, pointer: Pointer) -> Iterator[Difference]:
    if isinstance(before, str) or isinstance(after, str):
        # One name and a list of that one name say the same to nearly every reader.
        before = (before,) if isinstance(before, str) else before
        after = (after,) if isinstance(after, str) else after
    if not isinstance(before, (tuple, type(None))) or not isinstance(after, (tuple, type(None))):
        yield Difference(pointer, before, after)
        return
    old, new = before or (), after or ()
    if all(isinstance(item, SCALARS) for item in (*old, *new)):
        lost, gained = Counter(old) - Counter(new), Counter(new) - Counter(old)
        if lost or gained:
            alone = not old or not new
            yield Difference(pointer, _in_order(old, lost), _in_order(new, gained), in_list=True, alone=alone)
        return
    yield from _named(old, new, pointer)


def _in_order(items: tuple[Json, ...], kept: Counter[Json]) -> tuple[Json, ...]:
    return tuple(item for item in dict.fromkeys(items) if kept[item])


def _named(old: tuple[Json, ...], new: tuple[Json, ...], pointer: Pointer) -> Iterator[Difference]:
    """Items that are maps are paired by what names them; a pointer holds head's index where there is one."""
    common = Counter(map(canonical, old)) & Counter(map(canonical, new))
    left = _without(old, common)
    right = _without(new, common)
    named: dict[str, deque[int]] = defaultdict(deque)
    for index, item in right:
        named[item_name(item) or ""].append(index)
    pairs: list[tuple[int | None, int | None]] = []
    for index, item in left:
        name = item_name(item) or ""
        twins = named[name] if name else None
        if not name and len(left) == len(right) == 1:
            twins = next(iter(named.values()))
        pairs.append((index, twins.popleft() if twins else None))
    pairs += sorted((None, index) for twins in named.values() for index in twins)
    for one, other in pairs:
        if one is None or other is None:
            yield Difference(
                (*pointer, other or one or 0), None if one is None else old[one], None if other is None else new[other]
            )
        else:
            yield from differences(old[one], new[other], (*pointer, other))


def _without(items: tuple[Json, ...], common: Counter[str]) -> list[tuple[int, Json]]:
    left = Counter(common)
    kept: list[tuple[int, Json]] = []
    for index, item in enumerate(items):
        if left[canonical(item)]:
            left[canonical(item)] -= 1
        else:
            kept.append((index, item))
    return kept


def item_name(item: Json) -> str | None:
    if isinstance(item, Mapping):
        for key in NAMES:
            for each in (key, key.capitalize()):
                if isinstance(item.get(each), str):
                    return f"{each}={item[each]}"
    return None
