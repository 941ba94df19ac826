"""Names in code, dotted as written: what is called, what is assigned, what a value refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_strings import pieces

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax

# A chain of a thousand calls has no name that anybody reads, and naming each of its links would cost the square.
LONGEST: Final = 240
MOST_LINKS: Final = 40
_TYPES: Final = {"string": "str", "adjacent": "str", "list": "list", "map": "dict", "function": "function"}
_LOGGERS: Final = frozenset(
    {"console", "log", "logger", "logging", "loguru", "slog", "klog", "glog", "logrus", "zap", "tracing"}
)
_LEVELS: Final = frozenset(
    {
        *("critical", "debug", "error", "exception", "fatal", "group", "groupend", "info", "log", "notice"),
        *("success", "table", "trace", "verbose", "warn", "warning", "fine", "finer", "finest", "severe"),
        *("logcritical", "logdebug", "logerror", "loginformation", "logtrace", "logwarning", "write", "writeline"),
        *("print", "println", "printf"),
    }
)
_PRINTERS: Final = frozenset(
    {
        *("print", "pprint", "println", "eprint", "eprintln", "puts", "NSLog"),
        *("info!", "debug!", "warn!", "error!", "trace!", "log!"),
    }
)
_STREAMS: Final = frozenset({"System.out", "System.err", "Console.Error", "Console.Out", "Debug", "Trace"})
_PRINTERS_OF_FMT: Final = frozenset({"Print", "Printf", "Println"})


def dotted(syntax: Syntax, node: Node) -> str | None:
    """The dotted name of an expression, a call in it written as `()`; None if it starts with no name or literal."""
    links: list[str] = []
    while True:
        if len(links) > MOST_LINKS:
            links.append("…")
            break
        node = syntax.inner(node)
        meaning = syntax.meaning(node)
        if meaning is None:
            return None
        role = meaning.role
        inner: Node | None = None
        if role == "member":
            inner, last = meaning.of(node, "object"), meaning.of(node, "name")
            links.append("" if last is None else f".{syntax.text(last)}")
        elif role == "subscript":
            inner, index = meaning.of(node, "object"), meaning.of(node, "index")
            links.append(_index(syntax, index))
        elif role == "call":
            inner = meaning.of(node, "callee")
            links.append("()")
        elif role == "name":
            links.append(syntax.text(node))
            break
        elif role in _TYPES and links:
            links.append(_TYPES[role])
            break
        if inner is None:
            return None
        node = inner
    name = "".join(reversed(links))
    return name if len(name) <= LONGEST else f"…{name[-LONGEST:]}"


def _index(syntax: Syntax, index: Node | None) -> str:
    if index is None:
        return "[]"
    index = syntax.inner(index)
    role = syntax.role(index)
    if role == "string":
        parts = pieces(syntax, index)
        return f".{parts[0]}" if len(parts) == 1 and isinstance(parts[0], str) else "[…]"
    return f"[{syntax.text(index)}]" if role in {"name", "number"} else "[…]"


def is_log_call(syntax: Syntax, node: Node) -> bool:
    """Whether an expression only writes to a log or to the terminal."""
    node = syntax.inner(node)
    callee = syntax.part(node, "callee")
    return callee is not None and logs(dotted(syntax, callee) or "")


def logs(callee: str) -> bool:
    """Whether a callee is one that writes to a log or to the terminal."""
    owner, _, method = callee.rpartition(".")
    if not owner:
        return method in _PRINTERS
    if owner == "fmt":
        return method in _PRINTERS_OF_FMT
    if owner in _STREAMS:
        return True
    return owner.rpartition(".")[2].strip("_").lower() in _LOGGERS and _plain(method) in _LEVELS


def _plain(method: str) -> str:
    """A level without what says how the text is put together: `Infof`, `Warnln`."""
    level = method.lower()
    return next((level[: -len(end)] for end in ("ln", "f", "w") if level[: -len(end)] in _LEVELS), level)
