"""What a control refuses and lets through early, taken out of its normalised body: `if not user.ok: raise …`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from threatgate.catalog import table
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
LOCAL: Final = re.compile(r"\$\d+\.\d+")
_ANSWER: Final = re.compile(r'\{ "(?:allowed|allow|approved|permitted|granted|behavior|decision)" : (\S+)')
_FAILS: Final = ("err (", "errors . new (", "fmt . errorf (")
OPENS, ENDS, STOPS = "{|", "|}", ";"
MOST: Final = 200


class Verdicts(NamedTuple):
    """A body in parts: conditions under which it refuses, those under which it lets through, and what is left."""

    refuses: tuple[str, ...]
    permits: tuple[str, ...]
    rest: str


def verdicts(name: str, body: str) -> Verdicts:
    """The early exits of a function, told by its name's sense, and its body without them."""
    tokens = TOKEN.findall(body)
    refuses: list[str] = []
    permits: list[str] = []
    rest: list[str] = []
    sense = _sense(name)
    at = 0
    while at < len(tokens):
        found = _exit_at(tokens, at) if len(refuses) + len(permits) < MOST else None
        says = None if found is None else _says(found[1], sense)
        if found is None or says is None:
            rest.append(tokens[at])
            at += 1
            continue
        (refuses if says else permits).append(_plainly(found[0]))
        at = found[2]
    return Verdicts(tuple(sorted(refuses)), tuple(sorted(permits)), _renumbered(" ".join(rest)))


def _exit_at(tokens: Sequence[str], at: int) -> tuple[list[str], list[str], int] | None:
    """Condition, statement and end of an `if` that holds nothing but one exit and has no other branch."""
    if tokens[at] not in ("if", "unless") or at == 0 or tokens[at - 1] not in (OPENS, STOPS):
        return None
    try:
        opens = tokens.index(OPENS, at)
        stops = tokens.index(STOPS, opens)
    except ValueError:
        return None
    after = stops + 1
    if list(tokens[after : after + 2]) != [ENDS, STOPS] or OPENS in tokens[opens + 1 : stops]:
        return None
    condition = [word for word in tokens[at + 1 : opens] if word != ":"]
    negated = ["not", *condition] if tokens[at] == "unless" else condition
    return negated, list(tokens[opens + 1 : stops]), after + 2


def _says(statement: Sequence[str], sense: bool | None) -> bool | None:
    """True where a statement refuses, False where it lets through, None where it does neither.

    `sense` is what a yes of the function means; `{"allowed": false}` says it itself, and so does an error.
    """
    rows = _rows()
    first = statement[0] if statement else ""
    if first in rows["raises"] or (len(statement) > 1 and statement[-1] == ")" and first in rows["aborts"]):
        return True
    if first != "return":
        return None
    value = " ".join(statement[1:]).lower()
    if value.startswith(_FAILS):
        return True
    answer = _ANSWER.match(value)
    if answer is not None:
        value, sense = answer[1], True
    told = _told(value.partition(" ,")[0])
    return None if told is None or sense is None else told is not sense


def _told(value: str) -> bool | None:
    rows = _rows()
    return True if value in rows["yes"] else False if value in rows["no"] else None


@cache
def _rows() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(str, row)) for name, row in table("scales")["exits"].items()}


@cache
def _sense(name: str) -> bool | None:
    """Whether "yes" from a function of this name lets something through; None where the name does not tell."""
    rows = _rows()
    known = set(words(name))
    if known & rows["holding"]:
        return False
    return True if known & rows["letting"] else None


def _plainly(condition: Sequence[str]) -> str:
    """A condition without the numbers of its locals."""
    return LOCAL.sub("…", " ".join(condition))


def _renumbered(text: str) -> str:
    """Locals by the order in which they are met, which those of an exit do not disturb."""
    seen: dict[str, str] = {}
    return LOCAL.sub(lambda match: seen.setdefault(match.group(), f"${len(seen)}"), text)
