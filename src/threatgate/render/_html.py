"""Pieces of HTML in which nothing from a repository is markup."""

from __future__ import annotations

import re

from threatgate.render._escape import cut, visible

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
# Not behind the `&#` of an entity.
_BREAK = re.compile(r"(?<!&)([/._#-])")
_BROKEN = r"\1<wbr>"
_CODE = re.compile(r"`([^`]+)`")


def text(words: str, width: int = 4_000) -> str:
    """Words as text or as the value of an attribute in quotes."""
    return "".join(_MARKUP.get(sign, sign) for sign in cut(visible(words), width))


def lines(words: str, width: int = 20_000) -> str:
    """Words whose line ends are kept, for an element that shows them."""
    kept = words[:width].split("\n")
    return "\n".join(text(line, width) for line in kept) + ("\n…" if len(words) > width else "")


def code(words: str) -> str:
    """A name or a path; it may break at slashes and dots, so that a phone shows it whole."""
    return f"<code>{_BREAK.sub(_BROKEN, text(words, 400))}</code>"


def page(words: str) -> str:
    """The page of a rule: headings, paragraphs, lists and code, which is all that its Markdown has."""
    made: list[str] = []
    for part in words.strip().split("\n\n"):
        made.extend(f"<h4>{text(heading)}</h4>" for heading in re.findall(r"(?m)^## (.+)$", part))
        rest = re.sub(r"(?m)^## .+$\n?", "", part).strip()
        items = re.split(r"(?m)^- ", rest)
        if items[0].strip():
            made.append(f"<p>{_inline(items[0])}</p>")
        if items[1:]:
            made.append(f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items[1:])}</ul>")
    return "".join(made)


def _inline(words: str) -> str:
    return _CODE.sub(r"<code>\1</code>", text(" ".join(words.split())))
