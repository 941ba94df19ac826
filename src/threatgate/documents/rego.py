"""Policies in Rego: what each rule says, without comments and layout.

The package and imports, and under `rules` the clauses of each rule; a default stands beside the clauses it stands in
for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._policy_tokens import Token, joined, tokens
from threatgate.documents._scalars import bare_word
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_GOES_ON = frozenset({":=", "=", "if", "in", ",", "==", "|", "&", "+", "-", "else", "contains", "and", "or"})
DEFAULT = "default"
PARTS = 3


def read(text: str) -> Tree:
    """The rules of a policy file. Raises UnreadableError where brackets do not fit."""
    about: list[Entry] = []
    clauses: dict[str, list[Scalar]] = {}
    defaults: dict[str, Scalar] = {}
    for said in _statements(text):
        span = Span(said[0].line, said[-1].end_line)
        head = said[0].text
        if head == "package":
            about.append(Entry("package", Scalar(joined(said[1:]), span), span))
        elif head == "import":
            about.append(Entry(f"import {joined(said[1:])}", Scalar(value=True, span=span), span))
        elif head == DEFAULT and len(said) > PARTS:
            defaults[said[1].text] = Scalar(bare_word(joined(said[PARTS:])), span)
        else:
            clauses.setdefault(_name(said), []).append(Scalar(joined(said), span))
    rules = tuple(
        _rule(name, clauses.get(name, []), defaults.get(name)) for name in dict.fromkeys((*defaults, *clauses))
    )
    last = Span(1, max(1, text.count("\n")))
    return Tree("rego", (Map((*about, Entry("rules", Map(rules, last), last)), last),), text)


def _rule(name: str, clauses: list[Scalar], default: Scalar | None) -> Entry:
    stated: list[Located] = [*([default] if default is not None else []), *clauses]
    span = Span(stated[0].span.line, max(one.span.end_line for one in stated))
    parts = [Entry(DEFAULT, default, default.span)] if default is not None else []
    if clauses:
        parts.append(Entry("clauses", Seq(tuple(clauses), span), span))
    return Entry(name, Map(tuple(parts), span), span)


def _name(said: list[Token]) -> str:
    """The rule's name: its dotted head before brackets, values and conditions."""
    name = ""
    for token in said:
        if token.text in ("(", "[", "{", ":=", "=", "if", "contains", "\n"):
            break
        name += token.text
    return name or "rule"


def _statements(text: str) -> Iterator[list[Token]]:
    """Statements end with the line on which no bracket is open, unless a sign says that they go on."""
    said: list[Token] = []
    for token in tokens(text, "#", words="plain"):
        if token.text == "\n" and not token.text_like and token.depth == 0:
            if said and said[-1].text not in _GOES_ON:
                yield said
                said = []
            continue
        said.append(token)
    if said:
        yield said
