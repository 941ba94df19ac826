"""`threatgate register renew`."""

from __future__ import annotations

from typing import Any

import click

from threatgate.cli._asking import own_address
from threatgate.cli._record_options import SEVERITIES
from threatgate.cli._register_writing import filled, hand_over, opened, writing_options
from threatgate.cli._types import Day


@click.command(
    "renew",
    epilog="""\b
Example:
  threatgate register renew TM-20261122-3f9a1c --progress 'approval flow is in review' --approver @ciso

A renewal is a new record: at most two, 365 days in all, for no more than before.
""",
)
@click.argument("record")
@click.option("--progress", metavar="TEXT", help="What happened since; not what was said the last time.")
@click.option("--approver", metavar="WHO", help="Who agrees to it today.  [default: the same, who has yet to agree]")
@click.option("--owner", metavar="WHO", help="[default: the same]")
@click.option("--expires", type=Day(), metavar="DATE", help="Inclusive.  [default: the latest day for the severity]")
@click.option("--review-date", type=Day(), metavar="DATE", help="Somebody looks again.  [default: a while before]")
@click.option("--reason", metavar="TEXT", help="[default: the same]")
@click.option("--exit-plan", metavar="TEXT", help="[default: the same]")
@click.option("--residual-risk", type=click.Choice(SEVERITIES), help="Never higher.  [default: the same]")
@writing_options
def renew(record: str, progress: str | None, repo: str, *, no_input: bool, dry_run: bool, **anew: Any) -> int:
    """Write the record that renews an exception: a new one that supersedes it, with what happened since."""
    from threatgate.deciding import Question
    from threatgate.register._desk import open_entry
    from threatgate.register._renewing import Wanted
    from threatgate.register._renewing import renew as renewed

    at = opened(repo)
    open_entry(at, record)
    asked = (Question("progress", "--progress", "What happened since"),)
    said = filled({"progress": progress}, asked, "a renewal", no_input=no_input)
    mine = own_address(at.root)
    found = renewed(at, record, Wanted(progress=said["progress"], **anew), frozenset({mine.lower()} if mine else ()))
    hand_over(at, found, "Commit it; it takes the place of the other once it has landed:", dry_run=dry_run)
    return 0


COMMAND = renew
