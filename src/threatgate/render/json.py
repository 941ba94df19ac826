"""Report v1: the frozen machine format, described by `schemas/report.json`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from threatgate.identity import thaw
from threatgate.render._api import Format, Look

if TYPE_CHECKING:
    from threatgate.model import Element, Report, Trigger

SCHEMA = "threatgate.report.v1"
# What a terminal would obey or hide stays readable in JSON as its own escape: DEL, C1, format characters, surrogates.
# And so does what a pipeline's log would take for a command (`##vso[`).
_UNSAFE = re.compile(
    "#(?=#\\w*\\[)|[\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)


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


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code - 0x10000 & 0x3FF):04x}"


def render(report: Report, _: Look) -> str:
    """The document, indented by two."""
    # NaN and infinities are no JSON; identity spells them as text, and so does this.
    text = json.dumps(_finite(document(report)), ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSAFE.sub(_escaped, text) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - NaN
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value


FORMAT = Format("json", render)
