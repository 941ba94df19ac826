"""Data as YAML that people like to read and edit: short things short, long texts folded, what could be misread quoted.

The same data gives the same text, and any YAML reader, ours or an older one, reads the same data from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z_/(][A-Za-z0-9_/.,()+=<>'%;~ -]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "none"})
_ESCAPED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def block(data: Mapping[str, Any], comments: Mapping[str, str], indent: int = 0, at: str = "") -> str:
    """A mapping, one key a line. `comments` are put after the keys that they name (`exception.expires`)."""
    lines = []
    for key, value in data.items():
        place = f"{at}.{key}" if at else key
        written = _value(value, comments, indent, place)
        note = comments.get(place, "")
        first, newline, rest = written.partition("\n")
        if note:
            first = f"{first.ljust(max(0, 34 - indent - len(key)))}  # {note}" if first.strip() else f"  # {note}"
        lines.append(f"{' ' * indent}{_key(key)}:{first}{newline}{rest}")
    return "\n".join(lines)


def _value(value: Any, comments: Mapping[str, str], indent: int, place: str) -> str:
    """What stands after a colon: with a space before it, or on lines of its own."""
    if isinstance(value, Mapping):
        flow = scalar_mapping(value)
        if not value:
            return " {}"
        if flow is not None and len(flow) + indent <= _WIDTH and not _has_comment(comments, place):
            return f" {flow}"
        return "\n" + block(value, comments, indent + 2, place)
    if isinstance(value, (list, tuple)):
        return _sequence(value, comments, indent, place)
    return f" {_text(value, indent + 2)}"


def _has_comment(comments: Mapping[str, str], place: str) -> bool:
    return any(key.startswith(f"{place}.") for key in comments)


def _sequence(items: list[Any] | tuple[Any, ...], comments: Mapping[str, str], indent: int, place: str) -> str:
    flat = not any(isinstance(item, (Mapping, list, tuple)) for item in items)
    flow = f"[{', '.join(scalar(item) for item in items)}]" if flat else ""
    if flat and "\n" not in flow and len(flow) + indent <= 80:
        return f" {flow}"
    inner = " " * (indent + 2)
    lines = []
    for item in items:
        if isinstance(item, Mapping):
            flow_item = scalar_mapping(item)
            if flow_item is not None and len(flow_item) + indent + 4 <= _WIDTH:
                lines.append(f"{inner}- {flow_item}")
            else:
                lines.append(f"{inner}- {block(item, comments, indent + 4, f'{place}[]').lstrip()}")
        else:
            lines.append(f"{inner}- {_text(item, indent + 4)}")
    return "\n" + "\n".join(lines)


def scalar_mapping(data: Mapping[str, Any]) -> str | None:
    """A mapping of short scalars and lists of them on one line, None where it is not one."""
    parts = []
    for key, value in data.items():
        if isinstance(value, Mapping) or (isinstance(value, str) and (len(value) > 90 or "\n" in value)):
            return None
        if isinstance(value, (list, tuple)):
            if any(isinstance(item, (Mapping, list, tuple)) for item in value):
                return None
            parts.append(f"{_key(key)}: [{', '.join(scalar(item) for item in value)}]")
        else:
            parts.append(f"{_key(key)}: {scalar(value)}")
    return "{" + ", ".join(parts) + "}"


def scalar(value: Any) -> str:
    """One value on one line, good in a flow mapping too: plain where nothing can misread it, else in double quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value)
    text = str(value)
    if _DAY.fullmatch(text):
        return text
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.casefold() not in _WORDS
    return text if plain and "," not in text else _quoted(text)


def _text(value: Any, indent: int) -> str:
    """A value in block style: a long text is folded, one of several lines stands as it is."""
    if not isinstance(value, str) or (len(value) <= _WIDTH - indent and "\n" not in value):
        return scalar(value)
    if _ESCAPED.search(value.replace("\n", "")) or value != value.strip():
        return _quoted(value)
    pad = " " * indent
    if "\n" in value:
        lines = value.split("\n")
        if any(line != line.rstrip() for line in lines):
            return _quoted(value)
        return "|-\n" + "\n".join(pad + line if line else "" for line in lines)
    if "  " in value:
        return _quoted(value)
    return ">-\n" + "\n".join(pad + line for line in _folded(value, _WIDTH - indent))


def _folded(text: str, width: int) -> list[str]:
    """Lines broken at single spaces; a word longer than the width has a line of its own."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key) and key.casefold() not in _WORDS else _quoted(key)
