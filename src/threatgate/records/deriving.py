"""Records that stand elsewhere than in a file of their own: in a page's fenced block, or drawn from a threat model.

Both hold the same schema and are judged by the same rules as a file of the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate import shape, strict_yaml
from threatgate.records import _values
from threatgate.records.model import BrokenRecord, Fault, Record
from threatgate.records.reading import _elements, _own_flaws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Pointer
    from threatgate.shape import Flaw

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
    flaws = [*shape.flaws(shape.schema("record"), data)] or [*_own_flaws(data, found)]
    if flaws:
        return _broken(path, found, data, [(strict.line_of(flaw.pointer) or first_line, flaw) for flaw in flaws])
    if data["outcome"] == "exception":
        return BrokenRecord(
            path, strict.line_of(("outcome",)), "is an exception", _EXCEPTION, found, (), _elements(data)
        )
    return _values.record(path, data, "", strict.lines)


def from_data(path: str, ref: str, data: dict[str, Any], line: int) -> Record | BrokenRecord:
    """The record that an entry of a threat model amounts to; its id is `<path>#<ref>`, its line that of the entry."""
    held = {**data, "id": _ANY_ID}
    flaws = [*shape.flaws(shape.schema("record"), held)] or [*_own_flaws(held, _ANY_ID)]
    found = f"{path}#{ref}"
    if flaws:
        return _broken(path, found, held, [(line, flaw) for flaw in flaws])
    lines: dict[Pointer, int] = {(): line}
    return _values.record(path, {**held, "id": found}, "", lines)


def _broken(path: str, found: str, data: Any, flaws: Iterable[tuple[int, Flaw]]) -> BrokenRecord:
    faults = sorted((line, flaw.message, flaw.hint) for line, flaw in flaws)
    line, message, hint = faults[0]
    others = tuple(Fault(path, *fault) for fault in faults[1:])
    return BrokenRecord(path, line, message, hint, found, others, _elements(data))
