"""Template tags that choose what stands in a data file: which lines depend on what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._branches import ALONE, ELSES, OPENS, WORD
from threatgate.documents._kinds import Condition
from threatgate.documents._lines import last_line
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"\{\{-?(.*?)-?\}\}|\{%-?\+?(.*?)-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\s*/\*")
_SETS = re.compile(r"(?:set\s+([\w.]+)\b|(\$\w+)\s*:?=)")
MAX_DEPTH = 32


def conditions(text: str) -> tuple[Condition, ...]:
    """The choices, loops and variables of a text whose tags stand on lines of their own, in their order."""
    return tuple(_conditions(text))


def _conditions(text: str) -> Iterator[Condition]:
    above: list[tuple[str, int]] = []
    line, seen = 1, 0
    last = last_line(text)
    for found in re.finditer(ALONE, text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        words = [match[1] for match in WORD.finditer(found.group())]
        said = [" ".join((one[1] or one[2] or "").split()) for one in _TAG.finditer(found.group())]
        said = [one for one in said if one and not _COMMENT.match(one)]
        if len(said) != 1:
            continue
        if named := _SETS.match(said[0]):
            yield Condition(_plain(said[0]), Span(line, last), (named[1] or named[2]).partition(".")[0])
        elif words and words[0] in OPENS and len(above) < MAX_DEPTH:
            above.append((_plain(said[0]), line))
        elif words and words[0] in ELSES and above:
            opened, since = above.pop()
            yield Condition(opened, Span(since, line))
            first = opened.partition(" | else")[0]
            above.append((f"{first} | {_plain(said[0])}", line))
        elif words and words[0].startswith("end") and above:
            opened, since = above.pop()
            yield Condition(opened, Span(since, line))


def _plain(said: str) -> str:
    """A tag's words without layout, outside of its strings."""
    parts = re.split(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')", said)
    return " ".join(" ".join(re.sub(r"\s*([(),|=!<>]+)\s*", r" \1 ", part).split()) for part in parts if part.strip())
