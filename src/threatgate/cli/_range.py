"""The options that say what is judged: RANGE of the design."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from threatgate.cli._types import Day
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.gate import CheckRequest

F = TypeVar("F", bound="Callable[..., Any]")

_OPTIONS = (
    click.option("--repo", metavar="DIR", default=".", help="The repository, bare ones too.  [default: here]"),
    click.option("--base", metavar="REV", help="Where the change would land.  [default: upstream or default branch]"),
    click.option("--head", metavar="REV", help="What would land.  [default: HEAD]"),
    click.option("--staged", is_flag=True, help="Judge what is staged for the next commit."),
    click.option("--worktree", is_flag=True, help="Judge the files as they are now, new ones too."),
    click.option("--patch", metavar="FILE|-", help="Judge a unified diff, `-` reads it from stdin."),
    click.option(
        "--as-of", type=Day(), metavar="DATE", help="Judge the records as on this day (UTC).  [default: today]"
    ),
)


def range_options(command: F) -> F:
    """Add the options of RANGE and `--as-of` to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_request(range_: dict[str, Any], mode: str | None = None) -> CheckRequest:
    """The request that the options of RANGE ask for. Raises UsageError where they exclude each other."""
    _one_of(range_)
    for name in ("repo", "base", "head", "patch"):
        if range_[name] == "":
            raise UsageError(
                f"--{name} is empty", "is the variable set that should hold it? leave the option out for the default"
            )
    from threatgate.gate import CheckRequest
    from threatgate.model import Mode

    return CheckRequest(
        repo=range_["repo"],
        base=range_["base"],
        head=range_["head"],
        source=next((name for name in ("staged", "worktree", "patch") if range_[name]), "commit"),
        patch=_patch(range_["patch"]) if range_["patch"] else None,
        as_of=range_["as_of"],
        mode=Mode(mode) if mode else None,
        environ=os.environ,
    )


def _one_of(range_: dict[str, Any]) -> None:
    given = [f"--{name}" for name in ("head", "staged", "worktree", "patch") if range_[name]]
    if len(given) > 1:
        raise UsageError(
            f"{' and '.join(given)} exclude each other",
            "one of --head, --staged, --worktree and --patch says what is judged",
        )


def _patch(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        with open(file, "rb") as patch:
            return patch.read()
    except OSError as error:
        raise UsageError(
            f"cannot read the patch {file}: {error.strerror or error}", "name a file, or - for stdin"
        ) from None
