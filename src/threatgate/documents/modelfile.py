"""Modelfiles of Ollama: instructions with their values, `PARAMETER` and `MESSAGE` gathered.

Instructions may be written in any case; a value is the rest of the line, a text in quotes, or one between triple
quotes. A parameter that is given several times (`stop`) is a list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._bounds import MalformedError
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._scalars import bare_word
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN = frozenset({
    "FROM", "PARAMETER", "TEMPLATE", "SYSTEM", "ADAPTER", "LICENSE", "MESSAGE", "REQUIRES", "DRAFT", "RENDERER",
    "PARSER",
})  # fmt: skip
_LINE = re.compile(r"[ \t]*([A-Za-z]+)[ \t]+(.*)", re.DOTALL)
_SETTING = re.compile(r"(\S+)[ \t]+(.*)", re.DOTALL)
_QUOTES = '"""'


def read(text: str) -> Tree:
    """The instructions of a Modelfile. Raises UnreadableError on a line that is none."""
    single: dict[str, list[Entry]] = {}
    parameters: dict[str, list[Scalar]] = {}
    messages: list[Located] = []
    last = 1
    for name, value, span in _instructions(text):
        last = span.end_line
        parts = _SETTING.fullmatch(value)
        if name == "PARAMETER" and parts is not None:
            parameters.setdefault(parts[1], []).append(Scalar(bare_word(_bare(parts[2])), span))
        elif name == "MESSAGE" and parts is not None:
            said = [("role", parts[1]), ("content", _bare(parts[2]))]
            messages.append(Map(tuple(Entry(key, Scalar(one, span), span) for key, one in said), span))
        else:
            single.setdefault(name, []).append(Entry(name, Scalar(_bare(value), span), span))
    entries = [_one(name, [entry.value for entry in given]) for name, given in single.items()]
    if parameters:
        below = tuple(_one(name, list(values)) for name, values in parameters.items())
        entries.append(Entry("PARAMETER", Map(below, _around(below)), _around(below)))
    if messages:
        span = Span(messages[0].span.line, messages[-1].span.end_line)
        entries.append(Entry("MESSAGE", Seq(tuple(messages), span), span))
    return Tree("modelfile", (Map(tuple(entries), Span(1, last)),), text)


def _one(name: str, values: list[Located]) -> Entry:
    span = Span(values[0].span.line, values[-1].span.end_line)
    return Entry(name, values[0] if len(values) == 1 else Seq(tuple(values), span), span)


def _around(entries: tuple[Entry, ...]) -> Span:
    return Span(min(one.span.line for one in entries), max(one.span.end_line for one in entries))


def _instructions(text: str) -> Iterator[tuple[str, str, Span]]:
    lines = text.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("#"):
            at += 1
            continue
        found = _LINE.fullmatch(line)
        if found is None or found[1].upper() not in _KNOWN:
            raise MalformedError("is no Modelfile", at + 1, "begin the line with an instruction such as FROM or SYSTEM")
        first, value = at, found[2]
        if value.count(_QUOTES) == 1:
            while at + 1 < len(lines) and _QUOTES not in lines[at + 1]:
                at += 1
            at += 1
            value = "\n".join([value, *lines[first + 1 : at + 1]])
            if at >= len(lines):
                raise MalformedError('has """ that nothing closes', first + 1, 'close the text with """')
        yield found[1].upper(), value.strip(), Span(first + 1, at + 1)
        at += 1


def _bare(value: str) -> str:
    text = value.strip()
    if text.startswith(_QUOTES) and text.endswith(_QUOTES) and len(text) >= 2 * len(_QUOTES):
        return text[3:-3].strip("\n")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    return text
