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
        "--config",
        metavar="FILE",
        help="Settings from outside the repository, for a base that has none yet.",
    ),
    click.option(
        "--as-of", type=Day(), metavar="DATE", help="Judge the records as on this day (UTC).  [default: today]"
    ),
)


NAMES = ("repo", "base", "head", "staged", "worktree", "patch", "config", "as_of")


def range_options(command: F) -> F:
    """Add the options of RANGE and `--as-of` to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_request(range_: dict[str, Any], mode: str | None = None) -> CheckRequest:
    """The request that the options of RANGE ask for. Raises UsageError where they exclude each other."""
    _one_of(range_)
    for name in ("repo", "base", "head", "patch", "config"):
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
        config=_config(range_["config"], range_["repo"]) if range_["config"] else None,
    )


def _one_of(range_: dict[str, Any]) -> None:
    given = [f"--{name}" for name in ("head", "staged", "worktree", "patch") if range_[name]]
    if len(given) > 1:
        raise UsageError(
            f"{' and '.join(given)} exclude each other",
            "one of --head, --staged, --worktree and --patch says what is judged",
        )


def _config(file: str, repo: str) -> bytes:
    """The settings of a file that the change cannot have written."""
    from pathlib import Path

    from threatgate.files import working_tree

    root = working_tree(Path(repo))
    if root is not None and Path(file).resolve().is_relative_to(root.resolve()):
        hint = f"{file} lies in the checkout; what the change could have written is never its settings"
        raise UsageError("--config takes settings from outside the repository only", hint)
    return _content(file, "the settings")


def _patch(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else _content(file, "the patch", "name a file, or - for stdin")


def _content(file: str, what: str, hint: str = "name a file that is there") -> bytes:
    try:
        with open(file, "rb") as source:
            return source.read()
    except OSError as error:
        raise UsageError(f"cannot read {what} {file}: {error.strerror or error}", hint) from None
