"""Environment variables inside data files: maps, `NAME=value` lists, and lists of name and value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, text_of
from threatgate.documents._scalars import bare_word

if TYPE_CHECKING:
    from threatgate.model import Span

_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_SETTING = re.compile(r"([A-Za-z_][\w.:-]*)=(.*)", re.DOTALL)
_VALUES = ("value", "defaultValue", "default")


def variables(node: Located) -> tuple[Entry, ...]:
    """The variables that a node sets, each as an entry with its value; empty if it is something else."""
    if isinstance(node, Map):
        if not node.entries or not all(_is_variable(entry) for entry in node.entries):
            return ()
        return tuple(
            _entry(entry.key, entry.value, entry.span) for entry in node.entries if isinstance(entry.value, Scalar)
        )
    if not isinstance(node, Seq) or not node.items:
        return ()
    found = [_listed(item) for item in node.items]
    return tuple(entry for entry in found if entry is not None) if None not in found else ()


def _is_variable(entry: Entry) -> bool:
    return _NAME.fullmatch(entry.key) is not None and isinstance(entry.value, Scalar)


def _listed(item: Located) -> Entry | None:
    text = text_of(item)
    if text is not None:
        match = _SETTING.fullmatch(text)
        return _entry(match[1], Scalar(match[2], item.span), item.span) if match else None
    if isinstance(item, Map) and "name" in item.keys and len(item.keys) <= 3:
        name = text_of(item.get("name"))
        value = next((item.get(key) for key in _VALUES if item.get(key) is not None), None)
        if name and isinstance(value, Scalar):
            return _entry(name, value, item.span)
        if name and "valueFrom" in item.keys:
            return _entry(name, Scalar(None, item.span), item.span)
    return None


def _entry(name: str, value: Scalar, span: Span) -> Entry:
    """A variable holds text: `"true"` and `true` are one value, as in a dotenv file."""
    word = bare_word(value.value) if isinstance(value.value, str) else value.value
    return Entry(name, value if word == value.value else Scalar(word, value.span), span)
