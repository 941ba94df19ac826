"""What an entry says to the gate: which element it answers for, with what outcome, who owns it, where the ticket is.

It is read from the places that a format keeps for extensions (`extensions`, `attributes`, metadata, tags) and from
lines `Key: value` of its free text. The names of the keys are a table, `keys` of `threat_models.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Stated: TypeAlias = "dict[str, str | tuple[str, ...]]"

MOST_LINES = 5_000
# What many entries can share: more elements than anybody names, more words than anybody reads in a field.
MOST_VALUES = 50
MOST_WORDS = 2_000
_LINE = re.compile(
    r"\s{0,12}(?:[-*+][ \t]+)?(?:\*\*|__|`)?([A-Za-z][A-Za-z _/-]{1,30})(?:\*\*|__|`)?\s?:(?:\*\*|__)?(.*)"
)
_ITEM = re.compile(r"\s{0,16}(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")
_OURS = re.compile(r"(?:custom:)?threatgate(?:[/:._-](.*))?", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"(?:custom:)?threatgate[/:._-]([A-Za-z _-]{1,30}?)\s*[=:]\s*(.+)", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_BREAK = re.compile(r"<br\s*/?>|[;\n]", re.IGNORECASE)
_NEXT_ELEMENT = re.compile(r",\s+(?=[a-z]{4,10}:\S)")


def key_of(name: str) -> str:
    """What a key's name means to the gate, "" where it means nothing."""
    found: str = _keys().get(_plain(name), "")
    return found


def from_text(text: str) -> Stated:
    """What the lines `Key: value` of a text say; a key alone on its line takes the list below it."""
    return _lines(text)[0]


def beside(text: str) -> str:
    """The text without the lines that say something to the gate."""
    return _lines(text)[1]


def _lines(text: str) -> tuple[Stated, str]:
    found: Stated = {}
    others: list[str] = []
    open_key = ""
    lines = text.splitlines()
    for line in lines[:MOST_LINES]:
        pair = _LINE.fullmatch(line[:4000])
        key = key_of(pair[1]) if pair else ""
        if pair and key:
            open_key = "" if pair[2].strip() else key
            _put(found, key, pair[2])
        elif open_key and (item := _ITEM.fullmatch(line[:4000])):
            _put(found, open_key, item[1], whole=True)
        else:
            open_key = "" if line.strip() else open_key
            others.append(line)
    return found, "\n".join((*others, *lines[MOST_LINES:]))


def from_mapping(data: Any) -> Stated:
    """What a mapping for extensions says: keys below `threatgate`, keys that begin with it, and bare names of keys."""
    bare: Stated = {}
    ours: Stated = {}
    for name, value in data.items() if isinstance(data, Mapping) else ():
        own = _OURS.fullmatch(str(name))
        if own and own[1] is None and isinstance(value, Mapping):
            ours |= from_mapping({f"threatgate/{name}": one for name, one in value.items()})
        elif key := _own_key(own[1] or "") if own else key_of(str(name)):
            for one in _texts(value):
                _put(ours if own else bare, key, one, whole=isinstance(value, (list, tuple)))
    return merged(ours, bare)


def from_pairs(pairs: Iterable[tuple[str, Any]]) -> Stated:
    """The same for metadata that is a list of keys with values, where a key may stand more than once."""
    found: Stated = {}
    for name, value in pairs:
        found = merged(found, from_mapping({name: value}))
    return found


def from_tags(tags: Iterable[Any]) -> Stated:
    """What tags of the form `threatgate:element=…` say; other tags say nothing to the gate."""
    found: Stated = {}
    for tag in tags:
        pair = _TAG.fullmatch(tag.strip()) if isinstance(tag, str) else None
        if pair and (key := _own_key(pair[1])):
            _put(found, key, pair[2])
    return found


def merged(*stated: Mapping[str, str | tuple[str, ...]]) -> Stated:
    """Several places together: the first that says a thing holds, of elements all count."""
    found: Stated = {}
    for one in stated:
        for key, value in one.items():
            if key not in found:
                found[key] = value[:MOST_WORDS] if isinstance(value, str) else value
            elif key == "element":
                found[key] = tuple(dict.fromkeys((*_tuple(found[key]), *_tuple(value))))[:MOST_VALUES]
    return found


def value_of(key: str, text: str) -> str | tuple[str, ...]:
    """The value of a key as a cell or a line gives it."""
    found: Stated = {}
    _put(found, key, text)
    return found.get(key, "")


def _put(found: Stated, key: str, text: str, *, whole: bool = False) -> None:
    """Add what a text says under a key; of a key that takes one value the first counts."""
    several = key in table("threat_models")["several"]
    if key in found and (not several or len(found[key]) >= MOST_VALUES):
        return
    values = (text,) if whole and key != "element" else _parts(key, text)
    values = tuple(one[:MOST_WORDS] for one in map(_bare, values) if one)
    if not values:
        return
    if several:
        found[key] = tuple(dict.fromkeys((*_tuple(found.get(key, ())), *values)))[:MOST_VALUES]
    else:
        found.setdefault(key, values[0])


def _parts(key: str, text: str) -> tuple[str, ...]:
    if key not in table("threat_models")["several"]:
        return (text,)
    if key == "element" and (codes := _CODE.findall(text)):
        return tuple(codes)
    parts = _BREAK.split(text)
    return tuple(two for one in parts for two in (_NEXT_ELEMENT.split(one) if key == "element" else (one,)))


def _bare(text: str) -> str:
    """A value without the quoting of Markdown around it: code, emphasis, an address between angle brackets."""
    said = " ".join(text.split())
    for mark in ("**", "__", "`", "*", '"', "'"):
        if len(said) > 2 * len(mark) and said.startswith(mark) and said.endswith(mark):
            said = said[len(mark) : -len(mark)].strip()
    link = re.fullmatch(r"\[[^\]]*\]\((\S+?)\)|<(https?://[^>\s]+)>", said)
    return (link[1] or link[2]) if link else said


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(one, (str, int, float)) and not isinstance(one, bool):
            yield str(one)


def _tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").replace("/", " ").casefold().split())


def _own_key(name: str) -> str:
    """What a key in a place of our own means: there each also goes by its bare name."""
    plain = _plain(name).replace(" ", "_")
    return plain if plain in table("threat_models")["keys"] else key_of(name)


@cache
def _keys() -> Mapping[str, str]:
    return {name: key for key, names in table("threat_models")["keys"].items() for name in names}
