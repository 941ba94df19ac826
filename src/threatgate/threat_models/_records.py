"""A whole record in a fenced block of a page: ```` ```threatgate-record ````."""

from __future__ import annotations

from typing import Any

from threatgate.documents._kinds import Prose
from threatgate.identity import freeze
from threatgate.strict_yaml import StrictYamlError, read
from threatgate.threat_models._api import Entry
from threatgate.threat_models._documents import document, words
from threatgate.threat_models._markdown_blocks import Fence, blocks

RECORD = "threatgate-record"
PAGES = (".md", ".markdown", ".mdx")


def records_in(path: str, data: bytes) -> tuple[tuple[str, int], ...]:
    """The fenced records of a page, as text and first line; none in a file of another format."""
    if RECORD.encode() not in data or not path.lower().endswith(PAGES):
        return ()
    found = document("markdown", path, data, "md")
    body, first = (found.body, found.body_span.line) if isinstance(found, Prose) else ("", 1)
    fences = [block for block in blocks(body, first) if isinstance(block, Fence) and block.info == RECORD]
    return tuple((fence.text, fence.span.line + 1) for fence in fences)


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
