"""`threatgate register show`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put
from threatgate.cli._register_reading import exit_code, opened, revision_options
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from datetime import date


@click.command("show")
@click.argument("record")
@revision_options
def show(record: str, repo: str, rev: str | None, as_of: date | None) -> int:
    """Show one record: its state, what is wrong with it, what it binds, its file."""
    from threatgate.register import due, text_of
    from threatgate.render import _register as shown

    found = opened(repo, rev, as_of)
    entry = next((entry for entry in found.entries if record in (entry.record.id, entry.record.path)), None)
    if entry is None:
        raise UsageError(f"the register has no {record}", "threatgate register list shows what it has")
    said = [item for item in due(found) if item.entry is entry]
    put(shown.detail(entry, text_of(Path(repo), rev, entry, os.environ), look(sys.stdout), said))
    return exit_code(found)


COMMAND = show
