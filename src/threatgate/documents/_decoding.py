"""Bytes to text: UTF-8, and UTF-16 or UTF-32 where a byte order mark says so."""

from __future__ import annotations

import codecs

from threatgate.documents._bounds import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS = "save the file as UTF-8 text"


def decoded(data: bytes) -> str:
    """The text of a file without its byte order mark. Raises UnreadableError where the bytes are no text."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as fault:
        line = body[: fault.start].decode(encoding, "replace").count("\n") + 1
        raise UnreadableError(f"is not {encoding.upper()} text", line, _SAVE_AS) from None
    at = text.find("\0")
    if at >= 0:
        raise UnreadableError("holds a NUL byte, so it is no text", text.count("\n", 0, at) + 1, _SAVE_AS)
    return text
