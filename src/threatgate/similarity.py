"""Whether two texts share most of what they hold, in time that grows with them, whatever they repeat."""

from __future__ import annotations

from collections import Counter

SIMILAR = 0.5
SAMPLE = 4_000
WORK = 100_000_000


class Effort:
    """How many characters one comparison may still look at; beyond that nothing is taken for alike."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = WORK


def alike(one: str, other: str, effort: Effort) -> bool:
    """Told from the groups of three characters that the beginnings of both hold, each as often as it stands there."""
    one, other = one[:SAMPLE], other[:SAMPLE]
    effort.left -= len(one) + len(other)
    if effort.left < 0:
        return False
    first, second = (Counter(map("".join, zip(text, text[1:], text[2:], strict=False))) for text in (one, other))
    return 2 * (first & second).total() > SIMILAR * (first.total() + second.total())
