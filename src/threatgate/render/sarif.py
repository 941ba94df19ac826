"""SARIF 2.1.0, as code scanning takes it: what has no answer yet, with the page of its rule as help.

What is answered is no result, so that an alert closes when the answer lands. The limits are those that GitHub states
for an upload: 5,000 results shown of a run, ten tags shown of a rule, 1,024 characters of a description.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from threatgate import __version__
from threatgate.frameworks import other_edition
from threatgate.model import SEVERITIES, Severity
from threatgate.render._api import Format, Look
from threatgate.render._escape import visible
from threatgate.render._findings import UNREAD, UNREAD_TITLE, UNREAD_WHY, findings
from threatgate.render._json_text import json_text
from threatgate.render._pages import WHAT, WHY, section, title

if TYPE_CHECKING:
    from threatgate.model import Report
    from threatgate.render._findings import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS, TAGS, DESCRIPTION = 5_000, 20, 1_000
# GitHub: above 9.0 critical, from 7.0 high, from 4.0 medium, below low.
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MODERATE: "5.0", Severity.LOW: "2.0"}


def document(report: Report, look: Look) -> dict[str, Any]:
    """The log as plain JSON values: one run, its rules, its results."""
    listed = findings(report)
    shown = listed[:RESULTS]
    rules: dict[str, list[Finding]] = {}
    for finding in shown:
        rules.setdefault(finding.rule, []).append(finding)
    order = {rule: number for number, rule in enumerate(sorted(rules))}
    notifications = [_notification(f"{len(listed) - len(shown)} more results are left out")] if listed[RESULTS:] else []
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Threatgate",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule, rules[rule], look) for rule in order],
                    }
                },
                "automationDetails": {"id": "threatgate/check/"},
                "invocations": [
                    {
                        "executionSuccessful": not any(problem.severity == "error" for problem in report.problems),
                        "toolExecutionNotifications": notifications,
                    }
                ],
                "columnKind": "utf16CodeUnits",
                "results": [_result(finding, order[finding.rule]) for finding in shown],
            }
        ],
    }


def _rule(rule: str, found: list[Finding], look: Look) -> dict[str, Any]:
    page = look.page(rule)
    worst = max((finding.severity for finding in found), key=SEVERITIES.index)
    tags = ["security", "ai"]
    if found[0].trigger is not None:
        cited = found[0].trigger.frameworks
        tags += [found[0].trigger.change.element.kind.value, *cited, *filter(None, map(other_edition, cited))]
    short, full = title(page) or (UNREAD_TITLE if rule == UNREAD else rule), " ".join(section(page, WHAT).split())
    text = page.strip() if page else UNREAD_WHY
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in rule.split("-")),
        "shortDescription": {"text": short[:DESCRIPTION]},
        "fullDescription": {"text": (full or UNREAD_WHY)[:DESCRIPTION]},
        "help": {"text": " ".join(section(page, WHY).split()) or UNREAD_WHY, "markdown": text},
        "defaultConfiguration": {"level": "error" if any(finding.holds for finding in found) else "warning"},
        "properties": {
            "tags": tags[:TAGS],
            "precision": "high",
            "problem.severity": "error" if any(finding.holds for finding in found) else "warning",
            "security-severity": _SCORES[worst],
        },
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    name = hashlib.sha256(f"{finding.rule}\0{finding.identity}".encode("utf-8", "surrogatepass")).hexdigest()
    level = "error" if finding.holds else "note" if finding.rule == UNREAD else "warning"
    place = {
        "artifactLocation": {"uri": _uri(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line, "startColumn": 1, "endLine": finding.end_line},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": visible(finding.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": f"{name[:16]}:1", "threatgate/v1": name},
    }


def _uri(path: str) -> str:
    """A path as a relative reference: `a b#c.py` is `a%20b%23c.py`. The report's own problems have no path."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/@+-._~!$&'()*,;=") or "."


def _notification(text: str) -> dict[str, Any]:
    return {"level": "warning", "message": {"text": text}}


def render(report: Report, look: Look) -> str:
    """The document as text."""
    return json_text(document(report, look))


FORMAT = Format("sarif", render)
