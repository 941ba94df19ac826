"""JSON as text that is safe to show: readable letters, and an escape for what a terminal or a pipeline would obey."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re

# What a terminal would obey or hide stays readable in JSON as its own escape: DEL, C1, format characters, surrogates.
# And so does what a pipeline's log would take for a command (`##vso[`).
_UNSAFE = (
    "#(?=#\\w*\\[)|[\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)


def json_text(document: Any) -> str:
    """A document of plain JSON values, indented by two, with a line end."""
    # NaN and infinities are no JSON; identity spells them as text, and so does this.
    text = json.dumps(_finite(document), ensure_ascii=False, indent=2, allow_nan=False)
    return _safe(text) + "\n"


def _safe(text: str) -> str:
    """The text with all that is unsafe escaped. The pattern is large, and most reports do not need it compiled."""
    if text.isascii() and "##" not in text and "\x7f" not in text:
        return text
    import re

    return re.sub(_UNSAFE, _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code - 0x10000 & 0x3FF):04x}"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - NaN
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
