"""`threatgate register sign`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

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
    who, path = visible(done.who), shlex.quote(done.path)
    click.echo(f"Signed {done.record.id} for {who}, in {visible(done.repository)}, with {done.fingerprint}.", err=True)
    for note in done.notes:
        click.echo(f"threatgate: {visible(note)}", err=True)
    message = shlex.quote(f"Approve {done.record.id}")
    click.echo(f"Written. Commit it:\n  git add {path} && git commit -m {message} -- {path}", err=True)
    return 0


COMMAND = sign
