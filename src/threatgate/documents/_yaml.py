"""YAML text to located values: a composer with bounds over the parser of PyYAML (libyaml where it is there).

It works on parse events without recursion, so that depth, size and aliases are checked before they cost anything.
What it takes for meaning: the words of `_scalars.yaml_word`, keys always as text, `<<` merged in, an alias as a copy
that stands where the alias stands, an unknown tag as a mapping from the tag to the value (`!Ref x` is `{"!Ref": "x"}`).
What programs read differently is refused, not guessed: keys given twice, line separators that only YAML 1.1 knows.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import yaml

from threatgate.documents._bounds import (
    MAX_DEPTH,
    MAX_NODES,
    MalformedError,
    UnreadableError,
    given_twice,
    too_deep,
    too_many,
)
from threatgate.documents._lines import last_line, numbering
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._scalars import yaml_word
from threatgate.documents._yaml_faults import check_characters, refusal
from threatgate.documents._yaml_nodes import Anchor, Open, merged, moved, no_key
from threatgate.documents._yaml_tags import displayed, tagged, tagged_word
from threatgate.model import Span

_BREAK = re.compile(r"\r\n?|\n")
_PAIR = r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_roots(text: str) -> tuple[Located, ...]:
    """The documents of a YAML text. Raises UnreadableError."""
    check_characters(text)
    try:
        return _Composer(text).documents()
    except UnreadableError:
        joined = re.sub(_PAIR, _joined, text)
        if joined == text:
            raise
        return _Composer(joined).documents()


def _joined(found: re.Match[str]) -> str:
    # JSON writes a character beyond U+FFFF as two halves; libyaml knows it as one escape only.
    high, low = int(found[2], 16), int(found[3], 16)
    return f"{found[1]}\\U{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):08x}"


class _Composer:
    """One reading of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.number = numbering(text)
        self.last = last_line(text)
        self.count = 0
        self.roots: list[Located] = []
        self.open: list[Open] = []
        self.anchors: dict[str, Anchor | None] = {}
        self.spans: dict[int, Span] = {}
        self.readers = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.DocumentStartEvent: self._document,
        }

    @cached_property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    def documents(self) -> tuple[Located, ...]:
        try:
            following = _LOADER(self.text).get_event
            while type(event := following()) is not yaml.StreamEndEvent:
                reader = self.readers.get(type(event))
                if reader is not None:
                    reader(event)
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            raise refusal(fault, None if mark is None else self.number(mark.line)) from None
        except (yaml.YAMLError, ValueError, OverflowError) as fault:
            raise refusal(fault, None) from None
        return tuple(self.roots)

    def _document(self, _event: Any) -> None:
        self.anchors = {}

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        # Nothing at all is reported where the next token stands, which may be behind the last line.
        line = self.number(event.start_mark.line) if text else min(self.number(event.start_mark.line), self.last)
        top = self.open[-1] if self.open else None
        plain = not event.style
        tag = displayed(event.tag) if event.tag else ""
        value, tag = tagged_word(tag, text, plain=plain) if tag else (yaml_word(text) if plain else text, "")
        if event.style == '"' and not text.isascii():
            self._check_halves(text, line)
        is_key = top is not None and top.seen is not None and top.key is None
        if is_key:
            self._key(f"{tag} {text}" if tag else text, line, merge=plain and text == "<<" and not event.tag)
        end = line if is_key else self._end_of(event, line)
        node = tagged(tag, Scalar(value, self._span(line, end)))
        if event.anchor:
            self.anchors[event.anchor] = Anchor(node, text, 1, 0)
        if not is_key:
            self._place(node, 0, 1)

    def _end_of(self, event: Any, line: int) -> int:
        last: int = event.end_mark.line
        if event.style not in {"|", ">"}:
            return self.number(last) if event.value else line
        # The parser ends a block scalar where the next token begins: blank lines at its end are not its content.
        if not event.end_mark.column:
            last -= 1
        while last > event.start_mark.line and not self.lines[last].strip(" \t"):
            last -= 1
        return max(line, self.number(last))

    def _check_halves(self, text: str, line: int) -> None:
        try:
            text.encode()
        except UnicodeEncodeError:
            hint = "write the whole character instead of one half of its escape"
            raise UnreadableError("escapes half of a character", line, hint) from None

    def _key(self, key: str, line: int, *, merge: bool = False) -> None:
        top = self.open[-1]
        assert top.seen is not None  # noqa: S101 - only mappings are asked for keys
        if key in top.seen:
            raise given_twice(key, top.seen[key], line)
        top.seen[key] = line
        top.key, top.key_line = key, line
        if merge:
            top.merges.add(len(top.entries))

    def _alias(self, event: Any) -> None:
        line = self.number(event.start_mark.line)
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            known = event.anchor in self.anchors
            what = f"the alias *{event.anchor} " + (
                "stands inside what it repeats" if known else "has no anchor before it"
            )
            raise MalformedError(what, line, "put quotes around a value that begins with *, or define the anchor first")
        top = self.open[-1] if self.open else None
        if top is not None and top.seen is not None and top.key is None:
            if anchor.key is None:
                raise no_key(line)
            self._key(anchor.key, line)
            return
        if self.count + anchor.size > MAX_NODES:
            raise too_many(line)
        if len(self.open) + anchor.height > MAX_DEPTH:
            raise too_deep(line)
        self._place(moved(anchor.node, self._span(line, line)), anchor.height, anchor.size)

    def _mapping(self, event: Any) -> None:
        self._begin(event, {})

    def _sequence(self, event: Any) -> None:
        self._begin(event, None)

    def _begin(self, event: Any, seen: dict[str, int] | None) -> None:
        line = self.number(event.start_mark.line)
        top = self.open[-1] if self.open else None
        if top is not None and top.seen is not None and top.key is None:
            raise no_key(line)
        if len(self.open) >= MAX_DEPTH:
            raise too_deep(line)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append(Open(event, line, self.count, seen))

    def _close(self, event: Any) -> None:
        done = self.open.pop()
        # Only a closing bracket has a width; the end of an indented block is reported where the next token stands.
        if event.start_mark.column != event.end_mark.column:
            done.end = max(done.end, self.number(event.end_mark.line))
        span = self._span(done.line, done.end)
        entries = merged(done) if done.merges else done.entries
        node: Located = Seq(tuple(done.items), span) if done.seen is None else Map(tuple(entries), span)
        node = tagged(done.tag, node)
        height = done.height + 1
        if done.anchor:
            self.anchors[done.anchor] = Anchor(node, None, self.count - done.before + 1, height)
        self._place(node, height, 1)

    def _place(self, node: Located, height: int, count: int) -> None:
        end = node.span.end_line
        self.count += count
        if self.count > MAX_NODES:
            raise too_many(end)
        if not self.open:
            self.roots.append(node)
            return
        top = self.open[-1]
        top.height = max(top.height, height)
        top.end = max(top.end, end)
        if top.key is None:
            top.items.append(node)
        else:
            top.entries.append(Entry(top.key, node, self._span(top.key_line, end)))
            top.key = None

    def _span(self, line: int, end: int) -> Span:
        if end > line:
            return Span(line, end)
        span = self.spans.get(line)
        if span is None:
            span = self.spans[line] = Span(line, line)
        return span
