"""`threatgate check` says whether a change may land."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from threatgate.cli._range import check_request, range_options
from threatgate.cli._types import FormatName, Target, TargetType

if TYPE_CHECKING:
    from threatgate.model import Report

SHOWING_DRAFTS = frozenset({"markdown", "html"})


@click.command(
    "check",
    epilog="""\b
Examples:
  threatgate check                                  this branch against where it would land
  threatgate check --base main --head feature
  threatgate check --staged                         before a commit
  git diff main | threatgate check --patch -
  threatgate check --format json --output text=threatgate.txt
  threatgate check --mode enforce                   block, also where the settings only observe

\b
Exit codes: 0 pass, 1 blocked, 2 wrong usage or settings, 3 undetermined, 4 a fault of ours.
""",
)
@range_options
@click.option("--format", "format_", type=FormatName(), default="text", help="What to print.  [default: text]")
@click.option(
    "--output", "outputs", type=TargetType(), multiple=True, metavar="FORMAT=FILE", help="Write a format to a file too."
)
@click.option("--mode", type=click.Choice(["enforce", "observe"]), help="Stricter than the settings, never laxer.")
@click.option("--online", is_flag=True, help="Ask the forge, too: tickets, reviews. Else nothing leaves this machine.")
def check(format_: str, outputs: tuple[Target, ...], mode: str | None, *, online: bool, **range_: Any) -> int:
    """Say whether this change may land: every change of the AI threat surface, and who has answered for it."""
    request = check_request(range_, mode)._replace(online=online)
    from threatgate import gate
    from threatgate.cli._exit import exit_code
    from threatgate.cli._output import put_report
    from threatgate.cli._progress import progress

    if {format_, *(target.format for target in outputs)} & SHOWING_DRAFTS:
        from threatgate.deciding import prefilled

        request = request._replace(drafting=prefilled)
    with progress("reading the change"):
        report = gate.check(request)
    put_report(report, format_, outputs)
    _say_if_let_through(report, format_)
    return exit_code(report.verdict, report.mode)


def _say_if_let_through(report: Report, format_: str) -> None:
    from threatgate.model import Mode, Verdict

    if format_ != "text" and report.verdict is Verdict.BLOCKED and report.mode is Mode.OBSERVE:
        sys.stderr.write("threatgate: blocked, and let through: mode is observe, so the exit code is 0\n")


COMMAND = check
