"""Whether data has the shape that a published JSON Schema asks for, and, where not, why, in words.

The schemas are ours and use few keywords, so a walk of a few microseconds settles the common case: data that holds.
Only data that does not is handed to the validator proper, whose errors become sentences here. A schema brings its own
words: `title` says what a value should be, `examples` what to write instead.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jsonschema import ValidationError

    from threatgate.model import Pointer

_MOST = 20
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_SILENT = frozenset({"$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples"})


class Flaw(NamedTuple):
    """Where data departs from its schema, why, and what to write instead."""

    pointer: Pointer
    message: str
    hint: str


@cache
def schema(name: str) -> dict[str, Any]:
    """A published schema of the package."""
    with open(os.path.join(os.path.dirname(__file__), "schemas", f"{name}.json"), "rb") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def flaws(rules: dict[str, Any], data: Any) -> tuple[Flaw, ...]:
    """Every departure from the schema, at most twenty."""
    if holds(rules, data, rules):
        return ()
    from jsonschema import Draft202012Validator

    found: dict[tuple[Pointer, str], Flaw] = {}
    for error in islice(Draft202012Validator(rules).iter_errors(data), _MOST * 4):
        for flaw in _flaws_of(error):
            found.setdefault((flaw.pointer, flaw.message), flaw)
    return tuple(islice(found.values(), _MOST))


def holds(rules: Any, value: Any, root: dict[str, Any]) -> bool:
    """Whether the value certainly has the shape. A keyword unknown here gives False, and the validator decides."""
    if isinstance(rules, bool):
        return rules
    for keyword, wanted in rules.items():
        if keyword in _SILENT:
            continue
        test = _TESTS.get(keyword)
        if test is None or not test(wanted, value, rules, root):
            return False
    return True


def _has_type(wanted: Any, value: Any, *_: Any) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _same(wanted: Any, value: Any, *_: Any) -> bool:
    return type(value) is type(wanted) and bool(value == wanted)


def _has_names(wanted: Any, value: Any, _: Any, root: dict[str, Any]) -> bool:
    return not isinstance(value, dict) or all(holds(wanted, key, root) for key in value)


def _has_properties(wanted: Any, value: Any, _: Any, root: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    return all(holds(wanted[key], item, root) for key, item in value.items() if key in wanted)


def _has_others(wanted: Any, value: Any, rules: Any, root: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    known = rules.get("properties", {})
    return all(holds(wanted, item, root) for key, item in value.items() if key not in known)


def _has_items(wanted: Any, value: Any, _: Any, root: dict[str, Any]) -> bool:
    return not isinstance(value, list) or all(holds(wanted, item, root) for item in value)


def _bound(kind: type | tuple[type, ...], within: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    """A keyword that limits values of one type and says nothing of others."""
    return lambda wanted, value, *_: isinstance(value, bool) or not isinstance(value, kind) or within(wanted, value)


_TESTS: dict[str, Callable[[Any, Any, Any, dict[str, Any]], bool]] = {
    "$ref": lambda wanted, value, _, root: holds(root["$defs"][wanted.removeprefix("#/$defs/")], value, root),
    "type": _has_type,
    "enum": lambda wanted, value, *_: any(_same(one, value) for one in wanted),
    "const": _same,
    "allOf": lambda wanted, value, _, root: all(holds(one, value, root) for one in wanted),
    "anyOf": lambda wanted, value, _, root: any(holds(one, value, root) for one in wanted),
    "not": lambda wanted, value, _, root: not holds(wanted, value, root),
    "if": lambda wanted, value, rules, root: (
        not holds(wanted, value, root) or holds(rules.get("then", True), value, root)
    ),
    "then": lambda _, __, rules, ___: "if" in rules,
    "pattern": _bound(str, lambda wanted, value: re.search(wanted, value) is not None),
    "minLength": _bound(str, lambda wanted, value: len(value) >= wanted),
    "maxLength": _bound(str, lambda wanted, value: len(value) <= wanted),
    "minimum": _bound((int, float), lambda wanted, value: value >= wanted),
    "maximum": _bound((int, float), lambda wanted, value: value <= wanted),
    "properties": _has_properties,
    "additionalProperties": _has_others,
    "propertyNames": _has_names,
    "required": _bound(dict, lambda wanted, value: all(key in value for key in wanted)),
    "minProperties": _bound(dict, lambda wanted, value: len(value) >= wanted),
    "items": _has_items,
    "minItems": _bound(list, lambda wanted, value: len(value) >= wanted),
    "maxItems": _bound(list, lambda wanted, value: len(value) <= wanted),
}


def _flaws_of(error: ValidationError) -> Iterable[Flaw]:
    """One error of the validator as one flaw, or several for several keys."""
    here: Pointer = tuple(error.absolute_path)
    value: Any = error.instance
    wanted: Any = error.validator_value
    rules = error.schema if isinstance(error.schema, dict) else {}
    if "propertyNames" in error.absolute_schema_path:
        yield _misnamed(here, str(value), rules)
        return
    deeper = [one for one in error.context or () if error.validator == "anyOf" and _is_inside(one)]
    if deeper:
        for one in deeper:
            yield from _flaws_of(one)
        return
    match error.validator:
        case "additionalProperties":
            known = tuple(rules.get("properties", ()))
            for key in value:
                if key not in known:
                    yield _unknown(here, str(key), known)
        case "required":
            for key in wanted:
                if key not in value:
                    example = _example(rules.get("properties", {}).get(key, {})).removeprefix("write")
                    mend = f"add {key}" + (f",{example}" if example else "")
                    yield Flaw(here, f"{_inside(here)}{key} is missing", mend)
        case _:
            complaint, mend = _complaint(error, rules)
            meant = mend if mend.startswith("did") else _example(rules)
            yield Flaw(here, f"{dotted(here)} {complaint}", meant or mend)


def _is_inside(error: ValidationError) -> bool:
    """Whether a failed alternative fitted so far that its error says more than "none of these"."""
    return bool(error.relative_path) or error.validator in ("additionalProperties", "required")


def _complaint(error: ValidationError, rules: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with one value, and what to write instead."""
    value: Any = error.instance
    wanted: Any = error.validator_value
    title = str(rules.get("title", ""))
    match error.validator:
        case "type":
            names = [wanted] if isinstance(wanted, str) else list(wanted)
            words = " or ".join(_WORDS[name] for name in names)
            asked = words if not title or "object" in names or "array" in names else title
            return f"must be {asked}, not {shown(value)}", f"write {words}"
        case "enum":
            listed = ", ".join(map(str, wanted[:12])) + (" …" if len(wanted) > 12 else "")
            close = _nearest(str(value), [str(one) for one in wanted])
            mend = f'did you mean "{close}"?' if close else "write one of these"
            return f"is {shown(value)}, which is none of: {listed}", mend
        case "const":
            return f"is {shown(value)} and must be {shown(wanted)}", f"write {shown(wanted)}"
        case "pattern" | "anyOf":
            return f"is {shown(value)}, which is not {title or 'of the form asked for'}", f"write {title or 'another'}"
        case "minLength" | "minItems" | "minProperties" if len(value) == 0:
            return "is empty", "fill it in or remove it"
        case "minLength" | "minItems" | "minProperties":
            return f"has {_counted(value)}, too few", f"write at least {wanted}"
        case "maxLength" | "maxItems":
            return f"has {_counted(value)}, too many", f"write at most {wanted}"
        case "minimum" | "maximum":
            bound = "least" if error.validator == "minimum" else "most"
            return f"is {shown(value)} and must be at {bound} {wanted}", f"write {wanted}"
    return "does not belong here", "remove it"


