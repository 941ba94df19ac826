"""`threatgate register list`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put
from threatgate.cli._register_reading import exit_code, opened, put_json, revision_options

if TYPE_CHECKING:
    from datetime import date


@click.command("list")
@revision_options
@click.option("--open", "only_open", is_flag=True, help="Leave out what is closed, superseded or revoked.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[default: table]")
def list_(repo: str, rev: str | None, as_of: date | None, format_: str, *, only_open: bool) -> int:
    """List the records with their states on the day."""
    from threatgate.register import ENDED, due
    from threatgate.render import _register as shown
    from threatgate.render._register_json import document

    found = opened(repo, rev, as_of)
    kept = tuple(entry for entry in found.entries if not (only_open and entry.state in ENDED))
    if format_ == "json":
        put_json(document(found._replace(entries=kept), due(found)))
    else:
        put(shown.table(kept, look(sys.stdout)))
    return exit_code(found)


COMMAND = list_
