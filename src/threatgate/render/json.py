"""Report v1: the frozen machine format, described by `schemas/report.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.identity import thaw
from threatgate.render._api import Format, Look
from threatgate.render._json_text import json_text

if TYPE_CHECKING:
    from threatgate.model import Element, Report, Trigger

SCHEMA = "threatgate.report.v1"


def document(report: Report) -> dict[str, Any]:
    """The report as plain JSON values, keys in the order of the design."""
    return {
        "schema": SCHEMA,
        "verdict": report.verdict.value,
        "mode": report.mode.value,
        "repository": report.repository,
        "base": report.base,
        "head": report.head,
        "as_of": report.as_of,
        "triggers": [_trigger(trigger) for trigger in report.triggers],
        "records": [
            {
                "id": record.id,
                "outcome": record.outcome,
                "path": record.path,
                "state": record.state,
                "expires": record.expires,
                "problems": list(record.problems),
                "owner": record.owner,
                "promise": record.promise,
            }
            for record in report.records
        ],
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "message": problem.message,
                "hint": problem.hint,
                "severity": problem.severity,
            }
            for problem in report.problems
        ],
        "notices": list(report.notices),
        "stats": {
            "files_changed": report.stats.files_changed,
            "files_read": report.stats.files_read,
            "elements_before": report.stats.elements_before,
            "elements_after": report.stats.elements_after,
            "seconds": round(report.stats.seconds, 3),
        },
    }


def _trigger(trigger: Trigger) -> dict[str, Any]:
    change, element = trigger.change, trigger.change.element
    return {
        "id": trigger.id,
        "rule": trigger.rule,
        "kind": element.kind.value,
        "name": element.name,
        "change": change.edit.value,
        "direction": trigger.direction.value,
        "scope": element.scope.value,
        "system": trigger.system,
        "severity": trigger.severity.value,
        "second": trigger.second,
        "moved_from": change.moved_from,
        "path": element.path,
        "line": trigger.span.line,
        "end_line": trigger.span.end_line,
        "before": _value(change.before),
        "after": _value(change.after),
        "summary": trigger.summary,
        "from": change.from_digest,
        "to": change.to_digest,
        "fingerprint": trigger.fingerprint,
        "level": trigger.level.value,
        "answer": trigger.answer.value,
        "record": trigger.record,
        "reason": trigger.reason,
        "obligations": list(trigger.obligations),
        "frameworks": list(trigger.frameworks),
    }


def _value(element: Element | None) -> Any:
    return None if element is None else thaw(element.value)


def render(report: Report, _: Look) -> str:
    """The document as text."""
    return json_text(document(report))


FORMAT = Format("json", render)
