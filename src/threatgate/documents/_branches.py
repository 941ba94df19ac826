"""Template tags that stand on lines of their own: what they choose between, taken apart."""

from __future__ import annotations

import re

_TAG = r"\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*+\}\}|\{%(?:[^{%]|\{(?!%)|%(?!\}))*+%\}|\{#(?:[^{#]|\{(?!#)|#(?!\}))*+#\}"
ALONE = rf"(?m)^[ \t]*+(?:(?:{_TAG})[ \t]*+)++\r?$"
WORD = re.compile(r"\{[{%][-+]?\s*+([a-z]+)")
OPENS = frozenset({"if", "unless", "range", "with", "define", "block", "for", "macro", "call", "filter", "each"})
ELSES = frozenset({"else", "elif", "elseif"})


def lines_apart(text: str, side: int | None) -> str:
    """The text without its tags on lines of their own, as many lines as before.

    With a `side`, of a choice that has two only one is kept: what stands before `else` (0), or behind it (1).
    """
    dropped: list[tuple[int, int]] = []
    above: list[tuple[str, int, int]] = []
    for found in re.finditer(ALONE, text):
        dropped.append(found.span())
        words = [match[1] for match in WORD.finditer(found.group())]
        if len(words) != 1:
            continue
        (word,) = words
        if word in OPENS:
            above.append((word, found.end(), found.end()))
        elif word in ELSES and above:
            opened, began, since = above.pop()
            if side == 1 and began == since:
                dropped.append((began, found.start()))
            elif began != since and side is not None:
                dropped.append((since, found.start()))
            above.append((opened, began, found.end()))
        elif word.startswith("end") and above:
            _, began, since = above.pop()
            if side == 0 and began != since:
                dropped.append((since, found.start()))
    return _blanked(text, dropped)


def _blanked(text: str, dropped: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(dropped):
        if end <= at:
            continue
        begin = max(start, at)
        parts.append(text[at:begin])
        parts.append("\n" * text.count("\n", begin, end))
        at = end
    return "".join([*parts, text[at:]])
