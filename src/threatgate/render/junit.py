"""JUnit XML: a test case for each change of the surface, failed where its answer is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Level
from threatgate.render._api import Format, Look
from threatgate.render._escape import visible
from threatgate.render._findings import UNREAD, findings
from threatgate.render._grouping import ordered
from threatgate.render._verdict_line import verdict_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Report, Trigger
    from threatgate.render._findings import Finding

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def render(report: Report, _: Look) -> str:
    """The document as text. `visible` leaves no character that XML 1.0 does not allow."""
    found = findings(report)
    answered = ordered(it for it in report.triggers if it.level is not Level.OFF and it.answered)
    word, rest = verdict_line(report)
    cases = [*(line for finding in found for line in _case(finding)), *map(_answered, answered)]
    failures = sum(finding.holds and finding.rule != UNREAD for finding in found)
    errors = sum(finding.holds and finding.rule == UNREAD for finding in found)
    number = len(found) + len(answered)
    if not number:
        cases, number = [f'    <testcase classname="threatgate" name="{_text(f"{word}: {rest}")}"/>'], 1
    counts = f'tests="{number}" failures="{failures}" errors="{errors}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="threatgate" {counts}>',
        f'  <testsuite name="threatgate check" {counts} skipped="0" time="{report.stats.seconds:.3f}">',
        *cases,
        f"    <system-out>{_text(f'{word}: {rest}')}</system-out>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _case(finding: Finding) -> Iterator[str]:
    name = finding.trigger.id if finding.trigger is not None else finding.path
    place = f"{_text(finding.path)}:{finding.line}"
    yield f"    <testcase {_attributes({'classname': f'threatgate.{finding.rule}', 'name': name})}>"
    message = _text(finding.message)
    if not finding.holds:
        yield f"      <system-out>{place}: {message}</system-out>"
    else:
        element = "error" if finding.rule == UNREAD else "failure"
        told = _attributes({"type": finding.severity, "message": finding.message})
        yield f"      <{element} {told}>{place}: {message}</{element}>"
    yield "    </testcase>"


def _answered(trigger: Trigger) -> str:
    return f"    <testcase {_attributes({'classname': f'threatgate.{trigger.rule}', 'name': trigger.id})}/>"


def _attributes(attributes: dict[str, str]) -> str:
    return " ".join(f'{name}="{_text(value)}"' for name, value in attributes.items())


def _text(text: str) -> str:
    return "".join(_MARKUP.get(character, character) for character in visible(text))


FORMAT = Format("junit", render)
