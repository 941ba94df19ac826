"""A whole record in a fenced block of a page: ```` ```threatgate-record ````."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.identity import freeze
from threatgate.strict_yaml import StrictYamlError, read
from threatgate.threat_models._api import Entry
from threatgate.threat_models._documents import words

if TYPE_CHECKING:
    from threatgate.threat_models._markdown_blocks import Fence

RECORD = "threatgate-record"


def record_entry(block: Fence) -> tuple[Entry | None, str]:
    """The record as an entry whose id is the record's, or a note why it is none."""
    first = block.span.line + 1
    try:
        data: Any = read(block.text, first_line=first).data
    except StrictYamlError as error:
        return None, f"line {error.line}: the record cannot be read: {error.message}"
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        return None, f"line {first}: the record has no id"
    title, outcome = words(data.get("title")), words(data.get("outcome"))
    return Entry(data["id"], "decision", title, "", freeze(data), block.span, (), {"outcome": outcome}), ""
