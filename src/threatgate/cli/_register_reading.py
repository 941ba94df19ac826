"""What the subcommands that show the register share: which revision on which day, and what its exit code says."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from threatgate.cli._output import put
from threatgate.cli._types import Day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from threatgate.register import Register

F = TypeVar("F", bound="Callable[..., Any]")
BLOCKED, UNDETERMINED = 1, 3


def revision_options(command: F) -> F:
    """Add the options that say what is read: `--repo`, `--rev`, `--as-of`."""
    for option in (
        click.option("--as-of", type=Day(), metavar="DATE", help="On this day (UTC).  [default: today]"),
        click.option("--rev", metavar="REV", help="The commit to read.  [default: HEAD]"),
        click.option("--repo", metavar="DIR", default=".", help="The repository, bare ones too.  [default: here]"),
    ):
        command = option(command)
    return command


def opened(repo: str, rev: str | None, as_of: date | None) -> Register:
    """The register of a revision on a day."""
    from threatgate import gate
    from threatgate.cli._progress import progress
    from threatgate.register import read_register

    with progress("reading the register"):
        return read_register(Path(repo), rev, as_of or gate.today(), os.environ)


def put_json(document: Any) -> None:
    """Write a document of plain JSON values to stdout."""
    from threatgate.render._json_text import json_text

    put(json_text(document))


def exit_code(found: Register) -> int:
    """What could not be read is no empty register."""
    from threatgate.render._escape import visible

    errors = [problem for problem in found.problems if problem.severity == "error"]
    for problem in errors:
        sys.stderr.write(f"threatgate: {visible(problem.path)}: {visible(problem.message)}\n")
    return UNDETERMINED if errors else 0
