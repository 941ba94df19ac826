"""Workflow commands for GitHub: annotations on the changed lines, then the verdict as a plain line of the log.

A step shows ten errors and ten warnings; of more than that nine are shown and the tenth says how many are left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.render._api import Format, Look
from threatgate.render._escape import visible
from threatgate.render._findings import UNREAD, findings
from threatgate.render._verdict_line import verdict_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Report
    from threatgate.render._findings import Finding

SHOWN = 10
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _DATA | {":": "%3A", ",": "%2C"}


def render(report: Report, _: Look) -> str:
    """The commands, a line each."""
    listed = findings(report)
    lines = [
        *_commands("error", [finding for finding in listed if finding.holds]),
        *_commands("warning", [finding for finding in listed if not finding.holds]),
        *(f"::notice title=Threatgate::{_escaped(visible(notice), _DATA)}" for notice in report.notices),
    ]
    word, rest = verdict_line(report)
    return "".join(f"{line}\n" for line in [*lines, f"threatgate: {word}: {rest}"])


def _commands(level: str, found: list[Finding]) -> Iterator[str]:
    shown = found if len(found) <= SHOWN else found[: SHOWN - 1]
    for finding in shown:
        what = "could not be read" if finding.rule == UNREAD else finding.rule
        properties = {
            "file": visible(finding.path),
            "line": str(finding.line),
            "endLine": str(finding.end_line),
            "title": f"Threatgate: {what}" + ("" if finding.rule == UNREAD else f" ({finding.severity})"),
        }
        told = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items() if value)
        yield f"::{level} {told}::{_escaped(visible(finding.message), _DATA)}"
    if len(shown) < len(found):
        yield f"::{level} title=Threatgate::{len(found) - len(shown)} more; the job summary lists them all"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)


FORMAT = Format("github", render)
