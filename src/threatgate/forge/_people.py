"""People of commits: co-authors from trailers, each once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[^<\n]*<([^>\n]+)>", re.IGNORECASE | re.MULTILINE)


def co_authors(message: str) -> list[str]:
    """The addresses in the `Co-authored-by` lines of a commit message."""
    return [found.strip() for found in _CO_AUTHOR.findall(message)]


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in order, without the empty one."""
    return tuple(dict.fromkeys(word for word in words if word))
