"""`threatgate register rebind`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from threatgate.cli._asking import can_ask
from threatgate.cli._register_writing import hand_over, opened, writing_options
from threatgate.errors import UsageError
from threatgate.identity import paths_of
from threatgate.render._escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.register._desk import Desk


@click.command(
    "rebind",
    epilog="""\b
Examples:
  threatgate register rebind                          every open record whose elements are gone
  threatgate register rebind TM-20261122-3f9a1c
  threatgate register rebind TM-20261122-3f9a1c 'tool:old.py#send' 'tool:new.py#send'
""",
)
@click.argument("record", required=False)
@click.argument("from_", metavar="[FROM", required=False)
@click.argument("to", metavar="TO]", required=False)
@writing_options
def rebind(record: str | None, from_: str | None, to: str | None, repo: str, *, no_input: bool, dry_run: bool) -> int:
    """Say in a record where the elements went that it binds; without ids, find them by name and value."""
    from threatgate.register._elsewhere import elements
    from threatgate.register._elsewhere import rebind as rebound

    if from_ is not None and to is None:
        raise UsageError(f"{from_} went where?", "name both ids: rebind RECORD FROM TO")
    at = opened(repo)
    there = elements(at, os.environ)
    moves = {record or "": {from_: to}} if from_ and to else _found(at, record, there, no_input=no_input)
    for name, pairs in moves.items():
        files = [paths_of(element)[0] for pair in pairs.items() for element in pair]
        hand_over(at, rebound(at, name, pairs, there), "Commit it with the move:", dry_run=dry_run, together=files)
    return 0


def _found(at: Desk, record: str | None, there: Mapping[str, str], *, no_input: bool) -> dict[str, dict[str, str]]:
    """Where the elements of one record, or of all, went. Raises UsageError where that cannot be told."""
    from threatgate.register._desk import open_entry
    from threatgate.register._elsewhere import moved

    entries = at.register.entries if record is None else [open_entry(at, record)[0]]
    found = moved(entries, there)
    if not found:
        raise UsageError("every element that is bound is where it was", "threatgate register ledger lists them")
    sure: dict[str, dict[str, str]] = {}
    unsure = []
    for one in found:
        if len(one.places) == 1:
            click.echo(
                f"{visible(one.record)}: {visible(one.gone)}\n  -> {visible(one.places[0])}  ({one.why})", err=True
            )
            sure.setdefault(one.record, {})[one.gone] = one.places[0]
        else:
            places = f"may be {' or '.join(map(visible, one.places[:5]))}" if one.places else "is nowhere else"
            unsure.append(f"{visible(one.record)}: {visible(one.gone)} {places}")
    if unsure and not sure:
        mend = (
            "name it: threatgate register rebind RECORD FROM TO; or close the record: threatgate register close RECORD"
        )
        raise UsageError("where it went cannot be told", "\n".join([*unsure, mend]))
    for line in unsure:
        click.echo(f"threatgate: left as it is: {line}", err=True)
    if can_ask() and not no_input and not click.confirm("Write that", default=True, err=True):
        raise click.Abort
    return sure


COMMAND = rebind
