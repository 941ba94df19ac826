"""Characters that a reader does not see and a model does."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threatgate.model import Json

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_ZERO = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e")


def hidden(text: str) -> tuple[str, ...]:
    """The kinds of invisible character in a text; a joiner between emoji or letters that need it is none."""
    found: list[str] = []
    if text.isascii():
        return ()
    for at, char in enumerate(text):
        if 0xE0000 <= ord(char) <= 0xE007F:
            found.append("Unicode tag characters")
        elif char in _BIDI:
            found.append("bidirectional controls")
        elif char in _ZERO and not _joins(text, at):
            found.append("zero-width characters")
    return tuple(sorted(set(found)))


def _joins(text: str, at: int) -> bool:
    if text[at] not in "\u200c\u200d" or not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    return all(unicodedata.category(char) in ("So", "Sk", "Mn", "Lo", "Mc") for char in (before, after))


def hidden_in(value: Json) -> tuple[str, ...]:
    """The same for every string of a value."""
    match value:
        case str():
            return hidden(value)
        case tuple():
            return tuple(sorted({name for item in value for name in hidden_in(item)}))
        case Mapping():
            return tuple(
                sorted({name for key, item in value.items() for name in (*hidden(str(key)), *hidden_in(item))})
            )
    return ()
