"""The moves of a change: each field that differs, what that does, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move, Pointer
from threatgate.triggers._differences import Difference, differences, item_name
from threatgate.triggers._logic import SUBJECT as LOGIC
from threatgate.triggers._logic import logic_moves
from threatgate.triggers._polarity import direction
from threatgate.triggers._sentences import text_moves
from threatgate.vocabulary import polarity, snake

TEXT_KEYS = frozenset({
    "description", "instructions", "instruction", "backstory", "goal", "role", "prompt", "system", "system_prompt",
    "system_message", "content", "text", "template", "persona",
})  # fmt: skip
MODEL_KEYS = frozenset(
    {"model", "model_name", "model_id", "llm", "deployment", "deployment_name", "engine", "name", "id"}
)
_ENDPOINTS = ("url", "endpoint", "api_base", "host")
_QUIET_KINDS = frozenset({Kind.PROMPT, Kind.MODEL, Kind.RETRIEVAL})
_UNSAID = ("$ref", "$call", "$code", "properties")
SHOWN = 60
LED = 30


def moves(change: Change) -> tuple[Move, ...]:
    """Every move of a modified element; for an added or removed one its fields against nothing."""
    before = change.before.value if change.before is not None else None
    after = change.after.value if change.after is not None else None
    if opaque(change) or (change.edit is not Edit.MODIFIED and change.element.kind is Kind.PROMPT):
        return ()
    if change.element.subject == LOGIC and change.edit is Edit.MODIFIED:
        return tuple(logic_moves(change))
    found: list[Move] = []
    for difference in differences(before, after):
        found.extend(_moves_of(change, difference))
    return _edited_cases(found) if change.element.kind is Kind.EVAL else tuple(found)


def _edited_cases(found: list[Move]) -> tuple[Move, ...]:
    """Cases without a name that went, as far as others came in their place, were edited rather than dropped."""
    come: dict[Pointer, int] = {}
    for move in found:
        if move.before is None and move.pointer and isinstance(move.pointer[-1], int):
            come[move.pointer[:-1]] = come.get(move.pointer[:-1], 0) + 1
    told: list[Move] = []
    for move in found:
        place = move.pointer[:-1]
        item = move.after is None and bool(move.pointer) and isinstance(move.pointer[-1], int)
        if item and item_name(move.before) is None and come.get(place):
            come[place] -= 1
            told.append(move._replace(direction=Direction.UNCLEAR))
        else:
            told.append(move)
    return tuple(told)


def opaque(change: Change) -> bool:
    """Whether one side is known by its bytes only."""
    sides = [side.value for side in (change.before, change.after) if side is not None]
    return any(isinstance(value, Mapping) and "opaque" in value for value in sides)


def _moves_of(change: Change, difference: Difference) -> Iterator[Move]:
    element, pointer = change.element, difference.pointer
    if isinstance(difference.before, str) and isinstance(difference.after, str) and _is_text(element, difference):
        found_in_text = text_moves(difference.before, difference.after, pointer)
        if element.kind is Kind.EVAL:
            # What a judge is told decides what passes; its "must" and "only" hold back nothing of the product.
            found_in_text = tuple(move._replace(direction=Direction.UNCLEAR) for move in found_in_text)
        yield from found_in_text
        return
    found = _of_model(difference) if element.kind is Kind.MODEL else None
    if found is None:
        found = direction(element.kind, element.name, difference)
    if found is None:
        found = _default(element, difference)
    yield Move(pointer, difference.before, difference.after, found, move_words(difference, element.name))


def _is_text(element: Element, difference: Difference) -> bool:
    key = _key(difference.pointer)
    if element.kind is Kind.PROMPT and polarity(Kind.APPROVAL, key) is None:
        return True
    longest = max(len(str(difference.before)), len(str(difference.after)))
    return snake(key) in TEXT_KEYS and element.kind is not Kind.MODEL and longest > 20 and " " in str(difference.before)


def _key(pointer: Pointer) -> str:
    return next((part for part in reversed(pointer) if isinstance(part, str)), "")


def _of_model(difference: Difference) -> Direction | None:
    """A pin that becomes an alias widens: what runs can change without a commit. Only the same model's pin narrows."""
    if not isinstance(difference.before, str) or not isinstance(difference.after, str):
        return None
    from threatgate.model_ids import parse

    old, new = parse(difference.before), parse(difference.after)
    if old is None or new is None or old.floating == new.floating:
        return None
    if new.floating:
        return Direction.WIDENS
    same = old.family.removesuffix("-latest") == new.family
    return Direction.NARROWS if same else Direction.NEUTRAL


