"""Values and fields in a few words: no digests, no code, one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from threatgate.model import Json, Pointer

SHOWN = 60
LED = 30
LISTED = 80
_UNSAID = ("$ref", "$call", "$code", "$env", "named", "properties")
_DIGEST = re.compile(r"(?:sha256:)?(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{32,64})")
_MARK = re.compile(r" #[0-9a-f]{8}(?=$|[\s,;…”])")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.){1,40})"')


def field_of(pointer: Pointer, name: str) -> str:
    """The dotted place of a field in an element of this name, "" where the name says it."""
    parts = [part for part in pointer if isinstance(part, str) and part not in _UNSAID]
    if parts and snake(parts[0]) in (snake(name.rpartition(".")[2]), snake(name)):
        parts = parts[1:]
    return ".".join("…" if part.startswith("...") else part for part in parts)


def is_digest(value: Json) -> bool:
    """Whether a value stands for content that is too long to be one; its digits say nothing."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None and not value.isdigit()


def shown(value: Json) -> str:
    """A value in one short line."""
    match value:
        case None:
            return "absent"
        case bool():
            return "true" if value else "false"
        case tuple():
            return _listed([shown(item) for item in value])
        case Mapping():
            return _of_map(value)
        case str():
            return _of_text(value)
    return str(value)


def _listed(items: list[str]) -> str:
    """As many items as four and one line hold, and how many are left."""
    count = max(1, next((at for at in range(1, 5) if len(", ".join(items[: at + 1])) > LISTED), 4))
    named = ", ".join(items[:count])
    return (named or "nothing") if len(items) <= count else f"{named} and {len(items) - count} more"


def _of_map(value: Mapping[str, Json]) -> str:
    if "$env" in value:
        default = f" or {shown(value['default'])}" if value.get("default") is not None else ""
        return clipped(f"${value['$env']}{default}")
    if "$ref" in value:
        return clipped(str(value["$ref"]))
    if "$call" in value:
        return clipped(f"{value['$call']}()")
    if "$code" in value:
        return _computed(str(value["$code"]))
    if value == {"literal": True}:
        return "a literal value"
    said = [f"{key} {shown(item)}" for key, item in value.items() if not is_digest(item) and not key.startswith("...")]
    return clipped(", ".join(said[:4])) or ("computed" if value else "nothing")


def _of_text(value: str) -> str:
    if (
        value.startswith("...")
        and value[3:].strip()
        and not value[3:].replace(".", "_").replace("$", "_").isidentifier()
    ):
        return _computed(value)
    return clipped(_MARK.sub("", value))


def _computed(code: str) -> str:
    """Code by the names that it spells out."""
    named = list(dict.fromkeys(_QUOTED.findall(code)))[:3]
    if not named and len(code) <= LED and " " not in code.strip():
        return code or "computed"
    return f"computed with {', '.join(named)}" if named else "computed"


def pair(before: Json, after: Json) -> tuple[str, str]:
    """Two values in short; of long texts that begin alike the part where they differ."""
    if not isinstance(before, str) or not isinstance(after, str):
        return shown(before), shown(after)
    old, new = _MARK.sub("", " ".join(before.split())), _MARK.sub("", " ".join(after.split()))
    return apart(old, new, SHOWN) if max(len(old), len(new)) > SHOWN else (shown(before), shown(after))


def apart(old: str, new: str, room: int) -> tuple[str, str]:
    """Of two texts that begin alike, each from a word or two before where they part, so long at most."""
    alike = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    alike = alike or (min(len(old), len(new)) if old[:1] == new[:1] else 0)
    if alike <= room // 2:
        return clipped(old, room), clipped(new, room)
    start = old.rfind(" ", 0, alike - room // 4) + 1
    one, other = (clipped(f"…{text[start:]}" if start else text, room) for text in (old, new))
    return one, other


def clipped(text: str, room: int = SHOWN) -> str:
    """A text on one line, cut where it is longer than that."""
    line = " ".join(text.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"
