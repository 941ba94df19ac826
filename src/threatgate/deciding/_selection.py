"""Which of the changes are meant: by id, by name, by a part of the id, by fingerprint, or all that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.errors import UsageError
from threatgate.model import Level
from threatgate.triggers import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.model import Trigger

SHORTEST = 8
LISTED = 8


def matching(word: str, among: Sequence[Trigger]) -> tuple[Trigger, ...]:
    """All that a word may mean: the exact id, else the exact name, else a fingerprint, else a part of an id."""
    hexadecimal = word.removeprefix("sha256:")
    tests = (
        lambda it: it.id == word,
        lambda it: it.change.element.name == word,
        lambda it: len(hexadecimal) >= SHORTEST and it.fingerprint.removeprefix("sha256:").startswith(hexadecimal),
        lambda it: it.change.element.path == word,
        lambda it: word.lower() in it.id.lower(),
    )
    return next((found for test in tests if (found := tuple(filter(test, among)))), ())


def waiting(among: Sequence[Trigger]) -> tuple[Trigger, ...]:
    """What holds the change back; where nothing does, what may be answered all the same."""
    unanswered = _undecided(among)
    return tuple(it for it in unanswered if it.level is Level.BLOCK) or unanswered


def _undecided(among: Sequence[Trigger]) -> tuple[Trigger, ...]:
    """What a decision could answer, and nobody has."""
    return tuple(it for it in among if not it.answered and not it.remedy and it.rule not in UNDECIDED)


def select(words: Sequence[str], among: Sequence[Trigger], *, every: bool) -> tuple[Trigger, ...]:
    """The changes to answer. Raises UsageError where a word means none or several, or where nothing waits."""
    left = waiting(among)
    if not left:
        answered = f"; {len(among)} answered already" if among else ""
        raise UsageError(f"nothing waits for an answer{answered}", "threatgate check says what changed")
    if words and every:
        raise UsageError("--all and the name of an element exclude each other", "leave one of them out")
    if every or (len(left) == 1 and not words):
        return left
    if not words:
        lead = "name those that this record answers, or --all"
        raise UsageError("several changes wait for an answer", _choice(lead, left))
    unanswered = _undecided(among)
    chosen = {_one(word, unanswered, among).fingerprint for word in words}
    return tuple(it for it in unanswered if it.fingerprint in chosen)


def _one(word: str, unanswered: tuple[Trigger, ...], among: Sequence[Trigger]) -> Trigger:
    found = matching(word, unanswered)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{word} may mean {len(found)} changes", _choice("name it more closely, or --all", found))
    known = matching(word, among)
    if known:
        raise UsageError(
            f"{known[0].id} is answered already, by {known[0].record}",
            "decide --refresh, or register, changes an answer",
        )
    raise UsageError(f"no change here is called {word}", _choice("these wait for an answer:", unanswered))


def _choice(lead: str, among: Sequence[Trigger]) -> str:
    lines = [lead, *(f"  {it.id}" for it in among[:LISTED])]
    if len(among) > LISTED:
        lines.append(f"  and {len(among) - LISTED} more")
    return "\n".join(lines)
