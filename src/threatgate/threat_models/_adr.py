"""Decision records (MADR and its relatives): one document, one decision, with a status and those who decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Map, entries_of, plain
from threatgate.identity import freeze
from threatgate.threat_models._api import Entry
from threatgate.threat_models._documents import words
from threatgate.threat_models._fields import reflowed
from threatgate.threat_models._markdown_blocks import Fence, Heading, Item, Paragraph, Table, unmarked
from threatgate.threat_models._markdown_words import said
from threatgate.threat_models._stated import from_mapping, from_text, merged

if TYPE_CHECKING:
    from threatgate.model import Span
    from threatgate.threat_models._markdown_blocks import Block

NAME = "adr"
_NUMBER = re.compile(r"(?:adr[-_]?)?(\d{1,5})(?:[-_. ]|$)", re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*(?:[-*+][ \t]+)?(?:\*\*)?([A-Za-z -]{4,20})(?:\*\*)?:(?:\*\*)?[ \t]*(.+)$", re.MULTILINE)
_BOOKKEEPING = frozenset({"date", "status", "consulted", "informed", "id", "title"})


def is_decision(found: tuple[Block, ...]) -> bool:
    """Whether a document has the headings of a decision record."""
    listed = table("threat_models")
    heads = {said(block.text) for block in found if isinstance(block, Heading) and block.level > 1}
    return len(heads & set(listed["adr_headings"])) > 1 and bool(heads & set(listed["adr_decisions"]))


def decision(path: str, front: Map | None, found: tuple[Block, ...], span: Span) -> Entry:
    """The one entry of a decision record."""
    given = plain(front) if front is not None else {}
    title = next((block.text for block in found if isinstance(block, Heading) and block.level == 1), "")
    text = "\n".join(_text(block) for block in found if not _is_record(block))
    lines = {said(pair[1]): words(pair[2]) for pair in _LINE.finditer(text)}
    status = words(given.get("status") or _section(found, "status") or lines.get("status", ""))
    deciders = [
        words(value[0] if isinstance(value, list) and value else value)
        for key, value in [*given.items(), *lines.items()]
        if said(key) in table("threat_models")["adr_deciders"] and value
    ]
    statement = words(_section(found, "context and problem statement") or _section(found, "context"))
    native = {key: one for key, one in (("statement", statement), ("decided_by", "".join(deciders[:1]))) if one}
    meaning = {
        "front": {
            entry.key: reflowed(plain(entry.value)) for entry in entries_of(front) if entry.key not in _BOOKKEEPING
        },
        "text": words(unmarked(re.sub(r"(?im)^[ \t]*(?:[-*+][ \t]+)?(?:date|status):.*$", "", text))),
    }
    return Entry(
        words(given.get("id")) or _number(path),
        "decision",
        words(given.get("title") or title),
        re.split(r"\s+by\b|[.,\n(]", status, maxsplit=1)[0].strip(" *_`").lower(),
        freeze(meaning),
        span,
        (),
        merged(from_mapping(given), from_text(text), native),
    )


def _number(path: str) -> str:
    stem = path.rpartition("/")[2].rpartition(".")[0]
    found = _NUMBER.match(stem)
    return f"ADR-{found[1]}" if found else stem


def _section(found: tuple[Block, ...], name: str) -> str:
    """The text below a heading, up to the next one."""
    texts: list[str] = []
    inside = False
    for block in found:
        if isinstance(block, Heading):
            inside = said(block.text) == name
        elif inside:
            texts.append(_text(block))
    return "\n".join(texts)


def _text(block: Block) -> str:
    match block:
        case Table():
            return "\n".join(" ".join(cells) for cells in (block.columns, *(row.cells for row in block.rows)))
        case Item():
            return f"- {block.text}"
        case Heading() | Fence() | Paragraph():
            return block.text


def _is_record(block: Block) -> bool:
    return isinstance(block, Fence) and block.info == "threatgate-record"
