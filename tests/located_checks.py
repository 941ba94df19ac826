"""What every located document must keep: spans inside their parent's and the file, texts that can be written."""

from __future__ import annotations

from typing import Any

from threatgate.documents import OUR_FAULT, read
from threatgate.documents._kinds import Prose, Tree, Unreadable
from threatgate.documents._located import Located, Map, Scalar, Seq, plain
from threatgate.model import Span


def values(path: str, text: str | bytes) -> list[Any]:
    """The plain values of a data file that must be readable."""
    document = read(path, text if isinstance(text, bytes) else text.encode())
    assert isinstance(document, Tree), document
    check(document)
    return [plain(root) for root in document.roots]


def value(path: str, text: str | bytes) -> Any:
    """The plain value of a data file that holds exactly one."""
    (only,) = values(path, text)
    return only


def refused(path: str, text: str | bytes) -> Unreadable:
    """The reason why a file is unreadable, which must be of use."""
    document = read(path, text if isinstance(text, bytes) else text.encode())
    assert isinstance(document, Unreadable), document
    check(document)
    return document


def lines(path: str, text: str, *keys: str | int) -> tuple[int, int]:
    """First and last line of the part at a path: of the entry for a key, of the item for an index."""
    document = read(path, text.encode())
    assert isinstance(document, Tree), document
    check(document)
    node: Located = document.roots[0]
    span = node.span
    for key in keys:
        if isinstance(key, int):
            assert isinstance(node, Seq)
            node = node.items[key]
            span = node.span
        else:
            assert isinstance(node, Map)
            entry = node.entry(key)
            assert entry is not None
            node, span = entry.value, entry.span
    return span.line, span.end_line


def check(document: object) -> None:
    """Hold a document to what all of them promise."""
    match document:
        case Tree(roots=roots, text=text):
            whole = Span(1, last_line(text))
            for root in roots:
                _check_node(root, whole)
        case Prose(front=front, body=body, body_span=span, text=text):
            whole = Span(1, last_line(text))
            if front is not None:
                _check_node(front, whole)
            assert _inside(span, whole)
            assert text.endswith(body)
        case Unreadable(message=message, line=line, hint=hint):
            assert message
            assert hint
            assert OUR_FAULT not in message
            assert line is None or line >= 1
            assert "\n" not in message


def last_line(text: str) -> int:
    return max(1, text.count("\n") + (not text.endswith("\n")))


def _inside(inner: Span, outer: Span) -> bool:
    return outer.line <= inner.line <= inner.end_line <= outer.end_line


def _check_node(node: Located, outer: Span) -> None:
    assert _inside(node.span, outer), (node, outer)
    match node:
        case Map():
            assert len({entry.key for entry in node.entries}) == len(node.entries)
            for entry in node.entries:
                entry.key.encode()
                assert _inside(entry.span, node.span), (entry, node.span)
                _check_node(entry.value, entry.span)
        case Seq():
            for item in node.items:
                _check_node(item, node.span)
        case Scalar(value=str() as text):
            text.encode()
        case _:
            pass
