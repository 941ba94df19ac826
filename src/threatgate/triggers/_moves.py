"""The moves of a change: each field that differs, what that does, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from threatgate.catalog import table
from threatgate.model import Change, Direction, Edit, Element, Json, Kind, Move, Pointer
from threatgate.triggers._actions import say
from threatgate.triggers._differences import Difference, differences, item_name
from threatgate.triggers._exceptions import of_exception
from threatgate.triggers._logic import SUBJECT as LOGIC
from threatgate.triggers._logic import logic_moves, refusal_moves
from threatgate.triggers._polarity import direction
from threatgate.triggers._sentences import text_moves
from threatgate.triggers._shown import field_of, is_digest, pair, shown
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
    if element.kind is Kind.TOOL and pointer == ("refuses",) and change.edit is Edit.MODIFIED:
        yield from refusal_moves(difference.before, difference.after)
        return
    if element.kind is Kind.TOOL and pointer == ("does",) and change.edit is Edit.MODIFIED:
        yield from _deeds(difference)
        return
    if isinstance(difference.before, str) and isinstance(difference.after, str) and _is_text(element, difference):
        found_in_text = text_moves(difference.before, difference.after, pointer)
        if element.kind is Kind.EVAL:
            # What a judge is told decides what passes; its "must" and "only" hold back nothing of the product.
            found_in_text = tuple(
                move._replace(direction=Direction.UNCLEAR) if move.before or move.after else move
                for move in found_in_text
            )
        yield from found_in_text
        return
    found = _of_model(difference) if element.kind is Kind.MODEL else _of_case(element, difference)
    if found is None:
        found = direction(element.kind, element.name, difference)
    if found is None:
        found = _default(element, difference)
    found = of_exception(element, difference, found)
    yield Move(pointer, difference.before, difference.after, found, move_words(difference, element.name))


def _deeds(difference: Difference) -> Iterator[Move]:
    """Classes of action that came into the body of a tool, or went out of it."""
    before, after = (side if isinstance(side, tuple) else () for side in (difference.before, difference.after))
    for action in after:
        if action not in before:
            yield Move(difference.pointer, None, action, Direction.WIDENS, f"its body can now {say(str(action))}")
    for action in before:
        if action not in after:
            words = f"its body can no longer {say(str(action))}"
            yield Move(difference.pointer, action, None, Direction.NARROWS, words)


def _of_case(element: Element, difference: Difference) -> Direction | None:
    """What is handed to the system in a case says nothing by its keys: `skip` of an input skips no eval."""
    if element.kind is not Kind.EVAL:
        return None
    handed = table("evals")["handed"]
    return Direction.UNCLEAR if any(str(part) in handed for part in difference.pointer[:-1]) else None


def _is_text(element: Element, difference: Difference) -> bool:
    key = _key(difference.pointer)
    if is_digest(difference.before):
        return False
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
    if is_digest(difference.before) or is_digest(difference.after):
        return f"{field or 'its content'} changed"
    if difference.in_list:
        if _is_swap(difference.before) and _is_swap(difference.after):
            return f"{field}: {shown(difference.before)} → {shown(difference.after)}".removeprefix(": ")
        said = []
        if difference.before:
            said.append(f"{_verb(field, 'lose')} {shown(difference.before)}")
        if difference.after:
            said.append(f"{_verb(field, 'gain')} {shown(difference.after)}")
        return f"{field} {' and '.join(said)}".strip()
    if difference.pointer and isinstance(difference.pointer[-1], int):
        verb, item = ("lose", difference.before) if difference.after is None else ("gain", difference.after)
        return f"{field} {_verb(field, verb)} {_item(item)}".strip()
    alone = difference.after if difference.before is None else difference.before if difference.after is None else 0
    if isinstance(alone, (tuple, Mapping)) and not alone:
        return f"{'gains' if difference.before is None else 'loses'} {field}"
    if difference.before is None or difference.after is None:
        only = _one(difference.after if difference.before is None else difference.before)
        return f"{field} {only} {'added' if difference.before is None else 'removed'}".strip()
    old, new = pair(difference.before, difference.after)
    return f"{field}: {old} → {new}" if field else f"{old} → {new}"


def _one(value: Json) -> str:
    """A value that only one side has; words are quoted, or they would run into the sentence."""
    said = shown(value)
    return f"“{said}”" if isinstance(value, str) and value.count(" ") > 1 and value[:3] != "..." else said


def _verb(field: str, verb: str) -> str:
    """`scopes gain`, `model gains`; without a field the element is spoken of."""
    return verb if field.endswith("s") and not field.endswith(("ss", "us", "is")) else f"{verb}s"


def _is_swap(items: Json) -> bool:
    return isinstance(items, tuple) and len(items) == 1


def _item(item: Json) -> str:
    named = (item_name(item) or "").partition("=")[2]
    if not named or not isinstance(item, Mapping):
        return shown(item)
    rest = {key: value for key, value in item.items() if value != named}
    return f"{named} ({shown(rest)})" if rest else named
