"""Policies in Cedar: effect, whom and what each is about, and its conditions, without comments and layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._bounds import MalformedError
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._policy_tokens import Token, joined, tokens
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

EFFECTS = ("permit", "forbid")
CONDITIONS = ("when", "unless")


def read(text: str) -> Tree:
    """The policies of a file, in a list. Raises UnreadableError on what is no policy."""
    policies = tuple(_policy(said) for said in _statements(text))
    span = Span(1, max(1, text.count("\n")))
    return Tree("cedar", (Seq(policies, span),), text)


def _statements(text: str) -> Iterator[list[Token]]:
    said: list[Token] = []
    for token in tokens(text, "//", words="plain"):
        if token.text == "\n" and not token.text_like:
            continue
        if token.text == ";" and token.depth == 0:
            if said:
                yield said
            said = []
        else:
            said.append(token)
    if said:
        raise MalformedError("has a policy that no `;` ends", said[0].line, "end the policy with `;`")


def _policy(said: list[Token]) -> Map:
    span = Span(said[0].line, said[-1].end_line)
    at = next((at for at, token in enumerate(said) if token.depth == 0 and token.text in EFFECTS), None)
    if at is None:
        raise MalformedError("holds something that is no Cedar policy", said[0].line, "mend the policy at this line")
    entries = [
        Entry(token.text, Scalar(said[index + 2].text.strip('"'), span), span)
        for index, token in enumerate(said[:at])
        if token.text.startswith("@") and index + 2 < at
    ]
    entries.append(Entry("effect", Scalar(said[at].text, span), span))
    opened = [index for index in range(at, len(said)) if said[index].depth == 0]
    close = next((index for index in opened if said[index].text == ")"), len(said) - 1)
    entries.append(Entry("scope", _listed(_parted(said[at + 2 : close], ",", 1)), span))
    entries.extend(
        Entry(clause[0].text, _listed(_parted(clause[2:-1], "&&", 1)), span) for clause in _clauses(said[close + 1 :])
    )
    return Map(_merged(entries), span)


def _clauses(said: list[Token]) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for token in said:
        if token.depth == 0 and token.text in CONDITIONS and clause:
            yield clause
            clause = []
        clause.append(token)
    if clause:
        yield clause


def _parted(said: list[Token], mark: str, depth: int) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in said:
        if token.text == mark and token.depth == depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _listed(parts: list[list[Token]]) -> Located:
    if not parts:
        return Seq((), Span(1, 1))
    items = tuple(Scalar(joined(part), Span(part[0].line, part[-1].end_line)) for part in parts)
    return Seq(items, Span(items[0].span.line, items[-1].span.end_line))


def _merged(entries: list[Entry]) -> tuple[Entry, ...]:
    """Several `when` of one policy must all hold, so they are one list."""
    found: dict[str, Entry] = {}
    for entry in entries:
        known = found.get(entry.key)
        if known is not None and isinstance(known.value, Seq) and isinstance(entry.value, Seq):
            found[entry.key] = Entry(entry.key, Seq((*known.value.items, *entry.value.items), known.span), known.span)
        elif known is None:
            found[entry.key] = entry
    return tuple(found.values())
