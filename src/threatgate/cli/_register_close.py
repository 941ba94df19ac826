"""`threatgate register close`."""

from __future__ import annotations

import os
from typing import Any

import click

from threatgate.cli._asking import own_address
from threatgate.cli._record_options import NamedType
from threatgate.cli._register_writing import by_options, filled, hand_over, opened, writing_options

HOW = ("fixed", "change_reverted", "revoked", "superseded", "invalid")


@click.command(
    "close",
    epilog="""\b
fixed: the control exists, and --evidence shows it.   change_reverted: everything is as it was before.
revoked: no longer agreed to.   superseded: another record has its place.   invalid: it should not have been made.

\b
Examples:
  threatgate register close TM-20261122-3f9a1c --how fixed --evidence test=tests/test_refunds.py
  threatgate register close TM-20261122-3f9a1c --how change_reverted
""",
)
@click.argument("record")
@click.option("--how", type=click.Choice(HOW), help="How it came to its end.")
@click.option(
    "--evidence", type=NamedType("KIND=REF"), help="What shows it: eval, test, review, diff, log, doc, ticket."
)
@by_options
@writing_options
def close(record: str, repo: str, *, no_input: bool, dry_run: bool, **options: Any) -> int:
    """End a record. What it promised binds nobody any more once that has landed."""
    from threatgate.deciding import Question
    from threatgate.register._desk import entry_of
    from threatgate.register._elsewhere import elements
    from threatgate.register._growing import Shown
    from threatgate.register._growing import close as closed

    at = opened(repo)
    entry_of(at, record)
    questions = [
        Question("how", "--how", "How it came to its end", "choice", choices=HOW),
        Question("by", "--by", "Who closes it (@handle or e-mail)", default=options["by"] or own_address(at.root)),
    ]
    options["evidence"] = () if options["evidence"] is None else (options["evidence"],)
    said = filled(options, questions, "closing", no_input=no_input)
    if said["how"] == "fixed":
        asked = Question(
            "evidence", "--evidence", "What shows it (KIND=PATH, as in test=tests/test_refunds.py)", "named"
        )
        said = filled(said, [asked], "closing as fixed", no_input=no_input)
    found = closed(
        at,
        record,
        how=said["how"],
        by=said["by"],
        day=said["day"] or at.today,
        evidence=Shown(said["evidence"][0].name, said["evidence"][0].ref) if said["evidence"] else None,
        there=lambda: elements(at, os.environ),
    )
    hand_over(at, found, "It ends once this has landed; closing needs no record:", dry_run=dry_run)
    return 0


COMMAND = close
