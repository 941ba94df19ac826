"""Values as people write them in configuration files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from threatgate.render._escape import visible

if TYPE_CHECKING:
    from threatgate.model import Json

CLIPPED, ITEMS = 400, 40  # of a value, more than a line can show


def shown(value: Json) -> str:
    """A value in the words of a configuration file: `command: npx, args: [-y, server]`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return visible(" ".join(value[:CLIPPED].split())) or '""'
        case tuple():
            return f"[{', '.join(map(_inner, value[:ITEMS]))}]"
        case Mapping() if set(value) == {"opaque"}:
            return "the bytes of the file"
        case Mapping():
            return ", ".join(f"{visible(key[:CLIPPED])}: {_inner(value[key])}" for key in list(value)[:ITEMS])
    return str(value)


def _inner(value: Json) -> str:
    return f"{{{shown(value)}}}" if isinstance(value, Mapping) else shown(value)
