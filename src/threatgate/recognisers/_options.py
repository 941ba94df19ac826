"""Settings that are handed over one call each: `NewTool("x", WithReadOnlyHint(true))`, `client.with_model("m")`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._located import Call, Entry, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPTION: Final = re.compile(r"(?:.*\.)?With([A-Z]\w*?)(?:Annotation|Option)?")
_METHOD: Final = re.compile(r".*\.(?:with|set)_([a-z]\w*)")


def options(call: Call) -> Iterator[Entry]:
    """The settings among the arguments of a call, and the one that the call itself makes on what it is called on."""
    for item in call.args:
        found = _OPTION.fullmatch(item.callee) if isinstance(item, Call) and item.receiver is None else None
        if found is not None and isinstance(item, Call) and len(item.args) < 2 and not item.kwargs:
            value = item.args[0] if item.args else Scalar(value=True, span=item.span)
            yield Entry(found[1], value, item.span)
    own = _METHOD.fullmatch(call.callee) if call.receiver is not None else None
    if own is not None and len(call.args) == 1:
        yield Entry(own[1], call.args[0], call.span)
