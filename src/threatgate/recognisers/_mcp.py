"""One MCP server as any client configures it: a tool, and what of it runs without asking.

Serves configuration files and object literals in code alike: `server` takes a map, whatever it was written in.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Pointer, Scope, Span
from threatgate.recognisers._packages import Word, run_of
from threatgate.recognisers._parts import Part, alone, fixed, kept, listed, members, whole
from threatgate.recognisers._secrets import hidden, masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.recognisers._api import Found

SUBJECT = "mcp_server"


@cache
def _fields() -> dict[str, str]:
    return {str(key): str(role) for role, keys in table("mcp")["fields"].items() for key in keys}


def is_server(node: Located | None) -> bool:
    """Whether a map has the shape of a server: a command to start or an address to call, as MCP clients write them."""
    if not isinstance(node, Map):
        return False
    roles = {_fields().get(entry.key): entry.value for entry in node.entries}
    kind = text_of(roles.get("type"))
    known = kind is not None and kind.lower() in table("mcp")["transports"]
    command = roles.get("command")
    if isinstance(command, Map):
        return "path" in command.keys
    if command is not None and (text_of(command) or isinstance(command, Seq)):
        return "args" in roles or "env" in roles or known or len(node.entries) <= 2
    address = text_of(roles.get("url"))
    return (address is not None and ("://" in address or "$" in address or "{" in address)) or (
        known and kind != "http"
    )


def servers(node: Located | None) -> tuple[tuple[str, Map, Span], ...]:
    """The servers of a map by their keys, or of a list by the names of its items, each with its place."""
    if isinstance(node, Seq):
        found = []
        for item in node.items:
            name = next(
                (text for key in table("mcp")["fields"]["name"] if (text := text_of(entries_get(item, key)))), None
            )
            if isinstance(item, Map) and name is not None and is_server(item):
                found.append((name, item, item.span))
        return tuple(found)
    return tuple(
        (entry.key, entry.value, entry.span)
        for entry in entries_of(node)
        if isinstance(entry.value, Map) and is_server(entry.value)
    )


def called(node: Map) -> str:
    """The name of a server that no key names: its own, or that of what it runs or calls."""
    for key in (*table("mcp")["fields"]["name"], "ref"):
        if text := text_of(node.get(key)):
            return text
    parts = {key: value for key, value, _ in _reach(node, node.span)}
    shown = parts.get("package") or parts.get("url") or parts.get("command") or "mcp"
    return str(shown).partition("://")[2].partition("/")[0] if "://" in str(shown) else str(shown)


def entries_get(node: Located, key: str) -> Located | None:
    """The value of a key where the node is a map."""
    return node.get(key) if isinstance(node, Map) else None


def server(name: str, node: Map, span: Span, scope: Scope | None = None) -> Iterator[Found]:
    """The elements of one server: the tool it is, and its approvals."""
    parts = [*_reach(node, span), *_settings(node)]
    yield whole(Kind.TOOL, name, parts, span, subject=SUBJECT, claims=(node,), scope=scope)
    yield from _approvals(name, node, scope)


def _reach(node: Map, span: Span) -> Iterator[Part]:
    roles: dict[str, Entry] = {}
    for entry in node.entries:
        roles.setdefault(_fields().get(entry.key, ""), entry)
    yield fixed("transport", _transport(roles), span)
    yield from _run(roles)
    for role in ("url", "env", "headers"):
        given = roles.get(role)
        if given is None or plain(given.value) in ("", None, {}, []):
            continue
        yield fixed("url", masked(str(plain(given.value))), given.span) if role == "url" else _names(role, given)


def _transport(roles: dict[str, Entry]) -> str:
    kind = text_of(roles["type"].value) if "type" in roles else None
    if kind is None and "type" in roles and isinstance(roles["type"].value, Map):
        kind = text_of(roles["type"].value.get("type"))
    known = table("mcp")["transports"].get((kind or "").lower())
    if "command" in roles and known in (None, "http"):
        return "stdio"
    if kind is not None:
        return str(known or kind)
    return "sse" if "url" in roles and roles["url"].key == "sse_url" else "http"


def _run(roles: dict[str, Entry]) -> Iterator[Part]:
    """Command, package, version, folders and the other arguments."""
    entry = roles.get("command")
    if entry is None:
        if "args" in roles:
            yield kept(roles["args"], "args")
        return
    command, args = _command_line(entry, roles.get("args"))
    run = run_of(command, args, entry.span)
    yield fixed("command", masked(run.command), entry.span)
    place = roles["args"].span if "args" in roles else entry.span
    if run.package is not None:
        yield fixed("package", *run.package)
        yield fixed(
            "version", run.version[0] if run.version else None, run.version[1] if run.version else run.package[1]
        )
    if run.range is not None:
        yield fixed("range", *run.range)
    if run.roots:
        yield listed("roots", run.roots, place)
    if run.args:
        yield (
            "args",
            [text for text, _ in run.args],
            ((("args",), place), *((("args", at), span) for at, (_, span) in enumerate(run.args))),
        )


def _command_line(entry: Entry, args: Entry | None) -> tuple[str, list[Word]]:
    """Command and arguments of every dialect: a string, a list, or Zed's map of path and args."""
    node: Located = entry.value
    words: list[Word] = []
    if isinstance(node, Map):
        words = [_word(item) for item in items_of(node.get("args"))]
        node = node.get("path") or Scalar("", entry.span)
    if isinstance(node, Seq) and node.items:
        node, *more = node.items
        words = [_word(item) for item in more]
    if args is not None:
        one = text_of(args.value)
        words += (
            [(text, args.span) for text in one.split()]
            if one is not None
            else [_word(item) for item in items_of(args.value)]
        )
    text = text_of(node)
    return text if text is not None else str(plain(node)), words


