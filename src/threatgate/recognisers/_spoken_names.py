"""Names of elements in code as words a person knows: no gaps of templates, no expressions."""

from __future__ import annotations

import re
from posixpath import basename
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threatgate.recognisers._api import Found

_RAW = re.compile(r"[{};|=$]|\(\s|\s\)")
_GAP = re.compile(r"\{[^{}]*\}")
_WORDS = re.compile(r"[\w\[\]<>:/@+-]+(?:\.[\w\[\]<>:/@+-]+)*")


def named_in_words(found: Found, path: str) -> Found:
    """The same element; what is computed in its name is left out, and where no word is left it has the file's name."""
    if not _RAW.search(found.name):
        return found
    plain = _GAP.sub("", found.name)
    if (began := _RAW.search(plain)) is not None:
        # An expression stands in the name; what leads to it names the function around it.
        led = _WORDS.match(plain[: began.start()])
        plain = led.group().rpartition(".")[0] if led else ""
    return found._replace(name=plain.strip(" .\u2026") or basename(path).partition(".")[0])
