"""`threatgate doctor` says which ways around the gate are open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from threatgate.cli._output import look, put

BLOCKED, UNDETERMINED = 1, 3


@click.command(
    "doctor",
    epilog="""\b
Examples:
  threatgate doctor
  threatgate doctor --online                    ask the forge too: rules, reviews, required checks
  threatgate doctor --rev origin/release --format json

\b
Exit codes: 0 nothing is open, 1 something is, 2 wrong usage, 3 the forge was to be asked and could not be.
""",
)
@click.option("--repo", metavar="DIR", default=".", help="The repository, bare ones too.  [default: here]")
@click.option("--rev", metavar="REV", help="The branch on which changes land.  [default: the default branch]")
@click.option("--online", is_flag=True, help="Ask the forge what it enforces; needs a token.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
def doctor(repo: str, rev: str | None, format_: str, *, online: bool) -> int:
    """Say what the platform leaves open: owners, required checks, pipelines that can be edited, moving versions."""
    from threatgate.cli._progress import progress
    from threatgate.doctor import Health, examine
    from threatgate.render import _doctor as shown
    from threatgate.render._json_text import json_text

    with progress("looking at the repository"):
        found = examine(Path(repo), rev, os.environ, online=online)
    rows = [shown.Row(*finding) for finding in found.findings]
    if format_ == "json":
        put(json_text(shown.document(found.repository, found.revision, rows)))
    else:
        put(shown.text(found.branch, rows, look(sys.stdout)))
    if online and any(finding.health is Health.UNKNOWN for finding in found.findings):
        return UNDETERMINED
    return 0 if found.healthy else BLOCKED


COMMAND = doctor
