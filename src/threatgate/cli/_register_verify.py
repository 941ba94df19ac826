"""`threatgate register verify`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import put
from threatgate.cli._types import Day
from threatgate.render._escape import visible

if TYPE_CHECKING:
    from datetime import date

    from threatgate.register._signatures import Checked


@click.command(
    "verify",
    epilog="""\b
Examples:
  threatgate register verify
  threatgate register verify TM-20261122-3f9a1c --as-of 2026-12-24
  threatgate register verify --base origin/main --head HEAD
""",
)
@click.argument("record", required=False)
@click.option("--base", metavar="REV", help="Whose signers count.  [default: upstream or default branch]")
@click.option("--head", metavar="REV", help="Whose records are verified.  [default: the working tree]")
@click.option("--as-of", type=Day(), metavar="DATE", help="On this day (UTC).  [default: today]")
@click.option("--repo", metavar="DIR", default=".", help="The repository.  [default: here]")
def verify(record: str | None, base: str | None, head: str | None, as_of: date | None, repo: str) -> int:
    """Verify the signatures of approvals, all or one, against the signers of the base side."""
    from threatgate import gate
    from threatgate.register._signatures import exit_code, verified

    found, refused = verified(Path(repo), record, os.environ, as_of or gate.today(), base=base, head=head)
    for line in refused:
        click.echo(f"threatgate: {visible(line)}", err=True)
    if not found:
        click.echo("threatgate: no record here is signed", err=True)
    put("".join(f"{_line(one)}\n" for one in found))
    return exit_code(found)


def _line(one: Checked) -> str:
    from threatgate.records.proof import Declared, InPipeline, Proven, Unknown, Unproven

    match one.proof:
        case Proven(how=how):
            said = f"proven    {how}"
        case Unproven(why=why, mend=mend):
            said = f"unproven  {why}: {mend}"
        case Unknown(why=why, mend=mend):
            said = f"unknown   {why}: {mend}"
        case InPipeline() | Declared():
            said = "unknown"
    return visible(f"{one.record.id}  {one.who}  {said}")


COMMAND = verify
