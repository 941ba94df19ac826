"""Cases of an eval: those of a suite with all that is asked and expected, those of a data set by their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, plain
from threatgate.identity import canonical, digest
from threatgate.recognisers._evals import is_harness, rows
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._secrets import hidden
from threatgate.vocabulary import is_noise, snake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Pointer, Span
    from threatgate.recognisers._parts import Marks

    Built = tuple[Any, list[tuple[Pointer, Span]]]

TOLD = 200
SHOWN = 60
DIGITS = 8
_ORDERED = frozenset({"messages", "turns", "conversation", "conversations", "steps", "expected_tool_use", "trajectory"})


def meaning(key: str, node: Located) -> tuple[Any, Marks]:
    """What a setting of a suite says, and where; lists of cases, checks and names are sets."""
    value, marks = _built(key, node)
    return value, tuple(marks)


def _built(key: str, node: Located) -> Built:
    if isinstance(node, Map):
        return _of_map(node)
    if isinstance(node, Seq):
        if is_cases(key) and len(node.items) > TOLD:
            return labels(node.items), []
        built = [_case(item) if is_cases(key) else _built(key, item) for item in node.items]
        return _listed(built, ordered=snake(key) in _ORDERED, spans=[item.span for item in node.items])
    value = plain(node)
    return (normalised(value) if isinstance(value, str) and not is_secret(key, value) else hidden(key, value)), []


def is_secret(key: str, value: str) -> bool:
    """Whether a text may not be kept as it stands."""
    return bool(hidden(key, value) != value)


def is_cases(key: str) -> bool:
    """Whether the list under a key holds cases."""
    return snake(key) in rows()["cases"]


def _of_map(node: Map, *, case: bool = False) -> Built:
    value: dict[str, Any] = {}
    marks: list[tuple[Pointer, Span]] = []
    called = _called(node) if case else None
    for entry in node.entries:
        if entry is not called and (is_noise(entry.key) or is_harness(entry.key)):
            continue
        key = "name" if entry is called else entry.key
        part, places = _built(entry.key, entry.value)
        if part == {}:
            continue
        value[key] = part
        marks.append(((key,), entry.span))
        marks.extend(((key, *pointer), span) for pointer, span in places)
    return value, marks


def _called(node: Map) -> Entry | None:
    """The entry that a case is known by."""
    for key in rows()["named"]:
        found = next((entry for entry in node.entries if snake(entry.key) == key), None)
        if found is not None and isinstance(found.value, Scalar) and isinstance(found.value.value, str):
            return found
    return None


def _case(node: Located) -> Built:
    return _of_map(node, case=True) if isinstance(node, Map) else _built("", node)


def _listed(built: list[Built], *, ordered: bool, spans: list[Span]) -> Built:
    numbered = list(zip(built, spans, strict=True))
    if not ordered:
        numbered.sort(key=lambda one: canonical(one[0][0]))
    marks: list[tuple[Pointer, Span]] = []
    for index, ((_, places), span) in enumerate(numbered):
        marks.append(((index,), span))
        marks.extend(((index, *pointer), place) for pointer, place in places)
    return [value for (value, _), _ in numbered], marks


def labels(items: Iterable[Located]) -> list[str]:
    """Each case in a line: what it is called or asks, and a digest of all of it."""
    return sorted(f"{_said(item)} #{digest(_bare(item))[7 : 7 + DIGITS]}" for item in items)


def _bare(item: Located) -> Any:
    """A case without what is said of it for people, and without columns that hold nothing."""
    if isinstance(item, Map):
        return {
            entry.key: plain(entry.value)
            for entry in item.entries
            if plain(entry.value) not in (None, "") and not is_harness(entry.key)
        }
    return plain(item)


def _said(item: Located) -> str:
    found: Located | None = item
    if isinstance(item, Map):
        keys = {snake(entry.key): entry.value for entry in item.entries}
        wanted = [key for key in (*rows()["named"], *rows()["asked"]) if key in keys]
        found = keys[wanted[0]] if wanted else item
    value = plain(found) if found is not None else ""
    text = " ".join((value if isinstance(value, str) else canonical(value)).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def is_case(node: Located) -> bool:
    """Whether a row asks or expects something."""
    if not isinstance(node, Map):
        return False
    keys = {snake(entry.key) for entry in node.entries}
    return bool(keys & {*rows()["asked"], *rows()["expected"]})
