"""JSON of a results file, read strictly: a key that stands twice or deep nesting is refused, NaN is no number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from threatgate.results._api import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_NUMBER = 300
MOST_LINES = 500_000


def parsed(text: str) -> Any:
    """The value of a text. Raises RefusedError."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer)
    except json.JSONDecodeError as fault:
        raise RefusedError(
            f"is no valid JSON: {fault.msg.lower()}", "let the run write it again", fault.lineno
        ) from None
    except RecursionError:
        raise RefusedError("is nested too deeply to be read", "let the run write a plain report") from None


def lines(text: str) -> Iterator[Any]:
    """The value of each line that is not empty. Raises RefusedError."""
    for number, line in enumerate(text.split("\n"), start=1):
        if number > MOST_LINES:
            raise RefusedError(f"has more than {MOST_LINES:,} lines", "split the run", number)
        if line.strip():
            try:
                yield parsed(line)
            except RefusedError as fault:
                raise RefusedError(fault.message, fault.hint, number) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise RefusedError(
            f"holds the key {twice[:60]!r} twice in one object", "keep one: readers disagree which counts"
        )
    return found


def _no_number(_: str) -> None:
    """NaN and the infinities, which JSON does not have."""
    return


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_NUMBER else None
