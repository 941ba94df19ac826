"""`threatgate register check`, the scheduled job."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put, write_file
from threatgate.cli._register_reading import BLOCKED, exit_code, opened, revision_options
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from datetime import date


@click.command(
    "check",
    epilog="""\b
Examples:
  threatgate register check
  threatgate register check --as-of 2026-12-24
  threatgate register check --output markdown=due.md --output calendar=due.ics
  threatgate register check --issues                one issue a record, given to who must hear of it
""",
)
@revision_options
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
@click.option("--issues", is_flag=True, help="Keep one issue for each record that is late or comes due on the forge.")
@click.option("--dry-run", is_flag=True, help="With --issues: say what it would do, and ask nobody.")
def check(
    repo: str,
    rev: str | None,
    as_of: date | None,
    format_: str,
    outputs: tuple[str, ...],
    *,
    issues: bool,
    dry_run: bool,
) -> int:
    """Say what is late and what comes due; the scheduled job. Late promises on living elements fail it."""
    from threatgate.register import Weight, due
    from threatgate.render import _calendar
    from threatgate.render import _register as shown
    from threatgate.render._json_text import json_text
    from threatgate.render._register_json import document

    found = opened(repo, rev, as_of)
    items = due(found)
    made = {
        "text": lambda: shown.attention(found, items, look(sys.stdout)),
        "json": lambda: json_text(document(found, items)),
        "markdown": lambda: shown.markdown(found, items),
        "calendar": lambda: _calendar.calendar(found),
    }
    for output in outputs:
        name, equals, file = output.partition("=")
        if not equals or not file or name not in made:
            raise UsageError(f"{output} is not FORMAT=FILE", f"formats are {', '.join(made)}, as in calendar=due.ics")
        write_file(file, made[name]())
    put(made[format_]())
    undone = 0
    if issues:
        from threatgate.cli._register_issues import keep_issues

        undone = keep_issues(found, items, repo, dry_run=dry_run)
    failed = any(item.weight is Weight.FAIL for item in items)
    return exit_code(found) or undone or (BLOCKED if failed else 0)


COMMAND = check
