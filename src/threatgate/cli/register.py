"""`threatgate register` shows what was promised, and what of it is due."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from threatgate.cli._output import look, put, write_file
from threatgate.cli._types import Day
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from threatgate.register import Register

F = TypeVar("F", bound="Callable[..., Any]")
BLOCKED, UNDETERMINED = 1, 3


@click.group(
    "register",
    epilog="""\b
Examples:
  threatgate register list
  threatgate register show TM-20261122-3f9a1c
  threatgate register check --output markdown=due.md --output calendar=due.ics
  threatgate register ledger
""",
)
def register() -> None:
    """Show the records of a revision: what is promised, by whom, until when."""


def _options(command: F) -> F:
    for option in (
        click.option("--as-of", type=Day(), metavar="DATE", help="On this day (UTC).  [default: today]"),
        click.option("--rev", metavar="REV", help="The commit to read.  [default: HEAD]"),
        click.option("--repo", metavar="DIR", default=".", help="The repository, bare ones too.  [default: here]"),
    ):
        command = option(command)
    return command


def _read(repo: str, rev: str | None, as_of: date | None) -> Register:
    from threatgate import gate
    from threatgate.cli._progress import progress
    from threatgate.register import read_register

    with progress("reading the register"):
        return read_register(Path(repo), rev, as_of or gate.today(), os.environ)


@register.command("list")
@_options
@click.option("--open", "only_open", is_flag=True, help="Leave out what is closed, superseded or revoked.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[default: table]")
def list_(repo: str, rev: str | None, as_of: date | None, format_: str, *, only_open: bool) -> int:
    """List the records with their states on the day."""
    from threatgate.register import ENDED, due
    from threatgate.render import _register as shown

    found = _read(repo, rev, as_of)
    kept = tuple(entry for entry in found.entries if not (only_open and entry.state in ENDED))
    if format_ == "json":
        _put_json(shown.document(found._replace(entries=kept), due(found._replace(entries=kept))))
    else:
        put(shown.table(kept, look(sys.stdout)))
    return _code(found)


@register.command("show")
@click.argument("record")
@_options
def show(record: str, repo: str, rev: str | None, as_of: date | None) -> int:
    """Show one record: its state, what is wrong with it, what it binds, its file."""
    from threatgate.register import text_of
    from threatgate.render import _register as shown

    found = _read(repo, rev, as_of)
    entry = next((entry for entry in found.entries if record in (entry.record.id, entry.record.path)), None)
    if entry is None:
        raise UsageError(f"the register has no {record}", "threatgate register list shows what it has")
    put(shown.detail(entry, text_of(Path(repo), rev, entry, os.environ), look(sys.stdout)))
    return _code(found)


@register.command("check")
@_options
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", help="[default: text]"
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write text, json, markdown or calendar to a file too.",
)
def check(repo: str, rev: str | None, as_of: date | None, format_: str, outputs: tuple[str, ...]) -> int:
    """Say what is late and what comes due; the scheduled job. Late promises on living elements fail it."""
    from threatgate.register import Weight, due
    from threatgate.render import _register as shown
    from threatgate.render._json_text import json_text

    found = _read(repo, rev, as_of)
    items = due(found)
    made = {
        "text": lambda: shown.attention(found, items, look(sys.stdout)),
        "json": lambda: json_text(shown.document(found, items)),
        "markdown": lambda: shown.markdown(found, items),
        "calendar": lambda: shown.calendar(found),
    }
    for output in outputs:
        name, equals, file = output.partition("=")
        if not equals or not file or name not in made:
            raise UsageError(f"{output} is not FORMAT=FILE", f"formats are {', '.join(made)}, as in calendar=due.ics")
        write_file(file, made[name]())
    put(made[format_]())
    failed = any(item.weight is Weight.FAIL for item in items)
    return _code(found) or (BLOCKED if failed else 0)


@register.command("ledger")
@_options
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[default: table]")
def ledger(repo: str, rev: str | None, as_of: date | None, format_: str) -> int:
    """List each living element with what is promised of it, by whom, and until when."""
    from threatgate.register import promises
    from threatgate.render import _ledger as shown

    found = _read(repo, rev, as_of)
    rows = promises(found)
    if format_ == "json":
        _put_json(shown.document(found, rows))
    else:
        put(shown.table(rows, look(sys.stdout)))
    return _code(found)


def _put_json(document: Any) -> None:
    from threatgate.render._json_text import json_text

    put(json_text(document))


def _code(found: Register) -> int:
    """What could not be read is no empty register."""
    from threatgate.render._escape import visible

    errors = [problem for problem in found.problems if problem.severity == "error"]
    for problem in errors:
        sys.stderr.write(f"threatgate: {visible(problem.path)}: {visible(problem.message)}\n")
    return UNDETERMINED if errors else 0


COMMAND = register
