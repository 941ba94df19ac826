"""`threatgate register ledger`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put
from threatgate.cli._register_reading import exit_code, opened, put_json, revision_options

if TYPE_CHECKING:
    from datetime import date


@click.command("ledger")
@revision_options
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[default: table]")
def ledger(repo: str, rev: str | None, as_of: date | None, format_: str) -> int:
    """List each living element with what is promised of it, by whom, until when, and which proof is missing."""
    from threatgate.register import promises
    from threatgate.render import _ledger as shown

    found = opened(repo, rev, as_of)
    rows = promises(found)
    if format_ == "json":
        put_json(shown.document(found, rows))
    else:
        put(shown.table(rows, look(sys.stdout)))
    return exit_code(found)


COMMAND = ledger
