"""The model that a node of code names: an id, an environment variable with its default, a provider's function call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Call, Code, Located, Map, Ref, Scalar, Seq, text_of
from threatgate.model_ids import looks_like_model, parse
from threatgate.recognisers._code import tail
from threatgate.recognisers._model_words import is_entry_id, is_loader, is_model_constant, names_model, provider_of
from threatgate.recognisers._stated import COMPUTED, is_function, quoted, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

_IDENTIFIER = re.compile(r"(?=[^/]*[A-Za-z])[\w@][\w.:/@+\[\]-]{1,119}")
_BESIDE = frozenset({"==", "===", "!=", "!==", "in", "case", ".includes", "includes"})


def model_in(node: Located, *, named: bool, ai: bool) -> Any:
    """The model a node states, or `COMPUTED`.

    Where the place is `named` after models, ids that are ordinary words count too, and in an `ai` file any identifier.
    """
    match node:
        case Scalar(value=str(text)):
            return text if is_model(text, named=named, ai=ai) else COMPUTED
        case Ref():
            value = stated(node)
            last = tail(node.name)
            if named and ai and value is COMPUTED and is_model_constant(node.name):
                return {"$ref": last}
            known = parse(last) is not None or names_model(last) or (named and value is not COMPUTED)
            return value if known and value is not COMPUTED else COMPUTED
        case Call():
            return _in_call(node, named=named, ai=ai)
        case Code():
            return _in_code(node, named=named, ai=ai)
        case Seq():
            return _in_list(node, named=named, ai=ai)
    return COMPUTED


def is_model(text: str, *, named: bool, ai: bool) -> bool:
    """Whether a text is a model id; where the place says "model", whether it can be one."""
    if looks_like_model(text) or (named and parse(text) is not None):
        return True
    if not named or not ai:
        return False
    return _IDENTIFIER.fullmatch(text) is not None and not text.endswith((".py", ".ts", ".js", ".json", ".yaml"))


def _in_call(call: Call, *, named: bool, ai: bool) -> Any:
    if call.callee == "Literal":
        listed = [text for item in call.args if (text := text_of(item)) is not None]
        return sorted(listed) if named and any(parse(text) is not None for text in listed) else COMPUTED
    value = stated(call)
    if value is not COMPUTED:
        default = value.get("default", "") if isinstance(value, dict) else value
        if isinstance(value, dict) and "$env" in value:
            return (
                value
                if (default and is_model(str(default), named=named, ai=ai)) or names_model(str(value["$env"]))
                else COMPUTED
            )
        return default if isinstance(default, str) and is_model(default, named=named, ai=ai) else COMPUTED
    asked = text_of(call.args[0]) if call.args else None
    provider = provider_of(call.callee)
    if asked is None:
        return COMPUTED
    if is_loader(call.callee) and (parse(asked) is not None or "/" in asked):
        return asked
    if provider is not None and is_model(asked, named=True, ai=True):
        return asked
    return COMPUTED


def _in_code(code: Code, *, named: bool, ai: bool) -> Any:
    """The ids a choice ends in; ids that are only compared with do not count."""
    if is_function(code):
        return COMPUTED
    if code.choices:
        found = [value for item in code.choices if (value := model_in(item, named=named, ai=ai)) is not COMPUTED]
    else:
        found = [
            text
            for text, before, after in quoted(code.text)
            if looks_like_model(text) and not _BESIDE & {before, after}
        ]
    if not found:
        return COMPUTED
    return found[0] if len(found) == 1 else found


def _in_list(node: Seq, *, named: bool, ai: bool) -> Any:
    found = [value for item in node.items if (value := model_in(item, named=named, ai=ai)) is not COMPUTED]
    return found or COMPUTED


def provider_beside(node: Located) -> str | None:
    """The provider that a model's own expression names: `groq("…")`, `ChatOpenAI(…)`."""
    return provider_of(node.callee) if isinstance(node, Call) else None


def ids_in(node: Located, *, named: bool) -> Iterator[tuple[str, Located]]:
    """Model ids among the keys, items and id fields of a list or map, with what stands under each.

    In a place that is `named` after models, ids that are ordinary words count too.
    """
    if isinstance(node, Map):
        for entry in node.entries:
            known = entry.key if is_model(entry.key, named=named, ai=False) else _id_of(entry.value, named=named)
            if known is not None:
                yield known, entry.value
    elif isinstance(node, Seq):
        for item in node.items:
            known = _id_of(item, named=named)
            if known is not None:
                yield known, item


def _id_of(node: Located, *, named: bool) -> str | None:
    """The id that an entry of a catalogue is or carries."""
    match node:
        case Map():
            texts = [text_of(entry.value) for entry in node.entries if is_entry_id(entry.key)]
        case Call():
            texts = [text_of(item) for item in node.args[:1]]
        case Seq():
            texts = [text_of(item) for item in node.items[:1]]
        case _:
            texts = [text_of(node)]
    return next((text for text in texts if text is not None and is_model(text, named=named, ai=False)), None)
