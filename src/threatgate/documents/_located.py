"""Values that know their lines: what every format, data or code, is read into.

A configuration file and an object literal in code both become these nodes, so one recogniser serves both. `Ref`, `Call`
and `Code` occur in code only. Nodes are told apart by `id`: two equal ones stand in different places. They are named
tuples because these cost a quarter of a dataclass to import and half to make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Pointer, Span


class Scalar(NamedTuple):
    """A string, number, boolean or null. In code, an interpolated part of a string stands as `{expression}`."""

    value: str | int | float | bool | None
    span: Span


class Seq(NamedTuple):
    """A list, tuple or set literal."""

    items: tuple[Located, ...]
    span: Span


class Entry(NamedTuple):
    """A key with its value; the span runs from the key to the end of the value."""

    key: str
    value: Located
    span: Span


class Map(NamedTuple):
    """A mapping or object literal; entries in the order of the file, keys unique."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, *keys: str) -> Located | None:
        """The value at a path of keys, or None."""
        node: Located | None = self
        for key in keys:
            if not isinstance(node, Map):
                return None
            node = next((entry.value for entry in node.entries if entry.key == key), None)
        return node

    def entry(self, key: str) -> Entry | None:
        """The entry of one key, or None."""
        return next((entry for entry in self.entries if entry.key == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the file."""
        return tuple(entry.key for entry in self.entries)


class Ref(NamedTuple):
    """A dotted name in code that stands for a value defined elsewhere."""

    name: str
    span: Span


class Call(NamedTuple):
    """A call in code: dotted callee, positional arguments, named arguments (an object argument stays an argument).

    A method chain keeps its receiver as text: `client.chat.completions.create`; a receiver that is itself a call is
    written with `()`, as in `ChatClient.builder().defaultSystem`, and is found in `receiver`.
    """

    callee: str
    args: tuple[Located, ...]
    kwargs: tuple[Entry, ...]
    span: Span
    receiver: Located | None = None

    def named(self, *names: str) -> Located | None:
        """The first of these named arguments that is given, also as a key of an object passed last."""
        for entry in self.kwargs:
            # Fields of structs are written in capitals where they are public.
            if entry.key in names or entry.key[:1].lower() + entry.key[1:] in names:
                return entry.value
        last = self.args[-1] if self.args else None
        if isinstance(last, Map):
            return next((entry.value for entry in last.entries if entry.key in names), None)
        return None


class Code(NamedTuple):
    """Any other expression, as its tokens joined by single spaces, comments left out.

    `choices` are the values that a conditional expression or a default (`x or "y"`, `x ?? "y"`) chooses from.
    """

    text: str
    span: Span
    choices: tuple[Located, ...] = ()


Located: TypeAlias = "Scalar | Seq | Map | Ref | Call | Code"


def plain(node: Located) -> Any:
    """The JSON value of a node. Code that is no literal becomes `{"$ref": …}`, `{"$call": …}` or `{"$code": …}`."""
    match node:
        case Scalar():
            return node.value
        case Seq():
            return [plain(item) for item in node.items]
        case Map():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Ref():
            return {"$ref": node.name}
        case Call():
            value: dict[str, Any] = {"$call": node.callee}
            if node.args:
                value["args"] = [plain(item) for item in node.args]
            if node.kwargs:
                value["named"] = {entry.key: plain(entry.value) for entry in node.kwargs}
            return value
        case Code():
            return {"$code": node.text}


def text_of(node: Located | None) -> str | None:
    """The string a node holds, or None if it is not a string."""
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None


def entries_of(node: Located | None) -> tuple[Entry, ...]:
    """The entries of a map; none for anything else."""
    return node.entries if isinstance(node, Map) else ()


def items_of(node: Located | None) -> tuple[Located, ...]:
    """The items of a list; none for anything else."""
    return node.items if isinstance(node, Seq) else ()


def walk(node: Located, path: Pointer = ()) -> Iterator[tuple[Pointer, Located]]:
    """Every node below and including this one with its path of keys and indices, parents first."""
    yield path, node
    match node:
        case Map():
            for entry in node.entries:
                yield from walk(entry.value, (*path, entry.key))
        case Seq():
            for index, item in enumerate(node.items):
                yield from walk(item, (*path, index))
        case Call():
            for index, item in enumerate(node.args):
                yield from walk(item, (*path, index))
            for entry in node.kwargs:
                yield from walk(entry.value, (*path, entry.key))
        case Scalar() | Ref() | Code():
            return


def marks_of(node: Located, path: Pointer = ()) -> tuple[tuple[Pointer, Span], ...]:
    """Where each part of a node's value stands: pointers as `plain` builds the value, entries from their key on."""
    found: list[tuple[Pointer, Span]] = [(path, node.span)]
    match node:
        case Map():
            for entry in node.entries:
                below = marks_of(entry.value, (*path, entry.key))
                found.append(((*path, entry.key), entry.span))
                found.extend(below[1:])
        case Seq():
            for index, item in enumerate(node.items):
                found.extend(marks_of(item, (*path, index)))
        case Call():
            for index, item in enumerate(node.args):
                found.extend(marks_of(item, (*path, "args", index)))
            for entry in node.kwargs:
                found.append(((*path, "named", entry.key), entry.span))
                found.extend(marks_of(entry.value, (*path, "named", entry.key))[1:])
        case Scalar() | Ref() | Code():
            pass
    return tuple(found)