def _default(element: Element, difference: Difference) -> Direction:
    key = snake(_key(difference.pointer))
    if key.endswith(_ENDPOINTS) or "$code" in key or element.subject == "logic":
        return Direction.UNCLEAR
    if element.kind in _QUIET_KINDS:
        return Direction.NEUTRAL
    if element.kind is Kind.TOOL and (key in TEXT_KEYS or "parameters" in difference.pointer):
        return Direction.NEUTRAL
    return Direction.UNCLEAR


def move_words(difference: Difference, name: str = "") -> str:
    """The field and its move: `top_k: 4 → 20`, `scopes gains orders:write`, no field that names the element."""
    field = field_of(difference.pointer, name)
    if difference.in_list:
        said = []
        if difference.before:
            said.append(f"loses {shown(difference.before)}")
        if difference.after:
            said.append(f"gains {shown(difference.after)}")
        return f"{field} {' and '.join(said)}".strip()
    if difference.pointer and isinstance(difference.pointer[-1], int):
        verb, item = ("loses", difference.before) if difference.after is None else ("gains", difference.after)
        return f"{field} {verb} {_item(item)}".strip()
    only = difference.after if difference.before is None else difference.before if difference.after is None else 0
    if isinstance(only, (tuple, Mapping)) and not only:
        return f"{'gains' if difference.before is None else 'loses'} {field}"
    if difference.before is None:
        return f"{field} {shown(difference.after)} added".strip() if field else f"{shown(difference.after)} added"
    if difference.after is None:
        return f"{field} {shown(difference.before)} removed".strip() if field else f"{shown(difference.before)} removed"
    old, new = _pair(difference.before, difference.after)
    return f"{field}: {old} → {new}" if field else f"{old} → {new}"


def field_of(pointer: Pointer, name: str) -> str:
    """The dotted place of a field in an element of this name, "" where the name says it."""
    parts = [part for part in pointer if isinstance(part, str) and part not in _UNSAID]
    if parts and snake(parts[0]) in (snake(name.rpartition(".")[2]), snake(name)):
        parts = parts[1:]
    return ".".join(parts)


def _item(item: Json) -> str:
    named = (item_name(item) or "").partition("=")[2]
    if not named or not isinstance(item, Mapping):
        return shown(item)
    rest = {key: value for key, value in item.items() if value != named}
    return f"{named} ({shown(rest)})" if rest else named


def shown(value: Json) -> str:
    """A value in one short line."""
    match value:
        case None:
            return "absent"
        case bool():
            return "true" if value else "false"
        case tuple():
            named = ", ".join(shown(item) for item in value[:4])
            return (named or "nothing") if len(value) <= 4 else f"{named} and {len(value) - 4} more"
        case Mapping():
            inner = next(((key, value[key]) for key in ("$ref", "$call", "$code") if key in value), None)
            if inner is not None:
                return _clipped(str(inner[1]) + ("()" if inner[0] == "$call" else ""))
            if value == {"literal": True}:
                return "a literal value"
            return _clipped(", ".join(f"{key} {shown(item)}" for key, item in list(value.items())[:4])) or "nothing"
        case str():
            return _clipped(value)
    return str(value)


def _pair(before: Json, after: Json) -> tuple[str, str]:
    """Two values in short; of long texts that begin alike the part where they differ."""
    if not isinstance(before, str) or not isinstance(after, str):
        return shown(before), shown(after)
    old, new = " ".join(before.split()), " ".join(after.split())
    alike = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    if max(len(old), len(new)) <= SHOWN or alike <= LED:
        return shown(before), shown(after)
    start = old.rfind(" ", 0, alike - LED // 2) + 1
    return tuple(_clipped(f"…{text[start:]}" if start else text) for text in (old, new))  # type: ignore[return-value]


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
