"""What code states as a value: literals, constants, environment variables with their defaults. The rest is computed.

Computed parts are left out of an element's value, so that renaming a variable or moving a line changes nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from threatgate.catalog import table
from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq
from threatgate.recognisers._code import is_constant, tail
from threatgate.recognisers._secrets import hidden

if TYPE_CHECKING:
    from threatgate.recognisers._parts import Part


class Computed:
    """The value of what only a run can tell."""


SENTENCE = 2
COMPUTED: Final = Computed()
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_CHOSEN = frozenset({"", "or", "||", "??", "?", ":", "else", "=", "return", "=>", "|"})


def stated(node: Located | None) -> Any:
    """The JSON value that the code states, or `COMPUTED`."""
    match node:
        case Scalar():
            return COMPUTED if isinstance(node.value, str) and _only_reference(node.value) else node.value
        case Seq():
            items = [value for item in node.items if (value := stated(item)) is not COMPUTED]
            return items if items or not node.items else COMPUTED
        case Map():
            found = {entry.key: value for entry in node.entries if (value := stated(entry.value)) is not COMPUTED}
            return found if found or not node.entries else COMPUTED
        case Ref():
            return {"$ref": tail(node.name)} if is_constant(node.name) or _is_member(node.name) else COMPUTED
        case Call():
            return _of_call(node)
        case Code():
            return _of_code(node)
    return COMPUTED


def _only_reference(text: str) -> bool:
    return text.startswith("{") and text.endswith("}") and text.count("{") == 1


def _is_member(name: str) -> bool:
    """`SearchType.Hybrid`, `.hybrid`: a member of something named like a type, or of the type that is asked for."""
    owner, dot, last = name.rpartition(".")
    if dot and not owner:
        return True
    return bool(owner) and tail(owner)[:1].isupper() and last[:1].isupper()


def _of_call(call: Call) -> Any:
    rows = table("code_values")
    name = tail(call.callee)
    if name in rows["environment"] or call.callee in rows["environment"]:
        variable = stated(call.args[0]) if call.args else COMPUTED
        default = stated(call.args[1] if len(call.args) > 1 else call.named("default", "fallback"))
        if not isinstance(variable, str):
            return default
        return {"$env": variable} if default is COMPUTED else {"$env": variable, "default": default}
    if name == "Literal":
        return [item.value for item in call.args if isinstance(item, Scalar)]
    if name in rows["transparent"]:
        default = call.named("default", "default_value", "defaultValue")
        if default is not None:
            return stated(default)
        if call.args:
            return stated(call.args[0])
        return stated(call.receiver) if call.receiver is not None else COMPUTED
    if (
        name[:1].isupper()
        and call.args
        and isinstance(call.args[0], Scalar)
        and isinstance(call.args[0].value, (int, float))
    ):
        return call.args[0].value
    return COMPUTED


def _of_code(code: Code) -> Any:
    """The literals that a choice ends in (`env or "x"`, `a ? "x" : "y"`), in order; one stands for itself."""
    if is_function(code):
        return COMPUTED
    if code.choices:
        found = [
            value for item in code.choices if (value := stated(item)) is not COMPUTED and not isinstance(value, dict)
        ]
        return COMPUTED if not found else found[0] if len(found) == 1 else found
    chosen = [
        text
        for text, before, after in quoted(code.text)
        if before in _CHOSEN and after not in ("==", "===", "!=", "!==", "in")
    ]
    if not chosen:
        return COMPUTED
    return chosen[0] if len(chosen) == 1 else chosen


def quoted(text: str) -> list[tuple[str, str, str]]:
    """The string literals of normalised code, decoded, each with the tokens before and after it."""
    return [
        (_decoded(match.group()), _token_before(text, match.start()), _token_after(text, match.end()))
        for match in _STRING.finditer(text)
    ]


def is_function(code: Code) -> bool:
    """Whether some code is a function with a body, whose texts state no value."""
    return "{|" in code.text


def without_strings(text: str) -> str:
    """Normalised code without its string literals."""
    return _STRING.sub('""', text)


def without_prose(text: str) -> str:
    """Normalised code without its sentences: literals of several words say something, they decide nothing."""
    return _STRING.sub(lambda match: '"…"' if match.group().count(" ") > SENTENCE else match.group(), text)


def _decoded(literal: str) -> str:
    """A literal as normalised code writes it, which is as JSON does."""
    try:
        return str(json.loads(literal))
    except ValueError:
        return literal[1:-1]


def _token_before(text: str, at: int) -> str:
    words = text[max(0, at - 40) : at].split()
    return words[-1] if words else ""


def _token_after(text: str, at: int) -> str:
    words = text[at : at + 40].split(maxsplit=1)
    return words[0] if words else ""


def setting(entry: Entry, key: str = "") -> Part | None:
    """An entry as a part of an element's value, secrets out; None if its value is computed."""
    value = stated(entry.value)
    if value is COMPUTED:
        return None
    name = key or entry.key
    return name, hidden(entry.key, value), (((name,), entry.span),)
