"""A strict reader for our own YAML files: plain data, the line of every part, and one kind of error.

YAML has ways to say one thing and mean another. Here a key stands once, `on` and `no` are words and only `true` and
`false` are booleans (YAML 1.2), dates and times stay text, and anchors, aliases, merge keys, tags and a second document
are refused. Size, depth and the number of parts are bounded, so no file can take long or much memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from threatgate.model import Pointer

MAX_BYTES = 512 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_DIGITS = 15

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class StrictYamlError(Exception):
    """Why a file could not be read: what, at which line, and what would mend it."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


class Strict(NamedTuple):
    """The data of a file (dicts, lists, str, int, float, bool, None) and where each part stands."""

    data: Any
    lines: dict[Pointer, int]

    def line_of(self, path: Pointer) -> int:
        """The line of a part: of its key in a mapping, of its beginning in a list.

        For a part that is not there, the line of the nearest part around it.
        """
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(data: bytes | str, first_line: int = 1) -> Strict:
    """The one document of a file. Raises StrictYamlError and nothing else; `first_line` counts for an excerpt."""
    text = decoded(data, first_line)
    return _Builder(first_line).build(_events(text, first_line))


def decoded(data: bytes | str, first_line: int = 1) -> str:
    """The text of a file, within bounds. Raises StrictYamlError."""
    if len(data) > MAX_BYTES:
        raise StrictYamlError(f"larger than {MAX_BYTES // 1024} KiB", first_line, "split it or shorten it")
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        raise StrictYamlError("not UTF-8 text", line, "save the file as UTF-8") from None


def _events(text: str, first_line: int) -> Iterator[Any]:
    """The parser's events; whatever the parser raises becomes our error. Nothing here recurses, so depth is cheap."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = text.count("\n", 0, getattr(error, "position", 0)) if mark is None else mark.line
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        raise StrictYamlError(f"not valid YAML: {problem}", first_line + line, "mend the syntax") from None
    except (ValueError, RecursionError, OverflowError) as error:
        raise StrictYamlError(f"not valid YAML: {type(error).__name__}", first_line, "mend the syntax") from None


class _Builder:
    """Builds the data from events without recursion, checking each part as it comes."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.lines: dict[Pointer, int] = {}
        self.stack: list[tuple[Any, Pointer]] = []
        self.key: list[str | None] = []
        self.root: Any = None
        self.nodes = 0
        self.documents = 0

    def build(self, events: Iterator[Any]) -> Strict:
        handlers: dict[str, Callable[[Any], None]] = {
            "DocumentStartEvent": self._document,
            "AliasEvent": self._alias,
            "ScalarEvent": self._scalar,
            "SequenceStartEvent": lambda event: self._open(event, []),
            "MappingStartEvent": lambda event: self._open(event, {}),
            "SequenceEndEvent": lambda _: self._close(),
            "MappingEndEvent": lambda _: self._close(),
        }
        for event in events:
            handler = handlers.get(type(event).__name__)
            if handler is not None:
                handler(event)
        return Strict(self.root, self.lines)

    def _line(self, event: Any) -> int:
        return self.first_line + int(event.start_mark.line)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise StrictYamlError("a second document begins here", self._line(event), "keep one document in the file")

    def _alias(self, event: Any) -> None:
        raise StrictYamlError("an alias (*) is not allowed", self._line(event), "write the value out")

    def _checked(self, event: Any) -> None:
        """Bounds and the features that are refused, the same for every part."""
        line = self._line(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise StrictYamlError(f"more than {MAX_NODES} values", line, "split it or shorten it")
        if len(self.stack) >= MAX_DEPTH:
            raise StrictYamlError(f"nested deeper than {MAX_DEPTH} levels", line, "flatten it")
        if event.anchor is not None:
            raise StrictYamlError("an anchor (&) is not allowed", line, "write the value out where it is used")
        if event.tag is not None:
            raise StrictYamlError("a tag (!) is not allowed", line, "remove the tag")

    def _open(self, event: Any, container: Any) -> None:
        self._checked(event)
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            raise StrictYamlError("a key must be a word, not a list or mapping", self._line(event), "write a plain key")
        path = self._place(container, self._line(event))
        self.stack.append((container, path))
        self.key.append(None)

    def _close(self) -> None:
        self.stack.pop()
        self.key.pop()

    def _scalar(self, event: Any) -> None:
        self._checked(event)
        line = self._line(event)
        value: str = event.value
        if _CONTROL.search(value):
            raise StrictYamlError("a control character stands in a value", line, "remove the invisible character")
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            self._take_key(value, plain=bool(event.implicit[0]), line=line)
            return
        self._place(_resolved(value, line) if event.implicit[0] else value, line)

    def _take_key(self, key: str, *, plain: bool, line: int) -> None:
        mapping, path = self.stack[-1]
        if plain and key == "<<":
            raise StrictYamlError("a merge key (<<) is not allowed", line, "write the keys out")
        if key in mapping:
            first = self.lines[(*path, key)]
            short = " ".join(key.split())[:60]
            raise StrictYamlError(f'the key "{short}" stands twice, first at line {first}', line, "keep one of them")
        self.lines[(*path, key)] = line
        mapping[key] = None
        self.key[-1] = key

    def _place(self, value: Any, line: int) -> Pointer:
        """Put a value where it belongs and return its path."""
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        container, path = self.stack[-1]
        if isinstance(container, dict):
            key = self.key[-1] or ""
            container[key] = value
            self.key[-1] = None
            return (*path, key)
        container.append(value)
        here = (*path, len(container) - 1)
        self.lines[here] = line
        return here


def _resolved(text: str, line: int) -> Any:
    """The value of a plain scalar: null, boolean, number, or else the text itself."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        if len(text.lstrip("+-")) > MAX_DIGITS:
            raise StrictYamlError(f"a number of more than {MAX_DIGITS} digits", line, "put it in quotes")
        return int(text)
    if len(text) <= MAX_DIGITS * 2 and _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise StrictYamlError("a number out of range", line, "put it in quotes")
        return number
    return text
