"""One sentence for a change: the thing and the move, as a reviewer would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move
from threatgate.triggers._actions import actions, say
from threatgate.triggers._exceptions import exempted
from threatgate.triggers._hidden import brought, in_words
from threatgate.triggers._logic import logic_said
from threatgate.triggers._moves import MODEL_KEYS, opaque
from threatgate.triggers._naming import label
from threatgate.triggers._phrases import floating, named_model, phrase
from threatgate.triggers._shown import clipped, field_of, is_digest, shown
from threatgate.triggers._stale import stale_rights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SAID = 3
LONGEST = 110
QUOTED = 60
UNTOLD = "what it does cannot be told"
_DEFINES = frozenset({"description", "parameters", "handler", "schema", "input_schema", "returns"})
_UNSAID = ("", "****", "nothing")


def summary(change: Change, direction: Direction, moves: tuple[Move, ...]) -> str:
    """The sentence that stands for the change in every output."""
    if opaque(change):
        return f"{label(change.element)} cannot be parsed, and its bytes differ"
    match change.edit:
        case Edit.ADDED:
            said = _added(change.element)
        case Edit.REMOVED:
            said = _removed(change.element)
        case Edit.MODIFIED:
            said = _modified(change, direction, moves)
    unseen, stale, whose = brought(change), stale_rights(change), exempted(change, moves)
    tail = [f"an exception for {whose}"] if whose else []
    tail += [stale] if stale else []
    tail += [f"holds {in_words(unseen)}"] if unseen else []
    return "; ".join([said, *tail])


def _within(head: str, said: Iterable[str], join: str = "; ") -> str:
    """As many of these words after a head as one line takes, and how many are left."""
    text, left = head, list(said)
    count = 0
    while left and count < SAID:
        longer = f"{text}{join if count else ''}{left[0]}"
        if count and len(longer) > LONGEST:
            break
        text = longer
        left.pop(0)
        count += 1
    return f"{text}{join}and {len(left)} more" if left else text


def _with(head: str, detail: str, before: str = ": ", after: str = "") -> str:
    return f"{head}{before}{detail}{after}" if detail else head


def _added(element: Element) -> str:
    if element.subject == "logic":
        return _with(f"{label(element)} is new", logic_said(element))
    if element.kind is Kind.TOOL:
        return _tool_added(element)
    if element.kind is Kind.PROMPT:
        return _with(f"{label(element)} is new", _excerpt(element.value))
    named = named_model(element.value) if element.kind is Kind.MODEL else ""
    if named:
        alias = ", a floating alias" if floating(named) else ""
        return f"{label(element)} is new{'' if f'[{named}]' in element.name else ': ' + named}{alias}"
    return _with(f"{label(element)} is new", _detail(element))


def _excerpt(value: Json) -> str:
    """The first words of a text, or the prompts that it is built from."""
    text = next((each for each in _texts(value) if " " in each), "")
    if text:
        return f"“{clipped(text, QUOTED)}”"
    refers = value.get("refers") if isinstance(value, Mapping) else None
    return f"built from {shown(refers)}" if refers else ""


def _texts(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield " ".join(value.split())
        case tuple():
            for item in value:
                yield from _texts(item)
        case Mapping():
            for key, item in value.items():
                if key[:1] != "$" and key != "refers":
                    yield from _texts(item)


def _tool_added(element: Element) -> str:
    if element.subject == "grant":
        return f"{_with(f'{label(element)} is new', _detail(element))}; {_lets(element)}"
    if element.subject == "mcp_server":
        return f"MCP server {element.name} is new: {_server(element)}; {_lets(element)}"
    if element.subject == "plugin":
        return f"{_with(f'{label(element)} is new', _detail(element))}; what it can do stands in its parts"
    if isinstance(element.value, Mapping) and element.value and _DEFINES.isdisjoint(element.value):
        # Settings of tools; a tool itself says what it is for or takes.
        return _with(f"{label(element)} is new", _detail(element))
    can = _can(element)
    named = label(element).removeprefix("tool ")
    named = f"a tool {named}" if named.startswith("in ") else named
    return f"agent gains {named}{', which can ' + can if can else f', {UNTOLD}'}"


def _can(element: Element) -> str:
    """What a tool does, by its gravest two classes; "" where nothing tells."""
    return " and ".join(say(action) for action in actions(element)[:2] if action != "unknown")


def _lets(element: Element) -> str:
    can = _can(element)
    return f"with it an agent can {can}" if can else UNTOLD


def _server(element: Element) -> str:
    value = element.value
    if not isinstance(value, Mapping):
        return shown(value)
    started = (
        value.get("url")
        or " ".join(shown(part) for part in (value.get("command"), value.get("package")) if part)
        or _detail(element)
    )
    known = value.get("command") or value.get("package")
    said = [f"connects to {started}" if value.get("url") else f"starts {started}" if known else str(started)]
    if value.get("package") and not value.get("version"):
        said.append("no pinned version")
    if value.get("env"):
        said.append(f"has {_names(value['env'])} in its environment")
    return ", ".join(said)


def _names(value: Json) -> str:
    return shown(tuple(str(key) for key in value)) if isinstance(value, Mapping) else shown(value)


def _removed(element: Element) -> str:
    if element.subject == "logic":
        return _with(f"{label(element)} is gone", logic_said(element), " (", ")")
    quiet = element.kind is Kind.PROMPT or (element.kind is Kind.TOOL and element.subject != "grant")
    return _with(f"{label(element)} is gone", "" if quiet else _detail(element), " (was ", ")")


def _modified(change: Change, direction: Direction, moves: tuple[Move, ...]) -> str:
    element = change.element
    first = sorted(moves, key=lambda move: (move.direction is not direction, move.direction is Direction.NEUTRAL))
    phrases = list(dict.fromkeys(phrase(change, move) for move in first)) or ["its value changed"]
    text = _within(f"{label(element)}: ", phrases)
    if element.kind is Kind.TOOL and direction is Direction.WIDENS and element.subject == "" and _can(element):
        text += f"; it can {_can(element)}"
    return text


def _detail(element: Element) -> str:
    """The first few fields. A field that the element is named after is said by its value alone."""
    value = element.value
    if not isinstance(value, Mapping):
        return "" if shown(value) in _UNSAID else shown(value)
    if element.subject == "credential":
        return "its value stands in the file" if value.get("literal") else ""
    if len(value) > 1 and all(isinstance(item, Mapping) for item in value.values()):
        return shown(tuple(value))
    said = []
    for key, item in value.items():
        if is_digest(item) or shown(item) in _UNSAID:
            continue
        if key == "of":
            said.append(f"made by {shown(item)}")
        elif element.kind is Kind.MODEL and key in MODEL_KEYS:
            said.append(shown(item))
        elif str(key).startswith("..."):
            said.append("computed")
        else:
            said.append(f"{field_of((key,), element.name)} {shown(item)}".strip())
    room = label(element)
    return (
        _within("", dict.fromkeys(said), ", ") if len(room) < LONGEST // 2 else ", ".join(list(dict.fromkeys(said))[:1])
    )
