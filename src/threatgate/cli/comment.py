"""`threatgate comment` keeps one comment on the pull or merge request up to date."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from threatgate.cli._range import check_request, range_options

if TYPE_CHECKING:
    from threatgate.forge import Unknown
    from threatgate.model import Verdict

MARKER = "threatgate:check"
UNDONE = 3


class _Text(NamedTuple):
    """What is to be posted, and the verdict that it tells."""

    text: str
    verdict: Verdict


@click.command(
    "comment",
    epilog="""\b
Examples:
  threatgate check --output markdown=report.md || code=$?
  threatgate comment --report report.md --when on-failure
  exit "${code:-0}"
  threatgate comment --number 12 --base main        judge here, comment on pull request 12

\b
Tokens: THREATGATE_TOKEN, GITHUB_TOKEN or GH_TOKEN with `pull-requests: write`;
THREATGATE_TOKEN or GITLAB_TOKEN with the scope `api`.

\b
Exit codes: the verdict is none of this command's: 0 also where nothing could be posted, with a warning;
with --strict that is 3. 2 wrong usage or settings, 3 what was to be judged here could not be, 4 a fault of ours.
""",
)
@range_options
@click.option("--report", metavar="FILE|-", help="A report of `check`, as Markdown or JSON.  [default: judge now]")
@click.option(
    "--when",
    type=click.Choice(["never", "on-failure", "always"]),
    default="always",
    help="on-failure: a passing verdict only updates a comment that is there.  [default: always]",
)
@click.option("--number", type=click.IntRange(1), metavar="N", help="The pull or merge request.  [default: this one]")
@click.option("--online", is_flag=True, help="Where it judges: ask the forge, too.")
@click.option("--strict", is_flag=True, help="Fail where the comment could not be posted.")
def comment(report: str | None, when: str, number: int | None, *, online: bool, strict: bool, **range_: Any) -> int:
    """Post or update the one comment on the pull or merge request. It never decides anything."""
    if when == "never":
        _say("nothing is posted: --when never")
        return 0
    found = _given(report) if report is not None else _judged(range_, online=online)
    from threatgate.forge import Absent, Unknown, opened
    from threatgate.model import Verdict

    numbers = _numbers(number)
    if isinstance(numbers, Unknown):
        return _not_posted(numbers, strict=strict)
    if not numbers:
        _say("nothing is posted: this run is for no pull request")
        return 0
    forge = opened(os.environ, _origin(range_["repo"]))
    if isinstance(forge, Unknown):
        return _not_posted(forge, strict=strict)
    code = 0
    for each in numbers:
        create = when == "always" or found.verdict is not Verdict.PASS
        done = forge.comment(each, found.text, MARKER, create=create)
        if isinstance(done, Unknown):
            code = _not_posted(done, strict=strict)
        elif isinstance(done, Absent):
            _say("nothing is posted: the verdict is pass, and there is no comment to update")
        else:
            _say(f"comment {done.did}: {done.url}")
    return code


def _numbers(number: int | None) -> tuple[int, ...] | Unknown:
    """The pull request to comment on: the one named, or the one whose pipeline this is; a push has none any more."""
    if number is not None:
        return (number,)
    from threatgate.forge import Unknown, occasion

    found = occasion(os.environ)
    return found if isinstance(found, Unknown) else () if found.head else found.numbers


def _given(file: str) -> _Text:
    """The report of a file: the Markdown as it is, or the JSON rendered."""
    from threatgate.cli._given import given
    from threatgate.cli._reports import read_report

    return _Text(*read_report(given(file), file))


def _judged(range_: dict[str, Any], *, online: bool) -> _Text:
    from threatgate import gate
    from threatgate.cli._output import page
    from threatgate.cli._progress import progress
    from threatgate.render import Look, format_named

    with progress("reading the change"):
        report = gate.check(check_request(range_)._replace(online=online))
    return _Text(format_named("markdown").render(report, Look(page=page)), report.verdict)


def _origin(repo: str) -> str:
    """The address of the clone's remote, which says where to post outside a pipeline."""
    from threatgate.errors import ThreatgateError
    from threatgate.repository.revision import open_rev

    try:
        with open_rev(repo, None, os.environ) as revision:
            return revision.origin
    except ThreatgateError:
        return ""


def _not_posted(unknown: Unknown, *, strict: bool) -> int:
    from threatgate.render._escape import visible

    sys.stderr.write(f"threatgate: the comment could not be posted: {visible(unknown.why)}\n")
    if unknown.mend:
        sys.stderr.write(f"  {visible(unknown.mend)}\n")
    return UNDONE if strict else 0


def _say(words: str) -> None:
    from threatgate.render._escape import visible

    sys.stderr.write(f"threatgate: {visible(words)}\n")


COMMAND = comment
