"""Command lines of assistants as settings: flags with their values, lists of tools as sets."""

from __future__ import annotations

import shlex

from threatgate.recognisers._parts import parted
from threatgate.recognisers._secrets import argument
from threatgate.vocabulary import snake

LISTS = frozenset({"allowed_tools", "disallowed_tools", "allowedtools", "disallowedtools"})


def flags(line: str) -> dict[str, object]:
    """The flags of a line by their snake-case names, `true` without a value; a line that cannot be parted as it is."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return {"line": " ".join(line.split())}
    found: dict[str, object] = {}
    name = ""
    for word in words:
        if word.startswith("--") and len(word) > 2:
            name, _, given = word[2:].partition("=")
            _add(found, name, value=given or True)
        elif word.startswith("-") and len(word) == 2:
            name = word[1:]
            _add(found, name, value=True)
        elif name:
            _add(found, name, value=argument(word, f"--{name}"))
    return found


def _add(found: dict[str, object], name: str, *, value: str | bool) -> None:
    key = snake(name)
    old = found.get(key)
    if key in LISTS:
        known = old if isinstance(old, list) else []
        found[key] = sorted({*known, *(parted(value) if isinstance(value, str) else ())})
    elif isinstance(old, str) and isinstance(value, str):
        found[key] = f"{old} {value}"
    elif not (isinstance(old, str) and value is True):
        found[key] = value
