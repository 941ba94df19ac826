"""Tokens as one line: in the usual spacing, or joined and cut where nobody reads on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 20_000
_SHOWN: Final = 300
_WORDS: Final = frozenset(
    {
        *("and", "as", "assert", "async", "await", "case", "del", "elif", "else", "for", "from", "if", "in"),
        *("instanceof", "is", "lambda", "new", "not", "of", "or", "raise", "return"),
        *("throw", "typeof", "void", "yield"),
    }
)
_LEFT: Final = frozenset({")", "]", "}", ",", ".", "?.", ":", ";"})
_ANGLES: Final = frozenset({"<", ">", "?"})
_OPENS: Final = frozenset({"(", "["})
_RIGHT: Final = frozenset({"(", "[", "{", ".", "?.", "!", "~", "..."})


def shortened(text: str) -> str:
    """A very long text as its beginning and the digest of the whole: enough to tell that it changed."""
    if len(text) <= LONGEST:
        return text
    from hashlib import sha256

    return f"{text[:_SHOWN]} … sha256:{sha256(text.encode()).hexdigest()[:16]}"


def compacted(tokens: Sequence[str], *, types: bool = False) -> str:
    """Tokens in the usual spacing: `dict[str, int]`, `read(path)`, and for types `Promise<string>`."""
    left, right = (_LEFT | _ANGLES, _RIGHT | {"<"}) if types else (_LEFT, _RIGHT)
    found: list[str] = []
    before = ""
    for token in tokens:
        closes = token in left or (token in _OPENS and before not in _WORDS and _ends_value(before))
        found.append(token if not before or before in right or closes else f" {token}")
        before = token
    return "".join(found)


def _ends_value(token: str) -> bool:
    return token[-1:].isalnum() or token[-1:] in {"_", ")", "]", '"'}
