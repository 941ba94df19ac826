"""TOML text to located values: `tomllib` says what it means, a light scan says on which lines.

The scan comes first and holds the bounds; it follows well-formed text only, and leaves it to `tomllib` to say what is
wrong with any other. Tables that are written in several places span from the first of them to the last.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from threatgate.documents._bounds import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_NODES,
    UnreadableError,
    given_twice,
    too_deep,
    too_many,
)
from threatgate.documents._spots import Spot, located, trail

if TYPE_CHECKING:
    from threatgate.documents._located import Located

_SPACE = re.compile(r"[ \t]*+")
_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!"")|""(?!"))*+"{3,5}'
    r"|'''(?:[^']|'(?!'')|''(?!'))*+'{3,5}"
    r'|"((?:[^"\\\n]|\\.)*+)"'
    r"|'([^'\n]*+)'"
)
_OTHER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9][^,\]}\s#]*+|[^,\]}\s#]++")
_PLACE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
_HINT = "mend the TOML at this line"


class _LostError(Exception):
    """The scan met something that is no TOML."""


def toml_root(text: str) -> Located:
    """The table of a TOML text. Raises UnreadableError."""
    root = Spot(1, 1)
    try:
        _Scan(text, root).run()
    except _LostError:
        lost = True
    else:
        lost = False
    data = _data(text)
    if lost:
        raise UnreadableError("is TOML whose lines could not be followed", None, "write it in plain TOML 1.0")
    root.line = 1
    return located(data, root)


def _data(text: str) -> dict[str, Any]:
    import tomllib

    try:
        data = tomllib.loads(text, parse_float=_float)
    except tomllib.TOMLDecodeError as fault:
        place = _PLACE.search(str(fault))
        line = int(place[1]) if place else text.count("\n") + 1
        what = _PLACE.sub("", str(fault)).replace("(at end of document)", "at its end").strip()
        raise UnreadableError(f"is not valid TOML: {what[:1].lower()}{what[1:]}", line, _HINT) from None
    except (ValueError, OverflowError):
        raise UnreadableError("is not valid TOML: it holds a number or date that does not exist", None, _HINT) from None
    plain: dict[str, Any] = _plain(data)
    return plain


def _float(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else text


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case int() if not isinstance(value, bool) and abs(value) >= 10**MAX_DIGITS:
            return hex(value)
        case _:
            return value


class _Scan:
    """One pass over the text, which grows the spots of its tables, keys and values."""

    def __init__(self, text: str, root: Spot) -> None:
        self.text = text
        self.root = root
        self.at = 0
        self.line = 1
        self.counted = 0
        self.nodes = 0
        self.table = [root]

    def run(self) -> None:
        while True:
            self._pass(_BLANK)
            if self.at >= len(self.text):
                return
            if self.text.startswith("[", self.at):
                self._header()
            else:
                self._pair(self.table)

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _pass(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _LostError
        self.at = found.end()
        return found.group()

    def _take(self, word: str) -> None:
        if not self.text.startswith(word, self.at):
            raise _LostError
        self.at += len(word)

    def _count(self, line: int, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise too_many(line)
        if depth > MAX_DEPTH:
            raise too_deep(line)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._pass(_SPACE)
            keys.append(self._key())
            self._count(self._here(), len(keys))
            self._pass(_SPACE)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _key(self) -> str:
        if not self.text.startswith(('"', "'"), self.at):
            return self._pass(_BARE)
        written = self._pass(_STRING)
        if written.startswith("'"):
            return written[1:-1]
        return next(iter(_data(f"{written} = 0"))) if "\\" in written else written[1:-1]

    def _header(self) -> None:
        line = self._here()
        repeats = self.text.startswith("[[", self.at)
        self.at += 2 if repeats else 1
        keys = self._keys()
        self._take("]]" if repeats else "]")
        self.table = trail(self.root, keys[:-1] if repeats else keys, line)
        if repeats:
            rows = self.table[-1].part(keys[-1], line)
            rows.repeats = True
            self.table += [rows, rows.part(len(rows.parts), line)]
        _cover(self.table, line, line)

    def _pair(self, table: list[Spot], depth: int = 0) -> None:
        line = self._here()
        keys = self._keys()
        self._take("=")
        self._pass(_SPACE)
        spots = trail(table[-1], keys[:-1], line)
        if keys[-1] in spots[-1].parts:
            raise given_twice(".".join(keys), spots[-1].parts[keys[-1]][0], line)
        spots.append(spots[-1].part(keys[-1], line))
        self._value(spots[-1], depth + len(spots) + len(table))
        _cover([*table, *spots], line, spots[-1].end)

    def _value(self, spot: Spot, depth: int) -> None:
        spot.line = self._here()
        self._count(spot.line, depth)
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._items(spot, depth)
        elif opening == "{":
            self._inline(spot, depth)
        else:
            self._pass(_STRING if opening in {'"', "'"} else _OTHER)
        spot.end = self._here()

    def _items(self, spot: Spot, depth: int) -> None:
        self.at += 1
        while True:
            self._pass(_BLANK)
            if self.text.startswith("]", self.at):
                break
            line = self._here()
            self._value(spot.part(len(spot.parts), line), depth + 1)
            self._pass(_BLANK)
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
        self._take("]")

    def _inline(self, spot: Spot, depth: int) -> None:
        self.at += 1
        while True:
            self._pass(_BLANK)
            if self.text.startswith("}", self.at):
                break
            self._pair([spot], depth)
            self._pass(_BLANK)
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
        self._take("}")


def _cover(spots: list[Spot], line: int, end: int) -> None:
    for spot in spots:
        spot.cover(line, end)
