"""`threatgate release` says whether the answers are kept, so that a commit may be released."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from threatgate.cli._output import WIDTH, look, page, put, write_file
from threatgate.cli._types import Day
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from threatgate.release import Release

FORMATS = ("text", "json", "markdown")
CLAIM = re.compile(r"(?P<path>.+)@(?P<commit>[0-9a-fA-F]{7,64})")


@click.command(
    "release",
    epilog="""\b
Examples:
  threatgate release --since v1.4.0
  threatgate release --since v1.4.0 --evals results/refund-evals.xml --evals logs/refunds.eval
  threatgate release --since v1.4.0 --evals results.json@$GITHUB_SHA     a claim for a file that names no commit
  threatgate release --online                                            blockers by the checks of the commit
  threatgate release --format markdown --output json=release.json

\b
Exit codes: 0 pass, 1 something is not kept, 2 wrong usage or settings, 3 undetermined, 4 a fault of ours.
""",
)
@click.option("--repo", metavar="DIR", default=".", help="The repository, bare ones too.  [default: here]")
@click.option("--since", metavar="REV", help="The last release.  [default: adopted.commit of the settings]")
@click.option("--head", metavar="REV", help="What is to be released.  [default: HEAD]")
@click.option(
    "--evals",
    multiple=True,
    metavar="FILE[@COMMIT]",
    help="Results of tests or evals: JUnit, promptfoo, Inspect, pytest JSON, SARIF.",
)
@click.option("--as-of", type=Day(), metavar="DATE", help="On this day (UTC).  [default: today]")
@click.option("--online", is_flag=True, help="Ask the forge for the checks of the commit, the trackers for tickets.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="[default: text]")
@click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="Write a format to a file too.")
def release(
    repo: str,
    since: str | None,
    head: str | None,
    *,
    evals: tuple[str, ...],
    as_of: date | None,
    online: bool,
    format_: str,
    outputs: tuple[str, ...],
) -> int:
    """Say whether a commit may be released: whether every answer is kept, and every merge was answered."""
    for name, value in (("repo", repo), ("since", since), ("head", head)):
        if value == "":
            hint = "is the variable set that should hold it? leave the option out for the default"
            raise UsageError(f"--{name} is empty", hint)
    targets = [_target(output) for output in outputs]
    from threatgate import release as gate
    from threatgate.cli._exit import exit_code
    from threatgate.cli._progress import progress

    request = gate.ReleaseRequest(
        repo=repo,
        since=since,
        head=head,
        evals=tuple(_evidence(one) for one in evals),
        as_of=as_of,
        environ=os.environ,
        online=online,
    )
    with progress("looking at the release"):
        found = gate.release(request)
    shown = _formats(found)
    for name, file in targets:
        write_file(file, shown[name](None))
    put(shown[format_](sys.stdout))
    return exit_code(found.verdict, found.mode)


def _target(output: str) -> tuple[str, str]:
    name, equals, file = output.partition("=")
    if not equals or not file or name not in FORMATS:
        raise UsageError(f"{output} is not FORMAT=FILE", f"formats are {', '.join(FORMATS)}, as in json=release.json")
    return name, file


def _formats(found: Release) -> dict[str, Callable[[Any], str]]:
    from threatgate.render import Look
    from threatgate.render._json_text import json_text
    from threatgate.render._release import text
    from threatgate.render._release_document import document
    from threatgate.render._release_markdown import markdown

    return {
        "text": lambda stream: text(found, Look(width=WIDTH, page=page) if stream is None else look(stream)),
        "json": lambda _: json_text(document(found)),
        "markdown": lambda _: markdown(found),
    }


def _evidence(said: str) -> tuple[str, str, bytes]:
    """A path, the commit claimed for it, and its bytes.

    A commit is split off only where no file has the whole name.
    """
    from threatgate.results import FILE_LIMIT

    match = None if os.path.exists(said) else CLAIM.fullmatch(said)
    path, commit = (match["path"], match["commit"]) if match else (said, "")
    try:
        with open(path, "rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}", "name the file of a run") from None
    return path, commit, data


COMMAND = release
