"""Constants that a format string is given: they stand in the text as `{NAME}`, as an interpolation would say it.

Other arguments leave the placeholder as it is written: which local it is filled from is no matter of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._located import Ref, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._located import Entry, Located

_PLACE: Final = re.compile(
    r"%%|\{\{|\}\}|%(?:\((?P<key>\w+)\))?(?:(?P<turn>\d+)\$)?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z@]"
    r"|\{(?P<name>[A-Za-z_]\w*)?(?P<index>\d+)?(?:[:!][^{}]*)?\}"
)
_MOST: Final = 1_000


def formatted(text: Scalar, args: Sequence[Located], kwargs: Sequence[Entry] = ()) -> Scalar:
    """A format string with the constants that it is given."""
    if not any(map(_constant, args)) and not any(_constant(entry.value) for entry in kwargs):
        return text
    named = {entry.key: entry.value for entry in kwargs}
    given = iter(args)
    left = _MOST

    def filled(found: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        if left < 0 or found.group() in {"%%", "{{", "}}"}:
            return found.group()
        number = found["index"] or found["turn"]
        if found["name"] or found["key"]:
            value = named.get(found["name"] or found["key"])
        elif number:
            at = int(number[:4]) - bool(found["turn"])
            value = args[at] if 0 <= at < len(args) else None
        else:
            value = next(given, None)
        name = _constant(value)
        return f"{{{name}}}" if name else found.group()

    return Scalar(_PLACE.sub(filled, str(text.value)), text.span)


def _constant(node: Located | None) -> str:
    """The name of a constant, as constants are written; "" for anything else."""
    name = node.name if isinstance(node, Ref) else ""
    return name if name.rpartition(".")[2][:1].isupper() else ""