def _counted(value: str | list[Any] | dict[str, Any]) -> str:
    return f"{len(value)} {'characters' if isinstance(value, str) else 'entries'}"


def _misnamed(here: Pointer, key: str, rules: dict[str, Any]) -> Flaw:
    """A key that a rule for names refuses: not one of those known, or not of the form that is asked for."""
    if "enum" in rules:
        return _unknown(here, key, tuple(str(name) for name in rules["enum"]))
    title = rules.get("title", "of the form that is asked for")
    return Flaw((*here, key), f"the key {shown(key)} in {dotted(here)} is not {title}", _example(rules) or "rename it")


def _unknown(here: Pointer, key: str, known: tuple[str, ...]) -> Flaw:
    close = _nearest(key, known)
    hint = f'did you mean "{close}"?' if close else f"known here: {', '.join(known[:30])}"
    place = f" in {dotted(here)}" if here else ""
    return Flaw((*here, key), f"unknown key {shown(key)}{place}", hint)


def _nearest(word: str, known: Sequence[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(word[:60], known, n=1, cutoff=0.5)), "")


def _example(rules: Any) -> str:
    examples = rules.get("examples") if isinstance(rules, dict) else None
    return f"write for example {json.dumps(examples[0], ensure_ascii=False)}" if examples else ""


def _inside(here: Pointer) -> str:
    return f"{dotted(here)}." if here else ""


def dotted(pointer: Pointer) -> str:
    """A path of keys and indices as people write it: `covers.changes[0].to`."""
    text = ""
    for part in pointer:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            word = " ".join(part.split())[:60]
            text += f".{word}" if text else word
    return text or "the file"


def shown(value: Any, limit: int = 60) -> str:
    """A value as it may stand in a message: quoted, on one line, not too long."""
    text = str(value) if isinstance(value, (bool, int, float)) or value is None else f'"{value}"'
    text = {"None": "null", "True": "true", "False": "false"}.get(text, text)
    if isinstance(value, dict):
        text = "a mapping"
    elif isinstance(value, list):
        text = "a list"
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
