"""`threatgate register sign`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from threatgate.cli._commit import alone
from threatgate.render._escape import visible


@click.command(
    "sign",
    epilog="""\b
Examples:
  threatgate register sign TM-20261122-3f9a1c
  threatgate register sign TM-20261122-3f9a1c --key ~/.ssh/approvals --as @ciso
""",
)
@click.argument("record")
@click.option("--key", metavar="FILE", help="Your private key, or the public one of your agent.  [default: in ~/.ssh]")
@click.option("--as", "me", metavar="WHO", help="Who you are; refused where somebody else is to approve.")
@click.option("--base", metavar="REV", help="Where the change would land.  [default: upstream or default branch]")
@click.option("--repo", metavar="DIR", default=".", help="The checkout.  [default: here]")
def sign(record: str, key: str | None, me: str | None, base: str | None, repo: str) -> int:
    """Approve a record by signing it with your SSH key. Sign last: whatever the record says is signed."""
    from threatgate import gate
    from threatgate.register._signatures import sign as signed

    done = signed(Path(repo), record, os.environ, gate.today(), key=key, me=me, base=base)
    where = visible(done.repository)
    click.echo(f"Signed {done.record.id} for {visible(done.who)}, in {where}, with {done.fingerprint}.", err=True)
    for note in done.notes:
        click.echo(f"threatgate: {visible(note)}", err=True)
    click.echo(f"Written. Commit it:\n  {alone(done.path, f'Approve {done.record.id}')}", err=True)
    return 0


COMMAND = sign
