"""One move of a modified element in the words of its kind."""

from __future__ import annotations

from collections.abc import Mapping

from threatgate.model import Change, Direction, Json, Kind, Move, Pointer
from threatgate.triggers._moves import MODEL_KEYS
from threatgate.triggers._shown import apart, clipped, field_of, shown

QUOTING = ("“", "gains “", "loses “")
QUOTED, REWORDED = 60, 42


def phrase(change: Change, move: Move) -> str:
    """What a move says in a summary; moves inside one part that came or went whole say the same."""
    element = change.element
    whole = _whole(change, move.pointer)
    if whole is not None:
        return whole
    if element.kind is Kind.MODEL and isinstance(move.before, str) and isinstance(move.after, str):
        field = next((part for part in reversed(move.pointer) if isinstance(part, str) and part[:1] != "$"), "")
        named = "" if field in MODEL_KEYS or not field_of((field,), element.name) else f"{field} "
        alias = (
            ", a floating alias instead of a pin" if move.direction is Direction.WIDENS and floating(move.after) else ""
        )
        return f"{named}{move.before} → {move.after}{alias}"
    if element.subject == "credential" and move.pointer == ("literal",):
        return f"its value {'now stands' if move.after else 'no longer stands'} in the file"
    if element.kind is Kind.TOOL and move.pointer and move.pointer[-1] == "version" and move.after is None:
        return f"version pin {shown(move.before)} dropped, so whatever is newest runs"
    return _quoted(move) if move.words.startswith(QUOTING) else move.words


def _quoted(move: Move) -> str:
    """Sentences that came, went or were reworded, each cut to where it says something else."""
    old, new = str(move.before or ""), str(move.after or "")
    if old and new:
        one, other = apart(" ".join(old.split()), " ".join(new.split()), REWORDED)
        return f"“{one}” → “{other}”"
    return f"gains “{clipped(new, QUOTED)}”" if new else f"loses “{clipped(old, QUOTED)}”"


def _whole(change: Change, pointer: Pointer) -> str | None:
    """The part of the value around this place that only one side has, as one gain or loss."""
    if change.before is None or change.after is None:
        return None
    old, new = change.before.value, change.after.value
    for length, key in enumerate(pointer, start=1):
        if not isinstance(old, Mapping) or not isinstance(new, Mapping) or not isinstance(key, str):
            return None
        old, new = old.get(key), new.get(key)
        if old is None or new is None:
            part = new if old is None else old
            if length == len(pointer) or not isinstance(part, Mapping) or any(name.startswith("$") for name in part):
                return None
            field = field_of(pointer[:length], change.element.name)
            return f"{'gains' if old is None else 'loses'} {field} ({clipped(shown(part), REWORDED)})"
    return None


def floating(model: str) -> bool:
    """Whether a model id is an alias: what runs behind it can change without a commit."""
    from threatgate.model_ids import parse

    parsed = parse(model)
    return parsed is not None and parsed.floating


def named_model(value: Json) -> str:
    """The model id in a model element's value, "" if it names none."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in sorted(value, key=lambda key: key not in MODEL_KEYS):
            item = value[key]
            if isinstance(item, str) and (key in MODEL_KEYS or "model" in key.lower()):
                return item
    return ""
