"""`threatgate init` shows what there is to guard and writes first settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put

if TYPE_CHECKING:
    from threatgate.adoption import Adoption


@click.command(
    "init",
    epilog="""\b
Examples:
  threatgate init
  threatgate init --dry-run         only look
""",
)
@click.option("--repo", metavar="DIR", default=".", help="The checkout.  [default: here]")
@click.option("--dry-run", is_flag=True, help="Show what is here, write nothing.")
def init(repo: str, *, dry_run: bool) -> int:
    """Look at what this repository holds, write commented settings and the register; never overwrite."""
    from threatgate.adoption import adopt
    from threatgate.cli._progress import progress

    with progress("reading the repository"):
        done = adopt(Path(repo), os.environ, write=not dry_run)
    put("\n".join([*_found(done), "", *_files(done, dry_run=dry_run), "", *_next(done)]) + "\n")
    return 0


def _found(done: Adoption) -> list[str]:
    from threatgate.render._escape import visible
    from threatgate.render._inventory import summary

    if done.found is None:
        return [f"Nothing to look at yet: {visible(done.reason)}."]
    return summary(done.found.elements, done.found.files, look(sys.stdout))


def _files(done: Adoption, *, dry_run: bool) -> list[str]:
    verb = "would write" if dry_run else "wrote"
    return [*(f"{verb}  {name}" for name in done.written), *(f"kept  {name}, which was there" for name in done.kept)]


def _next(done: Adoption) -> list[str]:
    commit = f"  git add {' '.join(done.written)} && git commit -m 'Threat gate: settings and register'"
    return [
        "What to do next:",
        *([commit] if done.written else []),
        "  threatgate inventory            all that was found, with places and values",
        "  threatgate check                what CI would say of this branch",
        "  threatgate demo                 see it block, answer and pass",
        "The gate looks at changes only: nothing that is here already blocks anybody.",
    ]


COMMAND = init
