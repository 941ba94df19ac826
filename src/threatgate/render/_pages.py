"""The pages of rules taken apart: the title, a section, the first sentence of one."""

from __future__ import annotations

WHAT = "What it looks for"
WHY = "Why it needs an answer"


def title(page: str) -> str:
    """The first line, which says in a sentence what happened."""
    return page.strip().partition("\n")[0].strip()


def section(page: str, heading: str) -> str:
    """What stands under a heading, "" where there is none."""
    _, _, below = page.partition(f"## {heading}\n")
    return below.partition("\n## ")[0].strip()


def first_sentence(page: str, heading: str) -> str:
    """The first sentence under a heading, on one line."""
    sentence, stop, _ = " ".join(section(page, heading).split()).partition(". ")
    return sentence + stop.rstrip()
