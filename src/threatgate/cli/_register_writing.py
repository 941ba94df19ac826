"""What the subcommands that write into the register share: their options, what they ask, what they hand over."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from threatgate.cli._asking import can_ask, said
from threatgate.cli._commit import alone
from threatgate.cli._output import put
from threatgate.cli._types import Day
from threatgate.render._escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from threatgate.deciding import Question
    from threatgate.register._desk import Desk, Writing

F = TypeVar("F", bound="Callable[..., Any]")


def writing_options(command: F) -> F:
    """Add `--repo`, `--no-input` and `--dry-run`."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Show what would be written, write nothing."),
        click.option("--no-input", is_flag=True, help="Ask nothing; say which flags are missing."),
        click.option("--repo", metavar="DIR", default=".", help="The checkout.  [default: here]"),
    ):
        command = option(command)
    return command


def by_options(command: F) -> F:
    """Add `--by` and `--date`."""
    for option in (
        click.option("--date", "day", type=Day(), metavar="DATE", help="The day it was (UTC).  [default: today]"),
        click.option("--by", metavar="WHO", help="@handle or e-mail.  [default: your address in Git]"),
    ):
        command = option(command)
    return command


def opened(repo: str) -> Desk:
    """The register of the working tree, today."""
    from threatgate import gate
    from threatgate.cli._progress import progress
    from threatgate.register._desk import desk

    with progress("reading the register"):
        return desk(Path(repo), gate.today(), os.environ)


def filled(given: dict[str, Any], questions: Sequence[Question], what: str, *, no_input: bool) -> dict[str, Any]:
    """What was given, with what a person answers to the open questions, or the defaults."""
    return said(given, questions, what, asking=can_ask() and not no_input)


def hand_over(at: Desk, writing: Writing, then: str, *, dry_run: bool, together: Iterable[str] = ()) -> None:
    """Show what is added, write it, and say what to commit and what comes of it.

    `together` are the paths of files that belong into the same commit, also such as are gone.
    """
    from threatgate.register._desk import save

    put(_added(writing))
    for note in writing.notes:
        click.echo(f"threatgate: {visible(note)}", err=True)
    if dry_run:
        return
    save(at, writing)
    click.echo(f"Written. {then}\n  {_commit(at, writing, sorted(set(together)))}", err=True)


def _commit(at: Desk, writing: Writing, together: Sequence[str]) -> str:
    """The command that commits a file alone, or with others."""
    if not together:
        return alone(writing.path, writing.title)
    path, said = shlex.quote(writing.path), shlex.quote(visible(writing.title))
    there = [shlex.quote(visible(one)) for one in together if (at.root / one).exists()]
    gone = [shlex.quote(visible(one)) for one in together if not (at.root / one).exists()]
    steps = [f"git add {' '.join([path, *there])}"]
    # What `git mv` took away is known to Git no more, and to name it would be an error.
    steps += [f"git rm -q --cached --ignore-unmatch {' '.join(gone)}"] if gone else []
    return " && ".join([*steps, f"git commit -m {said}"])


def _added(writing: Writing) -> str:
    """A new file as it is; of one that is there, the lines that differ."""
    after = writing.after.decode("utf-8", "replace")
    if not writing.before:
        return after
    from difflib import unified_diff

    before = writing.before.decode("utf-8", "replace").splitlines()
    lines = unified_diff(before, after.splitlines(), writing.path, writing.path, lineterm="", n=2)
    if not sys.stdout.isatty():
        return "".join(f"{line}\n" for line in lines)
    return "".join(f"{visible(line)}\n" for line in lines)
