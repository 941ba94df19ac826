"""Results of tests and evals: one format a module, found by its constant; `read` is the one door.

A results file comes from a run that somebody else made. Whatever its bytes are, the answer is a value, within bounds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.results._api import Broken, Format, Reading, RefusedError, Results

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FILE_LIMIT", "Broken", "Results", "formats", "read"]

FILE_LIMIT = 32 * 1024 * 1024
OUR_FAULT = "could not be read because of a fault in threatgate"
KNOWN = "JUnit XML, promptfoo JSON, Inspect logs, pytest JSON and report logs, SARIF 2.1.0"


def read(path: str, data: bytes) -> Reading:
    """The results that a file holds, or why it holds none."""
    if len(data) > FILE_LIMIT:
        hint = "write a report without the texts of each case, or split the run"
        return Broken(path, None, f"is over {FILE_LIMIT >> 20} MiB, too large to be read", hint)
    try:
        for carrier, document in _documents(data):
            for form in formats():
                if carrier in form.carriers and form.claims(document):
                    return form.read(path, document)
    except RefusedError as refused:
        return Broken(path, refused.line, refused.message, refused.hint)
    except Exception as fault:  # noqa: BLE001 - one hostile file must not keep the others from being read
        return Broken(path, None, f"{OUR_FAULT} ({type(fault).__name__})", "please report it together with the file")
    return Broken(path, 1, "is no results file of a format that is known", f"known are {KNOWN}")


@cache
def formats() -> tuple[Format, ...]:
    """The formats there are, by name."""
    import importlib
    import pkgutil

    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return tuple(importlib.import_module(f"{__name__}.{name}").FORMAT for name in names)


def _documents(data: bytes) -> Iterator[tuple[str, Any]]:
    """The content as what it seems to be written in."""
    if data.startswith(b"PK\x03\x04"):
        from threatgate.results._archive import Archive

        yield "zip", Archive(data)
        return
    text = _text(data)
    begin = text.lstrip()[:1]
    if not begin:
        raise RefusedError("is empty", "did the run write it?", 1)
    if begin == "<":
        yield "xml", _tree(data)
        return
    from threatgate.results import _json

    try:
        yield "json", _json.parsed(text)
    except RefusedError as whole:
        if begin != "{" or "\n" not in text.strip():
            raise
        try:
            found = list(_json.lines(text))
        except RefusedError as single:
            raise (single if single.line and single.line > 1 else whole) from None
        yield "jsonl", found


def _text(data: bytes) -> str:
    from threatgate.documents._bounds import UnreadableError
    from threatgate.documents._decoding import decoded

    try:
        return decoded(data)
    except UnreadableError as fault:
        raise RefusedError(fault.message, fault.hint, fault.line) from None


def _tree(data: bytes) -> Any:
    """The root of an XML file, read by the room of documents, which follows no entity and no document type."""
    from threatgate import documents
    from threatgate.documents._kinds import Unreadable

    found = documents.read("results.xml", data)
    if isinstance(found, Unreadable):
        hint = "split the run into several files" if "more than" in found.message else found.hint
        raise RefusedError(found.message, hint, found.line)
    return found
