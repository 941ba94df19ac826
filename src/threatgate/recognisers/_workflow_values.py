"""What the settings of a node mean: without layout, empty fields and the wrappings of a platform's editor."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, plain
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._secrets import hidden
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Pointer, Span
    from threatgate.recognisers._parts import Part

DEEPEST = 12
EMPTY: tuple[object, ...] = (None, "", [], {})
# `{{chatOpenAI_0.data.instance}}`: another node, which the edges tell
_INSTANCE = re.compile(r"^\{\{\s*[\w.-]+\.data\.instance\s*\}\}$")
_MODEL_KEYS = frozenset({"model", "model_name", "model_id", "llm", "name", "deployment_name"})


def meaning(key: str, node: Located, depth: int = 0) -> Any:
    """The value of a setting; what is empty or only layout is left out."""
    if depth > DEEPEST:
        return None
    if isinstance(node, Map):
        if "__rl" in node.keys or set(node.keys) == {"type", "value"}:
            inner = node.get("value")
            return meaning(key, inner, depth + 1) if inner is not None else None
        if node.keys and plain(node.get("enabled") or node) is False:
            return None
        found = {entry.key: meaning(entry.key, entry.value, depth + 1) for entry in node.entries if told(entry)}
        return {name: value for name, value in found.items() if value not in EMPTY}
    if isinstance(node, Seq):
        values = [meaning(key, item, depth + 1) for item in node.items]
        return [value for value in values if value not in EMPTY]
    if isinstance(node, Scalar):
        if isinstance(node.value, str):
            named = "" if key == "key" else key
            return None if _INSTANCE.match(node.value) else hidden(named, normalised(node.value))
        return node.value
    return None


@cache
def _silent(key: str) -> bool:
    return fits(snake(key), table("workflow_nodes")["silent"])


def told(entry: Entry) -> bool:
    """Whether a setting says anything of the system."""
    return not _silent(entry.key)


@cache
def part_of(key: str) -> str:
    """The part of an agent that a setting belongs to; "" for what is left."""
    name = snake(key)
    return next((part for part, rows in table("workflow_nodes")["parts"] if fits(name, rows)), "")


def parts(entries: Iterable[Entry]) -> list[Part]:
    """The settings that say something, each with its line."""
    found: list[Part] = []
    for entry in entries:
        value = meaning(entry.key, entry.value) if told(entry) else None
        if value not in EMPTY:
            marks: list[tuple[Pointer, Span]] = [((entry.key,), entry.span)]
            found.append((entry.key, value, tuple(marks)))
    return found


def model_parts(entries: Iterable[Entry]) -> list[Part]:
    """The same for a model, whose name stands under `model` in every platform, settings of its own beside it."""
    found: dict[str, Part] = {}
    for entry in _spread(entries):
        value = meaning(entry.key, entry.value) if told(entry) else None
        if value in EMPTY:
            continue
        key = "model" if snake(entry.key) in _MODEL_KEYS else entry.key
        found[key] = (key, value, (((key,), entry.span),))
    return list(found.values())


def _spread(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Settings of a model that stand in a map of their own; `agentModel: chatOpenAI` beside them is its provider."""
    all_entries = list(entries)
    named = {snake(entry.key) for entry in all_entries}
    configured = "model_name" in named or any(name.endswith("_model_config") for name in named)
    for entry in all_entries:
        name = snake(entry.key)
        if isinstance(entry.value, Map) and (name.endswith("_model_config") or name in ("model", "llm")):
            inner = entry.value.get("value")
            if "__rl" in entry.value.keys:
                yield entry
            elif isinstance(inner, Map):
                yield from inner.entries
            else:
                yield from (each for each in entry.value.entries if not snake(each.key).endswith("_model"))
        elif name.endswith(("_model", "_llm")):
            yield Entry("provider" if configured else "model", entry.value, entry.span)
        else:
            yield entry


def fits(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name has the form of one of the patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)
