"""Dockerfiles and Containerfiles: the instructions of each build stage.

The root holds `stages`, in their order, each with its `FROM` (and `name`, `platform`) and its instructions by their
word: `ENV`, `ARG` and `LABEL` as mappings, all others as lists. `ARG` before the first stage stands at the root.
Tags of templates are read through.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._bounds import MAX_NODES, UnreadableError, too_many
from threatgate.documents._kinds import Tree
from threatgate.documents._lines import last_line, pieces
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._templates import with_conditions
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIRECTIVE: Final = re.compile(r"#\s*(\w+)\s*=\s*(\S+)\s*", re.IGNORECASE)
_WORD: Final = re.compile(r"([A-Za-z]+)(?:\s+(.*))?", re.DOTALL)
_HEREDOC: Final = re.compile(r"<<(-?)(['\"]?)([A-Za-z_][\w.]*)\2")
_PAIR: Final = re.compile(r"(?<![\w.:/-])([\w.:/-]++)=((?:\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|\\.|[^\s\"'\\])*+)", re.DOTALL)
_STAGE: Final = re.compile(r"((?:--\S+\s+)*)(\S+)(?:\s+as\s+(\S+))?\s*", re.IGNORECASE)
_MAPPED: Final = frozenset({"ENV", "ARG", "LABEL"})
_WITH_HEREDOC: Final = frozenset({"RUN", "COPY", "ADD"})
_KNOWN: Final = _MAPPED | _WITH_HEREDOC | {
    "FROM", "CMD", "ENTRYPOINT", "EXPOSE", "VOLUME", "USER", "WORKDIR", "ONBUILD", "STOPSIGNAL", "HEALTHCHECK", "SHELL",
    "MAINTAINER",
}  # fmt: skip


class _Stage:
    """One build stage while it is read."""

    __slots__ = ("end", "held", "line")

    def __init__(self, line: int) -> None:
        self.line = self.end = line
        self.held: dict[str, list[Entry]] = {}

    def add(self, word: str, entries: list[Entry], span: Span) -> None:
        """Take what an instruction says; a variable set again keeps its last value."""
        self.end = max(self.end, span.end_line)
        kept = self.held.setdefault(word, [])
        if word in _MAPPED:
            new = {entry.key for entry in entries}
            kept[:] = [entry for entry in kept if entry.key not in new]
        kept.extend(entries)

    def located(self, span: Span) -> Map:
        """The stage as a mapping on the given lines."""
        return Map(tuple(self._part(word, entries) for word, entries in self.held.items()), span)

    def _part(self, word: str, entries: list[Entry]) -> Entry:
        lines = Span(
            min((entry.span.line for entry in entries), default=self.line),
            max((entry.span.end_line for entry in entries), default=self.line),
        )
        if word in _MAPPED:
            return Entry(word, Map(tuple(entries), lines), lines)
        if word in ("FROM", "name", "platform"):
            return Entry(word, entries[0].value, lines)
        return Entry(word, Seq(tuple(entry.value for entry in entries), lines), lines)


def read(text: str) -> Tree:
    """The stages of a file. Raises UnreadableError."""
    roots, conditions = with_conditions(_roots, text)
    return Tree("dockerfile", roots, text, conditions)


def _roots(text: str) -> tuple[Located, ...]:
    root = _Stage(1)
    stages: list[_Stage] = []
    for count, (word, rest, span) in enumerate(_instructions(text)):
        if count > MAX_NODES:
            raise too_many(span.line)
        if word == "FROM":
            stages.append(_stage(rest, span))
            continue
        stage = stages[-1] if stages else root
        stage.add(word, list(_said(word, rest, span)), span)
    whole = Span(1, last_line(text))
    entries = [*root.located(whole).entries]
    if stages:
        around = Span(stages[0].line, max(stage.end for stage in stages))
        items = tuple(stage.located(Span(stage.line, stage.end)) for stage in stages)
        entries.append(Entry("stages", Seq(items, around), around))
    return (Map(tuple(entries), whole),)


def _instructions(text: str) -> Iterator[tuple[str, str, Span]]:
    """Each instruction with its continued lines joined, comments left out, and what its heredocs hold."""
    escape = "\\"
    lines = list(pieces(text))
    at, directives = 0, True
    while at < len(lines):
        number, line = lines[at]
        at += 1
        told = _DIRECTIVE.fullmatch(line.strip()) if directives else None
        if told is not None and told[1].lower() == "escape" and told[2] in ("\\", "`"):
            escape = told[2]
        directives = told is not None
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts, end = [], number
        while line.rstrip().endswith(escape):
            parts.append(line.rstrip()[:-1].strip())
            while at < len(lines) and (not lines[at][1].strip() or lines[at][1].lstrip().startswith("#")):
                at += 1
            if at == len(lines):
                line = ""
                break
            end, line = lines[at]
            at += 1
        parts.append(line.strip())
        found = _WORD.fullmatch(" ".join(part for part in parts if part))
        word = found[1].upper() if found else ""
        if found is None or word not in _KNOWN:
            raise UnreadableError("is no Dockerfile: this line begins with no instruction", number, "mend the line")
        rest = found[2] or ""
        if word in _WITH_HEREDOC and "<<" in rest:
            for mark in _HEREDOC.finditer(rest):
                body, at, end = _heredoc(lines, at, mark[3], strip=bool(mark[1]))
                rest += "\n" + body
        yield word, rest, Span(number, end)


def _heredoc(lines: list[tuple[int, str]], at: int, mark: str, *, strip: bool) -> tuple[str, int, int]:
    held: list[str] = []
    while at < len(lines):
        number, line = lines[at]
        at += 1
        shown = line.lstrip("\t") if strip else line
        if shown == mark:
            return "\n".join(held), at, number
        held.append(shown)
    raise UnreadableError(f"is no Dockerfile: the text up to {mark[:40]} does not end", lines[-1][0], "end the heredoc")


def _stage(rest: str, span: Span) -> _Stage:
    found = _STAGE.fullmatch(rest)
    if found is None:
        raise UnreadableError("is no Dockerfile: FROM names no image", span.line, "name one image after FROM")
    stage = _Stage(span.line)
    stage.add("FROM", [Entry("FROM", Scalar(found[2], span), span)], span)
    platform = re.search(r"--platform=(\S+)", found[1])
    for key, value in (("name", found[3]), ("platform", platform and platform[1])):
        if value:
            stage.add(key, [Entry(key, Scalar(value, span), span)], span)
    return stage


def _said(word: str, rest: str, span: Span) -> Iterator[Entry]:
    if word not in _MAPPED:
        yield Entry(word, _listed(rest, span), span)
        return
    pairs: dict[str, str | None] = {found[1]: _bare(found[2]) for found in _PAIR.finditer(rest)}
    if not pairs or not _PAIR.match(rest):
        name, _, value = rest.partition(" ")
        pairs = {name: _bare(value.strip()) or None} if name else {}
        if word == "ARG":
            pairs = dict.fromkeys(rest.split()) | {found[1]: _bare(found[2]) for found in _PAIR.finditer(rest)}
    for name, given in pairs.items():
        if "=" not in name:
            yield Entry(name, Scalar(given, span), span)


def _listed(rest: str, span: Span) -> Located:
    """The exec form as a list, the shell form as text."""
    if rest.startswith("["):
        try:
            items = json.loads(rest)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return Seq(tuple(Scalar(_written(item), span) for item in items), span)
    return Scalar(rest, span)


def _written(text: str) -> str:
    """JSON can spell half a character, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _bare(text: str) -> str:
    """A value without its quotes and escapes."""
    return re.sub(
        r"\"((?:[^\"\\]|\\.)*+)\"|'([^']*+)'|\\(.)",
        lambda found: re.sub(r"\\(.)", r"\1", found[1] or "") + (found[2] or "") + (found[3] or ""),
        text,
        flags=re.DOTALL,
    )
