"""The page of the command line: what `--help` says of every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from docs_table import MADE

from threatgate.cli._main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
INTRODUCTION = """\
Results go to stdout, everything else to stderr. `threatgate COMMAND --help` prints what stands here."""
CODES = """\
| code | verdict | what it means |
| --- | --- | --- |
| 0 | pass | no change of the surface needs an answer that it has not; in mode `observe` also a blocked change |
| 1 | blocked | at least one change that blocks is unanswered |
| 2 | | wrong usage or invalid settings |
| 3 | undetermined | something could not be read: history, an object, a file that is too large; wins over 1 |
| 4 | | a fault of threatgate itself |

The code follows from the verdict alone and is the same in every format. Nothing turns 2, 3 or 4 into 0."""


def pages() -> dict[str, str]:
    """The page, by its path below docs/."""
    parts = [MADE + "# Command line", INTRODUCTION, f"## Exit codes\n{CODES}", *_help(main, None, "threatgate")]
    return {"cli.md": "\n\n".join(parts) + "\n"}


def _help(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    """A section for a command, then those of its own commands."""
    context = click.Context(
        command, parent=parent, info_name=name.rpartition(" ")[2], terminal_width=WIDTH, max_content_width=WIDTH
    )
    context.help_option_names = ["-h", "--help"]
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield f"## {name}\n```text\n{text}\n```"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below is not None:
                yield from _help(below, context, f"{name} {each}")
