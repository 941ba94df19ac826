"""Conditions of normalised code in one form for every language: what must hold together, what suffices, opposites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAME: Final = {"!": "not", "&&": "and", "||": "or", "===": "==", "!==": "!=", "nil": "None", "null": "None",
                "undefined": "None", "True": "true", "False": "false"}  # fmt: skip
_SAYS_NOTHING: Final = frozenset({"await", "async"})
_TURNED: Final = {">": "<=", "<=": ">", "<": ">=", ">=": "<", "==": "!=", "!=": "==", "in": "not in", "not in": "in",
                  "is": "is not", "is not": "is"}  # fmt: skip
# Conditions nested deeper than this are taken as they stand.
DEEPEST: Final = 40
LONGEST: Final = 300
_OPENS: Final = frozenset("([{")
_CLOSES: Final = frozenset(")]}")


def terms(tokens: Iterable[str]) -> list[str]:
    """The tokens of a condition as every language has them; `not in` and `is not` are one. Longer ones say nothing."""
    found: list[str] = []
    for token in tokens:
        word = _SAME.get(token, token)
        if word in _SAYS_NOTHING:
            continue
        if found and (found[-1], word) in (("not", "in"), ("is", "not")):
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return bare(found) if len(found) <= LONGEST else ["…"]


def written(term: Sequence[str]) -> str:
    """A term as text, in parentheses where it is a choice."""
    text = " ".join(term)
    return f"( {text} )" if len(parted(term, "or")) > 1 else text


def bare(tokens: Sequence[str]) -> list[str]:
    """A condition without the parentheses that stand around the whole of it."""
    kept = list(tokens)
    while len(kept) > 1 and kept[0] == "(" and _end(kept) == len(kept) - 1:
        kept = kept[1:-1]
    return kept


def _end(tokens: Sequence[str]) -> int:
    """Where what the first token opens is closed."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in _OPENS) - (token in _CLOSES)
        if depth == 0:
            return at
    return -1


def parted(tokens: Sequence[str], word: str) -> list[list[str]]:
    """A condition at each `word` that stands in no parentheses, those of the parts taken off."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in bare(tokens):
        depth += (token in _OPENS) - (token in _CLOSES)
        if token == word and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [bare(part) for part in parts]


def together(tokens: Sequence[str]) -> list[list[str]]:
    """What must all hold: `a and (b and c)` is three, and so is `not (a or b)`, each in its plainest form."""
    found: list[list[str]] = []
    waiting = [bare(tokens)]
    while waiting:
        here = waiting.pop()
        if here[:1] == ["not"]:
            turned = _turned(here[1:])
            if turned[:1] != ["not"]:
                waiting.append(turned)
                continue
            here = turned
        parts = parted(here, "and") if len(parted(here, "or")) == 1 else [here]
        if len(parts) == 1:
            found.append(here)
        else:
            waiting += reversed(parts)
    return found


def sufficing(tokens: Sequence[str]) -> list[list[str]]:
    """What suffices: `a or (b or c)` is three."""
    found: list[list[str]] = []
    waiting = [bare(tokens)]
    while waiting:
        here = waiting.pop()
        parts = parted(here, "or")
        if len(parts) == 1:
            found.append(here)
        else:
            waiting += parts
    return found


def denied(tokens: Sequence[str]) -> list[str]:
    """The opposite of a condition."""
    return _turned(bare(tokens))


def _turned(tokens: Sequence[str]) -> list[str]:
    inner = bare(tokens)
    if _depth(inner) > DEEPEST:
        return ["not", "(", *inner, ")"]
    sides = [parted(inner, word) for word in ("or", "and")]
    for parts, other in zip(sides, ("and", "or"), strict=True):
        if len(parts) > 1:
            return [token for part in parts for token in (other, "(", *_turned(part), ")")][1:]
    if inner[:1] == ["not"]:
        return bare(inner[1:])
    at = _compares(inner)
    return ["not", *inner] if at is None else [*inner[:at], _TURNED[inner[at]], *inner[at + 1 :]]


def _depth(tokens: Sequence[str]) -> int:
    depth = deepest = 0
    for token in tokens:
        depth += (token in _OPENS) - (token in _CLOSES)
        deepest = max(deepest, depth)
    return deepest


def _compares(tokens: Sequence[str]) -> int | None:
    """Where the only comparison of a condition stands."""
    depth, found = 0, []
    for at, token in enumerate(tokens):
        depth += (token in _OPENS) - (token in _CLOSES)
        if depth == 0 and token in _TURNED:
            found.append(at)
    return found[0] if len(found) == 1 else None
