"""Rights that stay behind what they protect: a source moves or is reclassified, the snapshot of its rights does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Edit, Kind
from threatgate.triggers._differences import item_name
from threatgate.vocabulary import snake, words

if TYPE_CHECKING:
    from threatgate.model import Change, Json


def stale_rights(change: Change) -> str:
    """Which version of rights was kept while the content it was taken for changed, "" if none."""
    if change.element.kind is not Kind.RETRIEVAL or change.edit is not Edit.MODIFIED:
        return ""
    if change.before is None or change.after is None:
        return ""
    return next(_stale(change.before.value, change.after.value), "")


def _stale(before: Json, after: Json) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        rights = dict(_rights(before))
        kept = [name for name, value in _rights(after) if name in rights and rights[name] == value]
        moved = [key for key in after if _is_content(str(key)) and key in before and before[key] != after[key]]
        if kept and moved:
            yield f"{kept[0]} stays as it was while {snake(str(moved[0]))} changes"
        for key in after:
            if key in before:
                yield from _stale(before[key], after[key])
    elif isinstance(before, tuple) and isinstance(after, tuple):
        named = {item_name(item): item for item in before if item_name(item) is not None}
        for item in after:
            if item_name(item) in named:
                yield from _stale(named[item_name(item)], item)
        if len(before) == len(after) == 1 and item_name(before[0]) != item_name(after[0]):
            yield from _stale(before[0], after[0])


def _rights(value: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """The versions of rights that a mapping states, in itself or in its table of rights."""
    rows = table("rights")
    for key, item in value.items():
        name = snake(str(key))
        if isinstance(item, Mapping):
            if name in rows["tables"]:
                for inner, stated in item.items():
                    if snake(str(inner)) in rows["versions"] and not isinstance(stated, (Mapping, tuple)):
                        yield f"{name}.{snake(str(inner))}", stated
        elif set(words(str(key))) & set(rows["of"]) and any(name.endswith(f"_{one}") for one in rows["versions"]):
            yield name, item


def _is_content(key: str) -> bool:
    return snake(key) in table("rights")["content"]
