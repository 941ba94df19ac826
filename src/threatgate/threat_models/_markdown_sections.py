"""From the blocks of a page to entries and parts: which heading a block stands under decides what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import freeze
from threatgate.model import Span
from threatgate.threat_models._api import Broken, Entry, Part
from threatgate.threat_models._documents import words
from threatgate.threat_models._markdown_blocks import Fence, Heading, Item, Paragraph, Table, unmarked
from threatgate.threat_models._markdown_rows import Rows, is_pairs, rows_of
from threatgate.threat_models._markdown_words import identified, is_category, role_of, slug
from threatgate.threat_models._records import RECORD, record_entry
from threatgate.threat_models._stated import beside, from_text, merged

if TYPE_CHECKING:
    from threatgate.model import Json
    from threatgate.threat_models._markdown_blocks import Block

_STATUS = re.compile(r"[ \t]*(?:\*\*|__)?(?:[Ss]tatus|[Ss]tate)(?:\*\*|__)?[ ]?:(?:\*\*|__)?[ \t]*(.*)")


LOOKED_AHEAD = 40


class _Open(NamedTuple):
    """A heading that is still open: its level, what stands below it, and its place among the drafts, -1 for none."""

    level: int
    role: str
    draft: int


class _Draft(NamedTuple):
    """An entry whose text is still being collected."""

    ref: str
    explicit: bool
    role: str
    title: str
    span: Span
    texts: list[str]


class Sections:
    """The entries and parts of a page. `rest` is every other text of it; `broken` an id that stands twice."""

    def __init__(self, path: str, found: tuple[Block, ...], *, only_records: bool = False) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.parts: list[Part] = []
        self.rest: list[Json] = []
        self.notes: list[str] = []
        self.broken: Broken | None = None
        self._open: list[_Open] = []
        self._drafts: list[_Draft] = []
        self._refs: dict[str, int] = {}
        for index, block in enumerate(found):
            if isinstance(block, Fence) and block.info == RECORD:
                self._record(block)
            elif not only_records:
                self._block(block, found[index + 1 : index + 1 + LOOKED_AHEAD] if isinstance(block, Heading) else ())
        self.entries += [_entry(draft) for draft in self._drafts]

    def _block(self, block: Block, after: tuple[Block, ...]) -> None:
        here = self._open[-1] if self._open else _Open(0, "", -1)
        match block:
            case Heading():
                self._heading(block, after)
            case Table():
                self._table(block, here)
            case Item() if here.draft < 0 and here.role == "part":
                title = words(_plain(re.split(r"[:\n]|\s[\u2013\u2014-]\s", block.text, maxsplit=1)[0]))
                self.parts.append(Part(slug(title), "part", title, block.span, words(block.text)))
            case Item() if here.draft < 0 and here.role:
                ref, role, text = identified(block.text)
                title = _lead(text)
                self._draft(_Draft(ref or slug(title), bool(ref), role or here.role, title, block.span, [text]))
            case Item() | Paragraph() | Fence():
                text = f"- {block.text}" if isinstance(block, Item) else block.text
                self._text(text, block.span, here)

    def _text(self, text: str, span: Span, here: _Open) -> None:
        """A text goes to the entry under whose heading it stands, or to the rest."""
        if here.draft < 0:
            self.rest.append(words(unmarked(text)))
            return
        draft = self._drafts[here.draft]
        draft.texts.append(text)
        self._drafts[here.draft] = draft._replace(span=Span(draft.span.line, span.end_line))

    def _heading(self, block: Heading, after: tuple[Block, ...]) -> None:
        while self._open and self._open[-1].level >= block.level:
            self._open.pop()
        around = self._open[-1] if self._open else _Open(0, "", -1)
        if around.draft >= 0:
            self._text(block.text, block.span, around)
            self._open.append(around._replace(level=block.level))
            return
        ref, told, text = identified(block.text)
        role = "" if ref else role_of(block.text) if block.level > 1 else ""
        below = around.role not in ("", "part") and not role and not _holds_rows(after) and not is_category(block.text)
        if ref or below:
            draft = _Draft(
                ref or slug(text),
                bool(ref),
                told or (around.role if below else "threat"),
                words(_plain(text)),
                block.span,
                [],
            )
            self._draft(draft)
            self._open.append(_Open(block.level, around.role, len(self._drafts) - 1 if self.broken is None else -1))
            return
        self.rest.append(words(block.text))
        self._open.append(_Open(block.level, role or around.role, -1))

    def _table(self, block: Table, here: _Open) -> None:
        if here.draft >= 0 and is_pairs(block):
            self._text("\n".join(f"{row.cells[0]}: {row.cells[1]}" for row in block.rows), block.span, here)
            return
        found = rows_of(block, here.role if here.draft < 0 else "")
        if found is None:
            self.rest.extend(
                freeze(sorted(zip(block.columns, map(words, row.cells), strict=True))) for row in block.rows
            )
            return
        self._rows(found)

    def _rows(self, found: Rows) -> None:
        self.parts += found.parts
        seen: dict[str, int] = {}
        for row in found.entries:
            if row.ref in found.explicit:
                if row.ref in seen:
                    self._twice(row.ref, seen[row.ref], row.span)
                seen[row.ref] = row.span.line
        self.entries += found.entries

    def _draft(self, draft: _Draft) -> None:
        if draft.explicit:
            if draft.ref in self._refs:
                self._twice(draft.ref, self._refs[draft.ref], draft.span)
            self._refs[draft.ref] = draft.span.line
        self._drafts.append(draft)

    def _record(self, block: Fence) -> None:
        entry, note = record_entry(block)
        if note:
            self.notes.append(note)
        if entry is None:
            return
        if entry.ref in self._refs:
            self._twice(entry.ref, self._refs[entry.ref], entry.span)
        self._refs[entry.ref] = entry.span.line
        self.entries.append(entry)

    def _twice(self, ref: str, first: int, span: Span) -> None:
        if self.broken is None:
            message = f"the id {ref[:80]!r} stands twice, first at line {first}"
            self.broken = Broken("markdown", self.path, span.line, message, "give one of them another id")


def joined(entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries of one id as one: a row of a summary and the section below it speak of the same threat.

    Two without an id of their own that begin with the same words are told apart by their number.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        other = found.get(entry.ref)
        if other is None:
            found[entry.ref] = entry
            continue
        found[entry.ref] = other._replace(
            status=other.status or entry.status,
            meaning=freeze([other.meaning, entry.meaning]),
            about=tuple(dict.fromkeys((*other.about, *entry.about))),
            stated=merged(other.stated, entry.stated),
        )
    return tuple(found.values())


def _holds_rows(after: tuple[Block, ...]) -> bool:
    """Whether a table of entries stands below a heading, before the next one."""
    for block in after:
        if isinstance(block, Heading):
            return False
        if isinstance(block, Table) and rows_of(block, "") is not None:
            return True
    return False


def _lead(text: str) -> str:
    """The first words of an item: up to a blank line, a nested list or a line for the gate."""
    kept: list[str] = []
    for line in beside(text).split("\n"):
        if kept and (not line.strip() or unmarked(line) != line):
            break
        kept.append(line)
    return words(_plain(" ".join(kept)))[:200]


def _entry(draft: _Draft) -> Entry:
    text = "\n".join(draft.texts)
    status, others = _parted(unmarked(text))
    about = _parted(unmarked(beside(text)))[1]
    about = words(_plain(about))
    statement = about if about.startswith(draft.title) else f"{draft.title}. {about}".strip()
    stated = merged(from_text(text), {"statement": statement})
    return Entry(draft.ref, draft.role, draft.title, status, freeze({"text": words(others)}), draft.span, (), stated)


def _parted(text: str) -> tuple[str, str]:
    """The status that a line of a text gives, and the text without such lines."""
    status = ""
    kept = []
    for line in text.split("\n"):
        pair = _STATUS.fullmatch(line)
        if pair:
            status = status or words(_plain(pair[1]))
        else:
            kept.append(line)
    return status, "\n".join(kept)


def _plain(text: str) -> str:
    """A text without the marks of emphasis and code."""
    return re.sub(r"\*\*|__|`", "", text).strip()
