"""`threatgate init` shows what there is to guard and writes first settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put
from threatgate.cli._types import Day
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from threatgate.adoption import Adoption, Seal


@click.command(
    "init",
    epilog="""\b
Examples:
  threatgate init
  threatgate init --dry-run         only look
  threatgate init --baseline --owner @lea --reviewed-by @tom
""",
)
@click.option("--repo", metavar="DIR", default=".", help="The checkout.  [default: here]")
@click.option("--dry-run", is_flag=True, help="Show what is here, write nothing.")
@click.option("--baseline", is_flag=True, help="List what is here and nobody answered for yet, for the release gate.")
@click.option("--owner", metavar="WHO", help="With --baseline: whose the list is.")
@click.option("--reviewed-by", metavar="WHO", help="With --baseline: who looked at the list.")
@click.option("--as-of", type=Day(), metavar="DATE", help="With --baseline: on which day (UTC).  [default: today]")
def init(
    repo: str, *, dry_run: bool, baseline: bool, owner: str | None, reviewed_by: str | None, as_of: date | None
) -> int:
    """Look at what this repository holds, write commented settings and the register; never overwrite."""
    from threatgate.adoption import adopt
    from threatgate.cli._progress import progress

    seal = _seal(owner, reviewed_by, as_of) if baseline else None
    with progress("reading the repository"):
        done = adopt(Path(repo), os.environ, seal, write=not dry_run)
    put("\n".join([*_found(done), "", *_files(done, dry_run=dry_run), "", *_next(done)]) + "\n")
    return 0


def _seal(owner: str | None, reviewed_by: str | None, as_of: date | None) -> Seal:
    """Whose the list is and who looked at it, which nobody is asked for without `--baseline`."""
    from threatgate.adoption import Seal
    from threatgate.gate import today

    if not owner or not reviewed_by:
        hint = "say whose it is and who looked at it: --owner @lea --reviewed-by @tom"
        raise UsageError("a baseline needs an owner and somebody who looked at it", hint)
    return Seal(owner, reviewed_by, as_of or today())


def _found(done: Adoption) -> list[str]:
    from threatgate.render._escape import visible
    from threatgate.render._inventory import summary

    if done.found is None:
        return [f"Nothing to look at: {visible(done.reason)}."]
    return summary(done.found.elements, done.found.files, look(sys.stdout))


def _files(done: Adoption, *, dry_run: bool) -> list[str]:
    verb = "would write" if dry_run else "wrote"
    listed = f": {done.listed} elements that nobody has answered for" if done.listed else ""
    return [
        *(f"{verb}  {name}{listed if name.endswith('/baseline.yaml') else ''}" for name in done.written),
        *(f"kept  {name}, which was there" for name in done.kept),
    ]


def _next(done: Adoption) -> list[str]:
    listed = [name for name in done.written if name.endswith("/baseline.yaml")]
    what = "baseline" if len(listed) == len(done.written) else "settings and register"
    commit = f"  git add {' '.join(done.written)} && git commit -m 'Threat gate: {what}'"
    # A list that comes with the first settings is judged by nobody's rules; a later one is a change of the gate.
    answer = f"  threatgate decide no-change {''.join(listed)} --evidence doc={''.join(listed)}"
    return [
        "What to do next:",
        *([commit] if done.written else []),
        *([answer] if listed and what == "baseline" else []),
        "  threatgate inventory            all that was found, with places and values",
        "  threatgate check                what CI would say of this branch",
        "  threatgate demo                 see it block, answer and pass",
        "The gate looks at changes only: nothing that is here already blocks anybody.",
    ]


COMMAND = init