def _word(node: Located) -> Word:
    text = text_of(node)
    return (text if text is not None else str(plain(node))), node.span


def _names(role: str, entry: Entry) -> Part:
    """Variables or headers by name; a literal secret stands as a marker, so that none is ever in a report."""
    if isinstance(entry.value, Seq):
        value: dict[str, Any] = {}
        marks: list[tuple[Pointer, Span]] = [((role,), entry.span)]
        for item in entry.value.items:
            name, _, given = str(plain(item)).partition("=")
            value[name] = hidden(name, given) if given else None
            marks.append(((role, name), item.span))
        return role, value, tuple(marks)
    return kept(entry, role)


def _settings(node: Map) -> Iterator[Part]:
    """Switches, tool filters, and whatever else the dialect knows."""
    tools: list[Part] = []
    for entry in node.entries:
        role = _fields().get(entry.key, "")
        if role in ("off", "on") and plain(entry.value) is (role == "off"):
            yield fixed("disabled", value=True, span=entry.span)
        elif role in ("include", "exclude") and not _shapes(entry.value):
            if role == "include" or plain(entry.value):
                tools.append(listed(role, members(entry.value), entry.span))
        elif not role and entry.key not in table("mcp")["ignored"]:
            yield kept(entry)
    if tools:
        value: dict[str, Any] = {key: items for key, items, _ in tools}
        first = tools[0][2][0][1]
        marks = tuple((("tools", *pointer), place) for _, _, places in tools for pointer, place in places)
        yield "tools", value, ((("tools",), first), *marks)


def _shapes(node: Located) -> bool:
    """Per-tool settings (`tools.delete.approval_mode`) rather than a list of names."""
    return any(isinstance(entry.value, Map) for entry in entries_of(node))


def _approvals(name: str, node: Map, scope: Scope | None) -> Iterator[Found]:
    for entry in node.entries:
        role = _fields().get(entry.key, "")
        if role == "auto_approve":
            yield from _auto(f"{name}.auto_approve", entry, scope)
        elif role == "require_approval":
            part = kept(entry, "require_approval")
            yield alone(Kind.APPROVAL, f"{name}.require_approval", part, entry.span, claims=(entry.value,), scope=scope)
        elif role == "include" and _shapes(entry.value):
            for tool in entries_of(entry.value):
                for setting in entries_of(tool.value):
                    if _fields().get(setting.key) in ("require_approval", "auto_approve"):
                        yield from _auto(f"{name}.{tool.key}.auto_approve", setting, scope)


def _auto(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    """Tools that run unasked, as a set; `trust: true` and the mode `approve` mean all. None at all is no element."""
    value = plain(entry.value)
    everything = value is True or value == "approve"
    mode = value in (False, None) or entry.key.endswith("_mode")
    items = [("*", entry.span)] if everything else [] if mode else members(entry.value)
    if items:
        part = listed("auto_approve", items, entry.span)
        yield alone(Kind.APPROVAL, name, part, entry.span, subject="auto_approve", claims=(entry.value,), scope=scope)
