"""The text that a node of code comes to, literals as written and gaps for what is computed; the messages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Call, Code, Located, Map, Ref, Scalar, Seq, text_of
from threatgate.recognisers._code import tail
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._prompt_words import (
    VERY_LONG,
    content_keys,
    finds,
    is_role,
    name_strength,
    role_keys,
    shapes,
    wraps,
)
from threatgate.recognisers._stated import is_function, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span

GAP = "{…}"
DEEP = 12
_FILES = (
    ".md",
    ".txt",
    ".j2",
    ".jinja",
    ".jinja2",
    ".prompt",
    ".prompty",
    ".yaml",
    ".yml",
    ".json",
    ".hbs",
    ".mustache",
    ".st",
)


def text_in(node: Located | None, depth: int = 0) -> str | None:
    """The text a node comes to; None if it holds no literal text."""
    if node is None or depth > DEEP:
        return None
    match node:
        case Scalar():
            return normalised(node.value) if isinstance(node.value, str) else None
        case Seq():
            parts = [text_in(item, depth + 1) for item in node.items]
            if not parts or all(part is None for part in parts) or any(isinstance(item, Map) for item in node.items):
                return None
            if any(isinstance(item, Seq) for item in node.items) and not any(_tells(part) for part in parts if part):
                # Rows of a table of words and labels.
                return None
            return "\n".join(part if part is not None else GAP for part in parts)
        case Call():
            return _of_call(node, depth)
        case Code() if node.choices:
            found = [text for item in node.choices if (text := text_in(item, depth + 1)) is not None]
            return "\n".join(found) if found else None
        case Code() if not is_function(node):
            pieces = [inner for inner, _, _ in quoted(node.text) if " " in inner.strip() or len(inner) > 20]
            return normalised(GAP.join(pieces)) if pieces else None
        case Map():
            return _of_parts(node, depth)
    return None


def _tells(text: str) -> bool:
    """Whether a row holds a line that is long enough to tell somebody something."""
    return any(len(line) > VERY_LONG for line in text.split("\n"))


def _of_call(call: Call, depth: int) -> str | None:
    method = tail(call.callee)
    if not shapes(call.callee):
        return None
    own = text_in(call.receiver, depth + 1)
    if method in ("join", "concat"):
        texts = [text for item in (call.receiver, *call.args) if (text := text_in(item, depth + 1)) is not None]
        return max(texts, key=len) if texts else None
    if own is not None:
        return own.strip() if method in ("strip", "trim") else own
    if method == "t" and len(call.args) > 1 and (text := text_in(call.args[1], depth + 1)) is not None:
        # The key of a translation, and the text where there is none.
        return text
    first = call.args[0] if call.args else call.named("template", "text", "content", "default")
    return text_in(first, depth + 1)


def _of_parts(node: Map, depth: int) -> str | None:
    """A part of a message: `{"type": "text", "text": "…"}`."""
    return text_in(node.get("text"), depth + 1)


def messages_in(node: Located) -> Iterator[tuple[str, str, Span]]:
    """Role, text and place of the messages in a list, map, tuple or wrapper call."""
    match node:
        case Map():
            role = next((text_of(entry.value) for entry in node.entries if entry.key in role_keys()), None)
            content = next((entry.value for entry in node.entries if entry.key in content_keys()), None)
            if (
                is_role(role)
                and role not in ("tool", "function")
                and content is not None
                and (text := text_in(content)) is not None
            ):
                yield str(role), text, node.span
        case Seq():
            first = text_of(node.items[0]) if len(node.items) == 2 else None
            if is_role(first):
                if (text := text_in(node.items[1])) is not None:
                    yield str(first), text, node.span
                return
            for item in node.items:
                yield from messages_in(item)
        case Call() if wraps(node.callee) or _by_author(node):
            yield from _of_wrapper(node)


def _of_wrapper(call: Call) -> Iterator[tuple[str, str, Span]]:
    role = (
        text_of(call.named("role"))
        or _role_given(call)
        or tail(call.callee.removesuffix(".from_template").removesuffix(".fromTemplate"))
    )
    content = call.named("content", "template", "text", "prompt", "messages", "parts", "contents")
    for node in (content, *call.args):
        if node is None or (isinstance(node, (Ref, Code)) and text_in(node) is None):
            continue
        text = None if isinstance(node, Map) or is_message_list(node) else text_in(node)
        if text is not None:
            yield role, text, call.span
            return
        inner = list(messages_in(node))
        if inner:
            yield from inner
            return


def _role_given(call: Call) -> str | None:
    """The role that is the first argument: `new ChatMessage(ChatRole.System, "…")`."""
    first = call.args[0] if call.args else None
    last = tail(first.name).lower() if isinstance(first, Ref) else None
    return last if is_role(last) else None


def is_message_list(node: Located) -> bool:
    """Whether a list holds messages, whatever their text."""
    if not isinstance(node, Seq):
        return False
    return any(_is_message(item) for item in node.items)


def _is_message(node: Located) -> bool:
    match node:
        case Map():
            return any(entry.key in role_keys() and is_role(text_of(entry.value)) for entry in node.entries) and bool(
                content_keys() & set(node.keys)
            )
        case Seq():
            return len(node.items) == 2 and is_role(text_of(node.items[0]))
        case Call():
            return wraps(node.callee) or _by_author(node)
    return False


def _by_author(call: Call) -> bool:
    """Whether a call is named after the author of its one text, or given who that is: `new(Role.User, …)`."""
    if call.callee == "new" and _role_given(call) is not None:
        return True
    return is_role(call.callee) and len(call.args) + len(call.kwargs) == 1


def sources(node: Located | None, depth: int = 0) -> Iterator[str]:
    """Where a prompt that is no literal here comes from: prompts by name, files and hub entries it is read from."""
    match node:
        case Ref():
            yield from prompt_name(node.name)
        case Scalar(value=str(text)) if depth and " " not in text and ("/" in text or text.endswith(_FILES)):
            yield text
        case Call() if depth < DEEP and not finds(node.callee):
            yield from prompt_name(node.callee)
            yield from sources(node.receiver, depth + 1)
            for item in node.args:
                yield from sources(item, depth + 1)


def prompt_name(dotted: str) -> Iterator[str]:
    """Of a dotted name the part that names a prompt, or stands in a module of prompts."""
    names = dotted.replace("()", "").split(".")
    for at, name in enumerate(names):
        if name_strength(name) == "sure":
            yield ".".join(names[at : at + 2]) if at + 1 < len(names) and not shapes(names[at + 1]) else name
            return


def references(node: Located | None, depth: int = 0) -> Iterator[str]:
    """The names a text is made of."""
    match node:
        case Ref():
            yield tail(node.name)
        case Call() if depth < DEEP and (shapes(node.callee) or wraps(node.callee)):
            yield tail(node.callee.rpartition(".")[0])
            yield from references(node.receiver, depth + 1)
            for item in (*node.args, *(entry.value for entry in node.kwargs)):
                yield from references(item, depth + 1)
        case Map() if depth < DEEP:
            for entry in node.entries:
                if entry.key in content_keys():
                    yield from references(entry.value, depth + 1)
        case Seq() if depth < DEEP:
            for item in node.items:
                yield from references(item, depth + 1)
