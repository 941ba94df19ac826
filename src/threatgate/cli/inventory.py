"""`threatgate inventory` lists every element of the AI system at one revision."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from threatgate.cli._output import look, put


@click.command(
    "inventory",
    epilog="""\b
Examples:
  threatgate inventory
  threatgate inventory --rev v1.2 --format json
""",
)
@click.option("--repo", metavar="DIR", default=".", help="The repository, bare ones too.  [default: here]")
@click.option("--rev", metavar="REV", help="The commit to read.  [default: HEAD]")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[default: table]")
def inventory(repo: str, rev: str | None, format_: str) -> int:
    """List the prompts, models, tools, sources, policies … that a revision holds."""
    from threatgate.cli._progress import progress
    from threatgate.inventory import take_inventory
    from threatgate.render import _inventory as shown
    from threatgate.render._json_text import json_text

    with progress("reading the repository"):
        found = take_inventory(Path(repo), rev, os.environ)
    if format_ == "json":
        put(json_text(shown.document(found.repository, found.revision, found.elements, found.problems)))
    else:
        put(shown.table(rev or "HEAD", found.elements, found.problems, look(sys.stdout)))
    return 3 if any(problem.severity == "error" for problem in found.problems) else 0


COMMAND = inventory
