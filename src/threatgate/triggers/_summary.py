"""One sentence for a change: the thing and the move, as a reviewer would say it."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename

from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move
from threatgate.triggers._actions import actions, say
from threatgate.triggers._hidden import hidden_in
from threatgate.triggers._moves import MODEL_KEYS, shown

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
    "credential": "credential",
    "gate": "the gate's own",
    "instructions": "assistant instructions",
}
SAID = 3


def noun(element: Element) -> str:
    """What to call an element before its name."""
    if element.subject == "logic":
        return f"{NOUNS[element.kind]} logic of"
    return SUBJECTS.get(element.subject) or NOUNS[element.kind]


def label(element: Element) -> str:
    """The element as people know it; a whole file is named by its path."""
    if element.name == "text":
        return f"{noun(element)} {element.path}"
    file = basename(element.path)
    if element.name in (file, file.partition(".")[0]) or element.name == str(element.kind):
        return f"{noun(element)} in {file}"
    return f"{noun(element)} {element.name}"


def summary(change: Change, direction: Direction, moves: tuple[Move, ...]) -> str:
    """The sentence that stands for the change in every output."""
    if _opaque(change):
        return f"{label(change.element)} cannot be parsed, so any edit of it must be answered"
    match change.edit:
        case Edit.ADDED:
            said = _added(change.element)
        case Edit.REMOVED:
            said = _removed(change.element)
        case Edit.MODIFIED:
            said = _modified(change, direction, moves)
    unseen = _unseen(change)
    return f"{said}; holds {' and '.join(unseen)}" if unseen else said


def _opaque(change: Change) -> bool:
    return any(
        isinstance(side.value, Mapping) and "opaque" in side.value
        for side in (change.before, change.after)
        if side is not None
    )


def _unseen(change: Change) -> tuple[str, ...]:
    """Invisible characters that this change brings."""
    if change.after is None or change.after.kind not in (Kind.PROMPT, Kind.TOOL):
        return ()
    old = hidden_in(change.before.value) if change.before is not None else ()
    return tuple(name for name in hidden_in(change.after.value) if name not in old)


def _added(element: Element) -> str:
    if element.kind is Kind.TOOL:
        return _tool_added(element)
    if element.kind is Kind.MODEL:
        named = model_name(element.value)
        return f"{label(element)} is new{': ' + named + floating(named) if named else ''}"
    detail = "" if element.kind is Kind.PROMPT else _detail(element.value)
    return f"{label(element)} is new{': ' + detail if detail else ''}"


def _tool_added(element: Element) -> str:
    if element.subject == "grant":
        return f"{label(element)} is new: {_detail(element.value)}; with it an agent can {_can(element)}"
    if element.subject == "mcp_server":
        return f"MCP server {element.name} is new: {_server(element.value)}; with it an agent can {_can(element)}"
    return f"agent gains {element.name}, which can {_can(element)}"


def _can(element: Element) -> str:
    said = [say(action) for action in actions(element)[:2]]
    return " and ".join(said)


def _server(value: Json) -> str:
    if not isinstance(value, Mapping):
        return shown(value)
    started = (
        value.get("url")
        or " ".join(shown(part) for part in (value.get("command"), value.get("package")) if part)
        or _detail(value)
    )
    said = [f"starts {started}" if not value.get("url") else f"connects to {started}"]
    if value.get("package") and not value.get("version"):
        said.append("no pinned version")
    if value.get("env"):
        said.append(f"has {_names(value['env'])} in its environment")
    return ", ".join(said)


def _names(value: Json) -> str:
    return shown(tuple(str(key) for key in value)) if isinstance(value, Mapping) else shown(value)


def _removed(element: Element) -> str:
    detail = "" if element.kind in (Kind.PROMPT, Kind.TOOL) else _detail(element.value)
    return f"{label(element)} is gone{' (it said ' + detail + ')' if detail else ''}"


def _modified(change: Change, direction: Direction, moves: tuple[Move, ...]) -> str:
    element = change.element
    first = sorted(moves, key=lambda move: (move.direction is not direction, move.direction is Direction.NEUTRAL))
    said = [_said(element, move) for move in first[:SAID]]
    if len(first) > SAID:
        said.append(f"and {len(first) - SAID} more")
    text = "; ".join(said) or "its value changed"
    if element.kind is Kind.TOOL and direction is Direction.WIDENS and element.subject == "":
        text += f"; it can {_can(element)}"
    return f"{label(element)}: {text}"


def _said(element: Element, move: Move) -> str:
    if element.subject == "logic":
        return "what it does changed"
    if element.kind is Kind.MODEL and isinstance(move.before, str) and isinstance(move.after, str):
        field = str(move.pointer[-1]) if move.pointer else ""
        named = "" if field in MODEL_KEYS or not field else f"{field} "
        return (
            f"{named}{move.before} → {move.after}{floating(move.after) if move.direction is Direction.WIDENS else ''}"
        )
    if element.kind is Kind.TOOL and move.pointer and move.pointer[-1] == "version" and move.after is None:
        return f"version pin {shown(move.before)} dropped, so whatever is newest runs"
    return move.words


def floating(model: str) -> str:
    """What to say of a model id that is no pin."""
    from threatgate.model_ids import parse

    parsed = parse(model)
    return ", a floating alias instead of a pin" if parsed is not None and parsed.floating else ""


def model_name(value: Json) -> str:
    """The model id in a model element's value, "" if it names none."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in sorted(value, key=lambda key: key not in MODEL_KEYS):
            item = value[key]
            if isinstance(item, str) and (key in MODEL_KEYS or "model" in key.lower()):
                return item
    return ""


def _detail(value: Json) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(item)}" for key, item in list(value.items())[:SAID])
    return shown(value)
