"""`threatgate demo` shows the gate at work on a small support agent."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import look, put
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

RISKY = "tool"


@click.command(
    "demo",
    epilog="""\b
Examples:
  threatgate demo
  threatgate demo --branch all           thirteen widenings at once
  threatgate demo --keep /tmp/support    keep the repository to play with
""",
)
@click.option("--branch", default=RISKY, metavar="NAME", help=f"Which pull request of the example.  [default: {RISKY}]")
@click.option("--keep", metavar="DIR", help="Build the repository here and leave it.")
def demo(branch: str, keep: str | None) -> int:
    """Watch a risky change of a support agent blocked, answered and let through."""
    from threatgate.demo import play
    from threatgate.render._ink import Ink

    style = look(sys.stdout)
    ink = Ink(style.colour, style.width)
    with _folder(keep) as folder:
        for number, scene in enumerate(play(folder, branch, style), start=1):
            story = ink.paint(f"{number}. {scene.story}", "bold")
            put(f"{story}\n\n{ink.paint(f'$ {scene.command}', 'low')}\n{scene.output}\n")
    where = (
        f"The repository is in {keep}." if keep else "`threatgate demo --keep DIR` leaves the repository to play with."
    )
    put(f"{where}\nIn a repository of your own: threatgate init, then threatgate check.\n")
    return 0


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    """The folder that was asked for, if nothing is in it, or one that is gone afterwards."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="threatgate-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    kept = Path(keep)
    if kept.exists() and (not kept.is_dir() or any(kept.iterdir())):
        raise UsageError(f"{keep} is there already", "name a folder that is empty or new")
    kept.mkdir(parents=True, exist_ok=True)
    yield kept.resolve()


COMMAND = demo
