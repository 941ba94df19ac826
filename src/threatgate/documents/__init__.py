"""Bytes to documents: the one door of the room.

`read` picks the format by the file's name, imports that format's module and nothing else, and never raises: a file of a
known format that cannot be parsed is `Unreadable`, a file of no known format is None.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Prose, Script, Tree, Unreadable

OUR_FAULT = "could not be read because of a fault in threatgate"

__all__ = ["OUR_FAULT", "format_of", "read", "readable"]


def readable(path: str) -> bool:
    """Whether `read` knows a format for a file of this name."""
    return format_of(path) is not None


@cache
def format_of(path: str) -> str | None:
    """The format that a file's name says it has, None for a name that says nothing."""
    formats: dict[str, Any] = table("formats")
    name = path.rpartition("/")[2].lower()
    if name in formats["names"]:
        return formats["names"][name] or None
    folders = set(path.lower().split("/")) & formats["below"].keys()
    if folders and name in (kept := formats["below"][folders.pop()]):
        return str(kept[name])
    base, dot, suffix = name.rpartition(".")
    if dot and suffix in formats["wrappers"]:
        inner = format_of(base)
        own = suffix in formats["suffixes"] and suffix not in formats["weak"]
        if inner in formats["data"] or (inner and not own):
            return inner
    if dot and base and suffix in formats["suffixes"]:
        return str(formats["suffixes"][suffix])
    stem = name[:1] + name[1:].partition(".")[0]
    return None if stem == name else formats["stems"].get(stem)


def read(path: str, data: bytes) -> Tree | Prose | Module | Script | Unreadable | None:
    """The document that a file's bytes hold; None where the name says no format that is read here."""
    name = format_of(path)
    if name is None:
        return None
    from threatgate.documents._bounds import UnreadableError
    from threatgate.documents._decoding import decoded
    from threatgate.documents._kinds import Unreadable

    reader = table("formats")["readers"][name]
    try:
        text = decoded(data)
        with _collector_paused():
            module = import_module(f"threatgate.documents.{reader['module']}")
            document: Tree | Prose | Module | Script | Unreadable = module.read(text, *filter(None, [reader.get("as")]))
    except UnreadableError as fault:
        return Unreadable(fault.message, fault.line, fault.hint)
    except RecursionError:
        return Unreadable("is nested too deeply to be read", None, "split what is nested so deeply")
    except Exception as fault:  # noqa: BLE001 - one hostile file must not keep the others from being judged
        return Unreadable(f"{OUR_FAULT} ({type(fault).__name__})", None, "please report it together with the file")
    return document


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A document is many small values without circles; looking through them for garbage doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
