"""One sentence for a change: the thing and the move, as a reviewer would say it."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename

from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move
from threatgate.triggers._actions import actions, say
from threatgate.triggers._hidden import hidden_in
from threatgate.triggers._logic import first_check
from threatgate.triggers._moves import field_of, opaque, shown
from threatgate.triggers._phrases import floating, named_model, phrase

NOUNS = {
    Kind.PROMPT: "prompt",
    Kind.MODEL: "model",
    Kind.TOOL: "tool",
    Kind.RETRIEVAL: "retrieval",
    Kind.APPROVAL: "approval policy",
    Kind.MEMORY: "memory",
    Kind.IDENTITY: "identity",
    Kind.EVAL: "eval",
    Kind.LOGGING: "logging",
    Kind.AGENT: "agent",
}
SUBJECTS = {
    "mcp_server": "MCP server",
    "grant": "tool grant",
    "guardrail": "guardrail",
    "hook": "hook",
    "plugin": "plugin",
    "credential": "credential",
    "gate": "gate",
    "instructions": "assistant instructions",
}
SAID = 3
UNTOLD = "what it does cannot be told, which counts as changing state"


def noun(element: Element) -> str:
    """What to call an element before its name."""
    if element.subject == "logic":
        return f"{NOUNS[element.kind].removesuffix(' policy')} logic of"
    return SUBJECTS.get(element.subject) or NOUNS[element.kind]


def label(element: Element) -> str:
    """The element as people know it; a whole file is named by its path."""
    if element.name == "text":
        return f"{noun(element)} {element.path}"
    file = basename(element.path)
    if element.name in (file, file.partition(".")[0]) or element.name == str(element.kind):
        return f"{noun(element).removesuffix(' of')} in {file}"
    return f"{noun(element)} {element.name}"


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
    unseen = _unseen(change)
    return f"{said}; holds {' and '.join(unseen)}" if unseen else said


def _unseen(change: Change) -> tuple[str, ...]:
    """Invisible characters that this change brings."""
    if change.after is None or change.after.kind not in (Kind.PROMPT, Kind.TOOL):
        return ()
    old = hidden_in(change.before.value) if change.before is not None else ()
    return tuple(name for name in hidden_in(change.after.value) if name not in old)


def _added(element: Element) -> str:
    if element.subject == "logic":
        refuses = first_check(element)
        return f"{label(element)} is new{': refuses when ' + refuses if refuses else ''}"
    if element.kind is Kind.TOOL:
        return _tool_added(element)
    if element.kind is Kind.MODEL and named_model(element.value):
        named = named_model(element.value)
        return f"{label(element)} is new: {named}{', a floating alias' if floating(named) else ''}"
    detail = "" if element.kind is Kind.PROMPT else _detail(element)
    return f"{label(element)} is new{': ' + detail if detail else ''}"


def _tool_added(element: Element) -> str:
    if element.subject == "grant":
        return f"{label(element)} is new: {_detail(element)}; {_lets(element)}"
    if element.subject == "mcp_server":
        return f"MCP server {element.name} is new: {_server(element)}; {_lets(element)}"
    if element.subject == "plugin":
        detail = _detail(element)
        return f"{label(element)} is new{': ' + detail if detail else ''}; what it can do stands in its parts"
    can = _can(element)
    return f"agent gains {element.name}{', which can ' + can if can else f', {UNTOLD}'}"


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
    quiet = element.subject == "logic" or element.kind is Kind.PROMPT
    quiet = quiet or (element.kind is Kind.TOOL and element.subject != "grant")
    detail = "" if quiet else _detail(element)
    return f"{label(element)} is gone{' (was ' + detail + ')' if detail else ''}"


def _modified(change: Change, direction: Direction, moves: tuple[Move, ...]) -> str:
    element = change.element
    first = sorted(moves, key=lambda move: (move.direction is not direction, move.direction is Direction.NEUTRAL))
    phrases = list(dict.fromkeys(phrase(change, move) for move in first))
    said = phrases[:SAID]
    if len(phrases) > SAID:
        said.append(f"and {len(phrases) - SAID} more")
    text = "; ".join(said) or "its value changed"
    if element.kind is Kind.TOOL and direction is Direction.WIDENS and element.subject == "" and _can(element):
        text += f"; it can {_can(element)}"
    return f"{label(element)}: {text}"


def _detail(element: Element) -> str:
    """The first few fields. A field that the element is named after is said by its value alone."""
    value = element.value
    if not isinstance(value, Mapping):
        return shown(value)
    if element.subject == "credential":
        return "its value stands in the file" if value.get("literal") else ""
    if len(value) > 1 and all(isinstance(item, Mapping) for item in value.values()):
        return shown(tuple(value))
    said = []
    for key, item in list(value.items())[:SAID]:
        if key == "of":
            said.append(f"made by {shown(item)}")
        else:
            said.append(f"{field_of((key,), element.name)} {shown(item)}".strip())
    return ", ".join(said)
