"""Records that stand elsewhere than in a file of their own: in a page's fenced block, or drawn from a threat model.

Both hold the same schema and are judged by the same rules as a file of the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate import strict_yaml
from threatgate.records import _values
from threatgate.records._flaws import broken, elements, flaws
from threatgate.records.model import BrokenRecord, Record

if TYPE_CHECKING:
    from threatgate.model import Pointer

_ANY_ID = "TM-20000101-000000"
_EXCEPTION = (
    "exceptions live in the register only, where their end is watched: write it with threatgate decide exception"
)


def from_block(path: str, text: str, first_line: int) -> Record | BrokenRecord:
    """The record that a fenced block of a page holds; its id is its own, whatever the page is called."""
    try:
        strict = strict_yaml.read(text, first_line=first_line)
    except strict_yaml.StrictYamlError as error:
        return BrokenRecord(path, error.line, error.message, error.hint, path)
    data = strict.data
    stated = data.get("id") if isinstance(data, dict) else None
    found = stated if isinstance(stated, str) else path
    if data is None:
        return BrokenRecord(path, first_line, "the block is empty", "write the record in it, or remove it", path)
    wrong = flaws(data, found)
    if wrong:
        return broken(path, found, data, [(strict.line_of(flaw.pointer) or first_line, flaw) for flaw in wrong])
    if data["outcome"] == "exception":
        return BrokenRecord(
            path, strict.line_of(("outcome",)), "is an exception", _EXCEPTION, found, (), elements(data)
        )
    return _values.record(path, data, "", strict.lines)


def from_data(path: str, ref: str, data: dict[str, Any], line: int) -> Record | BrokenRecord:
    """The record that an entry of a threat model amounts to; its id is `<path>#<ref>`, its line that of the entry."""
    held = {**data, "id": _ANY_ID}
    wrong = flaws(held, _ANY_ID)
    found = f"{path}#{ref}"
    if wrong:
        return broken(path, found, held, [(line, flaw) for flaw in wrong])
    lines: dict[Pointer, int] = {(): line}
    return _values.record(path, {**held, "id": found}, "", lines)
