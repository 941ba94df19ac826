"""`threatgate register review`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from threatgate.cli._asking import own_address
from threatgate.cli._register_writing import by_options, filled, hand_over, opened, writing_options

if TYPE_CHECKING:
    from datetime import date


@click.command(
    "review",
    epilog="""\b
Examples:
  threatgate register review TM-20261122-3f9a1c --note 'still ten users, allow-list unchanged'
  threatgate register review TM-20261122-3f9a1c --by @tom --date 2026-12-15 --note 'holds'
""",
)
@click.argument("record")
@by_options
@click.option("--note", metavar="TEXT", help="What was looked at, and what was seen.")
@writing_options
def review(
    record: str, by: str | None, day: date | None, note: str | None, repo: str, *, no_input: bool, dry_run: bool
) -> int:
    """Say in a record that somebody looked again: an exception needs that on its review date."""
    from threatgate.deciding import Question
    from threatgate.register._desk import open_entry
    from threatgate.register._growing import review as reviewed

    at = opened(repo)
    open_entry(at, record)
    questions = (
        Question("by", "--by", "Who looked (@handle or e-mail)", default=by or own_address(at.root)),
        Question("note", "--note", "What was looked at, and what was seen"),
    )
    said = filled({"by": by, "note": note}, questions, "a review", no_input=no_input)
    found = reviewed(at, record, by=said["by"], day=day or at.today, note=said["note"])
    hand_over(at, found, "It counts once it has landed; adding a review needs no record:", dry_run=dry_run)
    return 0


COMMAND = review
