"""GitLab Code Quality: a JSON list, one entry for each finding, shown in the widget of a merge request."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from threatgate.model import Severity
from threatgate.render._api import Format, Look
from threatgate.render._escape import visible
from threatgate.render._findings import findings
from threatgate.render._json_text import json_text

if TYPE_CHECKING:
    from threatgate.model import Report
    from threatgate.render._findings import Finding

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MODERATE: "major",
    Severity.LOW: "minor",
}


def document(report: Report) -> list[dict[str, Any]]:
    """The findings as plain JSON values. Entries of one fingerprint would collapse into one."""
    return [_entry(finding) for finding in findings(report)]


def _entry(finding: Finding) -> dict[str, Any]:
    name = f"{finding.rule}\0{finding.identity}".encode("utf-8", "surrogatepass")
    return {
        "description": visible(finding.message),
        "check_name": finding.rule,
        "fingerprint": hashlib.sha256(name).hexdigest(),
        "severity": _SEVERITIES[finding.severity] if finding.holds else "info",
        "location": {"path": visible(finding.path) or ".", "lines": {"begin": finding.line}},
    }


def render(report: Report, _: Look) -> str:
    """The document as text, without a byte order mark."""
    return json_text(document(report))


FORMAT = Format("gitlab", render)
