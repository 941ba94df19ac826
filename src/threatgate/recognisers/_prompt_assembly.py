"""Under which conditions a function adds what to the texts and messages that a model is told."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.identity import digest
from threatgate.recognisers._prompt_words import SHORT, is_prose
from threatgate.recognisers._stated import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\S+', re.DOTALL)
_GAP = re.compile(r"\{[^{}]*\}")
_LOCAL = re.compile(r"\$\d+\.\d+")
_OUTER = re.compile(r"(?<!\. )(?:\b[A-Z]\w* \. )+(?=[A-Z]\w* \. [A-Z])")
_OPENS, _ENDS = "{|", "|}"
_BRACKETS, _CLOSING = ("(", "[", "{"), (")", "]", "}")
_LONGEST = 400
# A condition is no longer than that where somebody reads it.
_FARTHEST = 400
_DEEP = 12


class Added(NamedTuple):
    """One message or text that is added, and the conditions around it from the outside in."""

    what: str
    when: tuple[str, ...]


_DECIDES = frozenset(
    {"if", "else", "for", "foreach", "while", "switch", "match", "case", "when", "unless", "guard", "?", "??", "?:"}
    | {"&&", "||", "and", "or"}
)  # fmt: skip


def steps(body: str) -> str:
    """How a body puts together what it tells, "" where it decides nothing.

    Where files and folders are made is left out: the first argument of the calls that make them. What is written stays.
    """
    words = _WORD.findall(body)
    if _DECIDES.isdisjoint(words):
        return ""
    kept: list[str] = []
    statement: list[str] = []
    for word in words:
        statement.append(word)
        if word in (";", _OPENS, _ENDS):
            kept += _without_place(statement)
            statement = []
    return " ".join([*kept, *statement])


def _without_place(statement: list[str]) -> list[str]:
    """A statement that calls what makes a file or folder, without the argument that says where."""
    opens = statement.index("(") if "(" in statement else 0
    if not opens or statement[opens - 1] not in table("code_prompts")["made_at"]:
        return statement
    depth = 0
    for at in range(opens, len(statement)):
        depth += (statement[at] in _BRACKETS) - (statement[at] in _CLOSING)
        if depth == 0 or (depth == 1 and statement[at] == ","):
            return [*statement[: opens + 1], *statement[at:]]
    return statement


def assembled(body: str, people: AbstractSet[str] = frozenset()) -> list[Added]:
    """What a normalised body adds, in its order, without texts for people; conditions without the names of locals."""
    return list(_added(_WORD.findall(body), people))


def _added(tokens: list[str], people: AbstractSet[str]) -> Iterator[Added]:
    around: list[str] = []
    before = ""
    at = 0
    while at < len(tokens):
        word = tokens[at]
        if word in ("if", "else"):
            last = min(len(tokens), at + _FARTHEST)
            end = next((place for place in range(at, last) if tokens[place] in (_OPENS, ";")), last)
            written = tokens[at + (word == "if") : end]
            if end < len(tokens) and tokens[end] == _OPENS:
                before = _said(["not", before] if written == ["else"] else written)
                around.append(before)
                at = end + 1
                continue
        elif word == _OPENS:
            around.append("")
        elif word == _ENDS and around:
            before = around.pop()
        elif word in _methods() and tokens[at + 1 : at + 2] == ["("]:
            yield Added(word, tuple(filter(None, around[-_DEEP:])))
        elif word.startswith('"') and any(
            is_prose(text, SHORT) and _GAP.sub("{…}", _LOCAL.sub("…", text)) not in people
            for text, _, _ in quoted(word)
        ):
            yield Added("text", tuple(filter(None, around[-_DEEP:])))
        at += 1


def _said(tokens: list[str]) -> str:
    text = " ".join(_LOCAL.sub("…", word) for word in tokens if word not in ("(", ")", "else", "if"))
    # In which type or namespace a constant stands says nothing: `ChatMessage.Roles.Bot` is `Roles.Bot`.
    text = _OUTER.sub("", text).rstrip(" :{")
    return text if len(text) <= _LONGEST else digest(text)


@cache
def _methods() -> frozenset[str]:
    return frozenset(table("code_prompts")["adds"])
