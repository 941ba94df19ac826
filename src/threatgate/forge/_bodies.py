"""Texts for a forge: within its limit, marked so that they are found again, mentioning nobody."""

from __future__ import annotations

import re

ZERO = "\u200b"
SPANS = 200
NOTE = "\n\nThe rest is too long to be shown here.\n"
_MENTION = re.compile(r"@(?=[\w/-])")
_ORDER = re.compile(r"^(\s*)(?=/[a-z])")  # GitLab takes such a line for a quick action
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)")
_MARKER = re.compile(r"[\w:.-]{1,200}", re.ASCII)
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


def marker_line(marker: str) -> str:
    """The hidden line that a marker makes. A marker is a word of ours; anything else would end the comment early."""
    if not _MARKER.fullmatch(marker) or "--" in marker:
        raise ValueError(marker)
    return f"<!-- {marker} -->"


def unmentioned(text: str) -> str:
    """The text without mentions and orders: a zero-width space goes before them. Code, which has neither, stays."""
    lines, fence = [], ""
    for line in text.split("\n"):
        fence, before = _fence_after(line, fence), fence
        lines.append(line if before or fence else _quiet(line))
    return "\n".join(lines)


def _quiet(line: str) -> str:
    made, end = "", 0
    # Where a tag begins, a backtick may be a part of it; then nothing in the line is taken for code.
    for span in _SPAN.finditer(line) if "<" not in line and line.count("`") < SPANS else ():
        made += _MENTION.sub(f"@{ZERO}", line[end : span.start()]) + span[0]
        end = span.end()
    return _ORDER.sub(rf"\1{ZERO}", made + _MENTION.sub(f"@{ZERO}", line[end:]))


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after a line, "" for none."""
    mark = _FENCE.match(line)
    if mark is None:
        return fence
    if not fence:
        return "" if mark[1][0] == "`" and "`" in line.strip().lstrip("`") else mark[1]
    return "" if mark[1].startswith(fence) and not line.strip().strip(fence[0]) else fence


def body(text: str, marker: str, limit: int) -> str:
    """The text as it is sent: plain characters, the marker first, cut at the end of a line where it is too long."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\0", "\ufffd")
    whole = unmentioned(whole)
    line = marker_line(marker) if marker else ""
    if line and not whole.startswith(line):
        whole = f"{line}\n{whole}"
    return whole if len(whole) <= limit else _cut(whole, limit)


def title(text: str, limit: int = 250) -> str:
    """One line within the limit of a title."""
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    shown = _MENTION.sub(f"@{ZERO}", shown) or "(no title)"
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def found_in(text: str, marker: str) -> bool:
    """Whether a text begins with a marker. Only the first line counts: what is quoted further down is of others."""
    return text.lstrip("\ufeff \n\r").startswith(marker_line(marker))


def _cut(text: str, limit: int) -> str:
    """The first lines, with what they open closed again."""
    kept: list[str] = []
    fence, folds, size = "", 0, 0
    room = limit - len(NOTE) - 200
    for line in text.split("\n"):
        size += len(line) + 1
        if size > room:
            break
        kept.append(line)
        fence = _fence_after(line, fence)
        if not fence:
            folds += line.count("<details>") - line.count("</details>")
    closing = ([fence] if fence else []) + ["</details>"] * max(0, min(folds, 9))
    return "\n".join([*kept, *closing])[: limit - len(NOTE)] + NOTE
