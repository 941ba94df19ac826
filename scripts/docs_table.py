"""Markdown that every page is made of: tables, and generated parts inside pages that people write."""

from __future__ import annotations

import re

MADE = "<!-- made by scripts/docs.py, do not edit -->\n"


def grid(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line).rstrip() + " |" for line in lines)


def escaped(text: str) -> str:
    """Text in which nothing is taken for HTML."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def joined(words: list[str]) -> str:
    """Words as code, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def with_parts(page: str, parts: dict[str, str]) -> str:
    """A page with each part put between `<!-- made: NAME -->` and `<!-- end -->`; a missing place is an error."""
    for name, text in parts.items():
        opening = f"<!-- made: {name} -->"
        place = re.compile(re.escape(opening) + r".*?<!-- end -->", re.DOTALL)
        if len(place.findall(page)) != 1:
            raise SystemExit(f"a page needs one place for {name}: {opening} … <!-- end -->")
        page = place.sub(lambda _, made=f"{opening}\n{text}\n<!-- end -->": made, page)
    return page
