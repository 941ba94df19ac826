"""What a change brings that a reader does not see and a model does: characters, look-alikes, instructions in markup."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from threatgate.model import Kind
from threatgate.triggers._hidden_characters import characters
from threatgate.triggers._hidden_markup import markup

if TYPE_CHECKING:
    from threatgate.model import Change, Json, Pointer

# What a model is told. Evals hold such text on purpose, and policies name the characters that they refuse.
_TOLD = frozenset({Kind.PROMPT, Kind.TOOL, Kind.AGENT, Kind.MEMORY})
_WHOLE = ("text", "content", "template", "body")
SAID = 3


class Hidden(NamedTuple):
    """Something hidden: what it is, which (code points spelt out), and in which field."""

    what: str
    which: str
    where: Pointer = ()

    def __str__(self) -> str:
        field = ".".join(str(part) for part in self.where if isinstance(part, str) and part not in _WHOLE)
        return f"{self.what} ({self.which}{f' in {field}' if field else ''})"


def hidden(text: str) -> tuple[Hidden, ...]:
    """What one text hides."""
    return tuple(Hidden(what, which) for what, which in (*characters(text), *markup(text)))


def hidden_in(value: Json, where: Pointer = ()) -> Iterator[Hidden]:
    """The same for every text of a value, keys included."""
    match value:
        case str():
            for found in hidden(value):
                yield found._replace(where=where)
        case tuple():
            for index, item in enumerate(value):
                yield from hidden_in(item, (*where, index))
        case Mapping():
            for key, item in value.items():
                for what, which in characters(str(key)):
                    yield Hidden(what, which, where)
                yield from hidden_in(item, (*where, str(key)))


_RECENT: deque[tuple[Change, tuple[Hidden, ...]]] = deque(maxlen=1)


def brought(change: Change) -> tuple[Hidden, ...]:
    """What head hides that base did not. Direction, severity and summary ask one after the other."""
    for known, found in _RECENT:
        if known is change:
            return found
    found = _brought(change)
    _RECENT.append((change, found))
    return found


def _brought(change: Change) -> tuple[Hidden, ...]:
    after = change.after
    if after is None or after.kind not in _TOLD:
        return ()
    old = (
        Counter((one.what, one.which) for one in hidden_in(change.before.value))
        if change.before is not None
        else Counter()
    )
    found: list[Hidden] = []
    for one in (*(Hidden(what, which) for what, which in characters(after.name)), *hidden_in(after.value)):
        if old[one.what, one.which]:
            old[one.what, one.which] -= 1
        else:
            found.append(one)
    return tuple(dict.fromkeys(found))


def in_words(found: tuple[Hidden, ...]) -> str:
    """The first few, for a summary."""
    said = [str(one) for one in found[:SAID]]
    if len(found) > SAID:
        said.append(f"{len(found) - SAID} more")
    return " and ".join(said) if len(said) <= 2 else f"{', '.join(said[:-1])} and {said[-1]}"
