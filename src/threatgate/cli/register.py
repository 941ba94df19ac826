"""`threatgate register` shows what was promised and what of it is due, and writes what a promise may grow by."""

from __future__ import annotations

import click

from threatgate.cli._lazy import LazyGroup


class Subcommands(LazyGroup):
    """One file a subcommand: `cli/_register_<name>.py`."""

    within = "threatgate.cli._register_"
    names = ("list", "show", "check", "ledger", "review", "renew", "rebind", "close", "sign", "verify")


@click.group(
    "register",
    cls=Subcommands,
    epilog="""\b
Examples:
  threatgate register list
  threatgate register show TM-20261122-3f9a1c
  threatgate register check --output markdown=due.md --output calendar=due.ics
  threatgate register ledger
  threatgate register review TM-20261122-3f9a1c --note 'still ten users, allow-list unchanged'
  threatgate register close TM-20261122-3f9a1c --how fixed --evidence test=tests/test_refunds.py
""",
)
def register() -> None:
    """Show the records of a revision: what is promised, by whom, until when; review, renew, rebind and close them."""


COMMAND = register
