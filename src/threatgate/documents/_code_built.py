"""Chains of settings that end in `build()`, and objects with an initialiser: one call with named arguments each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._located import Call, Entry, Map, Scalar, Seq
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._located import Located

_STARTS: Final = frozenset(
    {
        "builder",
        "newBuilder",
        "Builder",
        "toBuilder",
        "createBuilder",
        "CreateBuilder",
        "NewBuilder",
        "ToBuilder",
        "default",
        "new",
    }
)
_LISTS: Final = frozenset(
    {
        *("List", "HashSet", "SortedSet", "Queue", "Stack", "LinkedList", "Collection", "ObservableCollection"),
        *("ArrayList", "ConcurrentBag", "ReadOnlyCollection"),
    }
)
_MAPS: Final = frozenset({"Dictionary", "SortedDictionary", "ConcurrentDictionary", "ReadOnlyDictionary", "Hashtable"})
TYPES: Final = "<T>"


def built(links: Sequence[Located]) -> Call | None:
    """`X.builder().model("m").build()` as `X(model="m")`; the links of the chain from the first on.

    A setting without an argument is switched on; one that is given several times has all its values.
    """
    calls = [link for link in links if isinstance(link, Call)]
    first, last = calls[0], calls[-1]
    if len(calls) < len(links) or last.args or any(entry.key != TYPES for entry in last.kwargs):
        return None
    name, begins = _made(first)
    if not name:
        return None
    given: dict[str, list[Entry]] = {entry.key: [entry] for entry in first.kwargs} if begins else {}
    for link in calls[begins:-1]:
        method = link.callee.rpartition(".")[2]
        span = Span(link.args[0].span.line if link.args else link.span.end_line, link.span.end_line)
        given.setdefault(method, []).append(Entry(method, _given(link, span), span))
    found = (entries[0] if len(entries) == 1 else _together(entries) for entries in given.values())
    return Call(name, first.args if begins else (), tuple(found), last.span)


def _together(entries: Sequence[Entry]) -> Entry:
    items = tuple(item for entry in entries for item in _items(entry.value))
    span = Span(entries[0].span.line, entries[-1].span.end_line)
    return Entry(entries[0].key, Seq(items, span), span)


def was_set(method: str, prefix: str) -> str:
    """The field that a method sets, `setTopK` is `topK`; "" for another method."""
    name = method.removeprefix(prefix) if prefix and method.startswith(prefix) else ""
    return name[:1].lower() + name[1:] if name[:1].isupper() else ""


def set_up(links: Sequence[Located], prefix: str) -> Call | None:
    """`new X(a).setModel("m").setTopK(3)` as `X(a, model="m", topK=3)`."""
    calls = [link for link in links if isinstance(link, Call)]
    first, rest = calls[0], calls[1:]
    named = [was_set(link.callee.rpartition(".")[2], prefix) for link in rest]
    created_here = first.callee.rpartition(".")[2][:1].isupper()
    if not rest or len(calls) < len(links) or not created_here or not all(named):
        return None
    if any(len(link.args) != 1 or link.kwargs for link in rest):
        return None
    found = {entry.key: entry for entry in first.kwargs}
    for name, link in zip(named, rest, strict=True):
        found[name] = Entry(name, link.args[0], Span(link.args[0].span.line, link.span.end_line))
    return Call(first.callee, first.args, tuple(found.values()), rest[-1].span)


def _made(first: Call) -> tuple[str, int]:
    """What a chain makes, and with which link its settings begin."""
    owner, _, method = first.callee.rpartition(".")
    if method in _STARTS and owner:
        return owner, 1
    if method[:1].isupper():
        return first.callee.removesuffix("Builder").removesuffix("."), 1
    if owner.rpartition(".")[2][:1].isupper():
        return first.callee, 1
    return owner.removesuffix("()"), 0


def _given(link: Call, span: Span) -> Located:
    if link.kwargs:
        return Map(link.kwargs, span)
    if not link.args:
        return Scalar(value=True, span=span)
    return link.args[0] if len(link.args) == 1 else Seq(link.args, span)


def _items(value: Located) -> tuple[Located, ...]:
    return value.items if isinstance(value, Seq) else (value,)


def created(callee: str, args: Sequence[Located], kwargs: Sequence[Entry], made: Located, span: Span) -> Located:
    """An object with its initialiser: fields by name beside the arguments, or the collection that it is."""
    kind = callee.rpartition(".")[2]
    if isinstance(made, Map):
        if kind in _MAPS or not (callee or args or kwargs):
            return made
        named = {entry.key: entry for entry in (*kwargs, *made.entries)}
        return Call(callee or "new", tuple(args), tuple(named.values()), span)
    if kind in _LISTS or not (callee or args or kwargs):
        return made
    return Call(callee or "new", (*args, made), tuple(kwargs), span)
