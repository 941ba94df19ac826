"""`threatgate register` shows what was promised and what of it is due, and writes what a promise may grow by."""

from __future__ import annotations

from types import MappingProxyType

import click

from threatgate.cli._lazy import LazyGroup


class Subcommands(LazyGroup):
    """One file a subcommand: `cli/_register_<name>.py`."""

    within = "threatgate.cli._register_"
    names = MappingProxyType(
        {
            "list": "List the records with their states on the day.",
            "show": "Show one record: its state, what it binds, its file.",
            "check": "Say what is late and what comes due; the scheduled job.",
            "ledger": "List each living element with what is promised of it.",
            "review": "Say in a record that somebody looked again.",
            "renew": "Write the record that renews an exception.",
            "rebind": "Say in a record where its elements went.",
            "close": "End a record.",
            "sign": "Approve a record by signing it with your SSH key.",
            "verify": "Verify the signatures of approvals.",
        }
    )


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
