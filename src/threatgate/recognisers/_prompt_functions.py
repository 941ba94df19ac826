"""Functions that build what a model is told: their literals in order and the prompts they refer to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.identity import digest
from threatgate.model import Kind
from threatgate.recognisers._code import around
from threatgate.recognisers._parts import fixed, whole
from threatgate.recognisers._prompt_assembly import assembled, steps
from threatgate.recognisers._prompt_pieces import prompt_name, text_in
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._prompt_words import (
    LONG,
    SHORT,
    VERY_LONG,
    builds_prompt,
    for_people,
    is_prose,
    is_view,
    name_strength,
)
from threatgate.recognisers._stated import quoted, without_prose, without_strings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from threatgate.documents._kinds import Function
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._code import Facts

# Languages whose functions are read with the conditions under which they add something.
BY_CONDITION = frozenset({"csharp", "java"})
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_]\w*(?: ?\. ?[A-Za-z_]\w*)*")
_GAP = re.compile(r"\{[^{}]*\}")
_LOCAL = re.compile(r"\$\d+\.\d+")


def prompt_functions(known: Facts, path: str, *, ai: bool, named_after: bool) -> Iterator[Found]:
    """One element for each outermost function that builds a prompt or messages: its name, class or module says so."""
    taken: set[str] = set()
    people = _texts_for_people(known)
    conditions = known.module.language in BY_CONDITION
    for function in known.module.functions:
        if is_view(function.name, path) or any(name in taken for name in around(function.where)):
            continue
        strength = builds_prompt(function.name)
        beside = named_after or name_strength(function.where.rpartition(".")[2]) == "sure"
        if (not strength and not beside) or (strength == "messages" and not ai):
            continue
        least = VERY_LONG if not strength or not ai else SHORT if strength == "prompt" else LONG
        named = strength == "prompt" and function.name != function.where.rpartition(".")[2]
        found = _built(function, people.get(function.qualified, frozenset()), least, conditions=conditions, named=named)
        if found is not None:
            taken.add(function.qualified)
            yield found


def _built(function: Function, people: AbstractSet[str], least: int, *, conditions: bool, named: bool) -> Found | None:
    """What a function tells a model and when; of one that is `named` after prompts, how it puts that together too."""
    literals = [text for text in _literals(function) if _bare(text) not in people]
    names = sorted(set(_names(function)) - {function.name})
    prose = sum(len(text) for text in literals if is_prose(_bare(text), SHORT))
    if prose < least and (not names or least == VERY_LONG):
        return None
    lines = [normalised(piece) for piece in literals if _is_line(_bare(piece))]
    parts = [fixed("text", "\n".join(lines), function.span)] if lines else []
    if names:
        parts.append(fixed("refers", names, function.span))
    if (
        (conditions or named)
        and parts
        and (when := sorted({" and ".join(one.when) for one in assembled(function.body, people) if one.when}))
    ):
        parts.append(fixed("when", when, function.span))
    if named and parts and (put_together := steps(function.body)):
        parts.append(fixed("assembly", digest(without_prose(put_together)), function.span))
    return whole(Kind.PROMPT, function.qualified, parts, function.span) if parts else None


def _is_line(text: str) -> bool:
    """Whether a literal is part of a text rather than a key, a path or a mark."""
    return len(text.split()) > 1 or "\n" in text.strip("\n") or ("\n" in text and text.strip() != "")


def _bare(text: str) -> str:
    """A text with nothing but gaps where it is computed."""
    return _GAP.sub("{…}", text)


def _is_type(name: str) -> bool:
    return name[:1].isupper() and not name.isupper()


def _literals(function: Function) -> list[str]:
    """The texts of the body in order. A number that stands for a local in one (`{$1.2}`) is left out: it is layout."""
    return [_LOCAL.sub("…", inner) for inner, _, _ in quoted(function.body)]


def _texts_for_people(known: Facts) -> dict[str, set[str]]:
    """Texts that each function, with the functions inside it, logs, raises or asks a person."""
    found: dict[str, set[str]] = {}
    for site, call in known.calls:
        if for_people(call.callee):
            given = (*call.args, *(entry.value for entry in call.kwargs))
            texts = {_bare(text) for item in given if (text := text_in(item)) is not None}
            for where in around(site.where):
                found.setdefault(where, set()).update(texts)
    return found


def _names(function: Function) -> Iterator[str]:
    """The prompts that the body refers to, in expressions and in the gaps of its texts."""
    gaps = " ".join(gap for text, _, _ in quoted(function.body) for gap in _GAP.findall(text))
    for match in _NAME.finditer(without_strings(function.body) + gaps):
        dotted = match.group().replace(" ", "")
        if not _is_type(dotted):
            yield from prompt_name(dotted)
