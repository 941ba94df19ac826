"""Where results go: stdout in the format asked for, files in others."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, TextIO

from threatgate.errors import UsageError
from threatgate.render import Look, format_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.cli._types import Target
    from threatgate.model import Report
    from threatgate.render._api import Branch

WIDTH = 100
_PLAIN = str.maketrans({"→": "->", "…": "...", "✓": "+", "·": "-", "“": '"', "”": '"'})


def put(text: str) -> None:
    """Write to stdout. A reader that went away is no error: the exit code still says what was found."""
    stream = sys.stdout
    try:
        if not stream.isatty() and hasattr(stream, "buffer"):
            stream.flush()
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
            stream.buffer.flush()
        else:
            stream.write(_fitting(text, stream.encoding or "utf-8"))
            stream.flush()
    except BrokenPipeError:
        # What is left in the buffer would be flushed, and fail, once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _fitting(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    return text


def put_report(report: Report, name: str, targets: Iterable[Target] = ()) -> None:
    """The report on stdout in one format, and in each target's format into its file."""
    branch = _branch() if report.drafts else None
    for target in targets:
        write_file(target.file, format_named(target.format).render(report, Look(width=WIDTH, page=page, branch=branch)))
    put(format_named(name).render(report, look(sys.stdout)._replace(branch=branch)))


def _branch() -> Branch | None:
    """Where in the forge a record can be committed, as the environment says."""
    from threatgate.render._api import Branch
    from threatgate.repository.ci_branch import branch_of

    found = branch_of(os.environ)
    return Branch(*found) if found is not None else None


def write_file(file: str, text: str) -> None:
    """Write a report to a file. Raises UsageError where that cannot be done."""
    from threatgate import files

    _must_stay_here(file)
    files.write(file, text.encode("utf-8", "backslashreplace"))


def _must_stay_here(file: str) -> None:
    """A checkout under judgement may hold links: a report named by a relative path is never written through one."""
    if os.path.isabs(file):
        return
    said = os.path.normpath(os.path.join(os.path.realpath(os.curdir), os.path.dirname(file)))
    if os.path.islink(file) or os.path.normcase(os.path.realpath(said)) != os.path.normcase(said):
        raise UsageError(f"cannot write {file}: it leads through a link", "name a path without links, or a whole one")


def look(stream: TextIO) -> Look:
    """Colour and width for a stream, as the environment asks."""
    return Look(colour(stream), _width(stream), page)


def colour(stream: TextIO) -> bool:
    """NO_COLOR, then FORCE_COLOR, then whether a terminal listens."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _width(stream: TextIO) -> int:
    if not stream.isatty():
        return WIDTH
    try:
        return max(60, min(120, os.get_terminal_size(stream.fileno()).columns))
    except (OSError, ValueError):
        return WIDTH


def page(rule: str) -> str:
    """The page of a rule, "" where it has none."""
    name = f"threatgate.triggers.{rule.replace('-', '_')}"
    try:
        found: str = importlib.import_module(name).RULE.doc
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return ""
    return found
