"""Prose: Markdown, plain text, prompt templates, each with the front matter it may begin with.

Front matter is YAML between `---` lines or TOML between `+++` lines. What is written for assistants is often no strict
YAML (`globs: *.ts`, `description: Use this: when asked`) and works all the same, so a key that cannot be parsed by
itself is its text. Two such lines around what is no mapping are rules across the page, and belong to the body.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._bounds import MalformedError, UnreadableError
from threatgate.documents._front_matter import toml_front, yaml_front
from threatgate.documents._kinds import Prose
from threatgate.documents._lines import last_line, line_at
from threatgate.model import Span

if TYPE_CHECKING:
    from threatgate.documents._located import Map

_BEGIN = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_END = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
}
_READERS = {"---": yaml_front, "+++": toml_front}
_KEY = re.compile(r"\s*(?:#[^\n]*\n\s*)*[A-Za-z_][\w.-]*[ \t]*[:=]")


def read(text: str, form: str) -> Prose:
    """The text of a file and the front matter before it. Raises UnreadableError if that cannot be read."""
    front, begin = _front(text)
    last = last_line(text)
    return Prose(form, front, text[begin:], Span(min(line_at(text, begin), last), last), text)


def _front(text: str) -> tuple[Map | None, int]:
    begin = _BEGIN.match(text)
    end = _END[begin[1]].search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None, 0
    inside = text[begin.end() : end.start()]
    try:
        front = _READERS[begin[1]](inside, line_at(text, begin.end()))
    except UnreadableError as fault:
        if isinstance(fault, MalformedError) and not _KEY.match(inside):
            return None, 0
        raise UnreadableError(f"has front matter that {fault.message}", fault.line, fault.hint) from None
    return (front, end.end()) if front is not None else (None, 0)
