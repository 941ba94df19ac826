"""Whether a pipeline of head runs a file: by its path, name or folder in what the pipeline or its scripts call."""

from __future__ import annotations

from posixpath import basename, dirname
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.model import Scope
from threatgate.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.answering._standing import Standing

MOST = 200


def runs(standing: Standing, path: str) -> bool:
    """Whether a pipeline is seen to run it. False is not "does not run": what a script calls may lie anywhere."""
    if scope_of(path) is Scope.CI:
        return True
    called = list(_called(path))
    tested = scope_of(path) is Scope.TEST
    runners = [word.encode() for word in table("standing")["runners"]] if tested else []
    return any(any(word in text for word in (*called, *runners)) for text in _texts(standing))


def _called(path: str) -> Iterator[bytes]:
    """The ways in which a command names a file."""
    yield basename(path).encode("utf-8", "surrogateescape")
    folder = dirname(path)
    while folder:
        yield f"{folder}/".encode("utf-8", "surrogateescape")
        yield f" {folder}\n".encode("utf-8", "surrogateescape")
        folder = dirname(folder)


def _texts(standing: Standing) -> Iterator[bytes]:
    """The pipelines, and where there is one the files in which their commands go on."""
    found = [path for path in standing.files() if scope_of(path) is Scope.CI][:MOST]
    for path in (*found, *(table("standing")["scripts"] if found else ())):
        data = standing.text(path)
        if data is not None:
            yield data + b"\n"
