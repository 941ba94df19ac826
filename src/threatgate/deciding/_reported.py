"""The triggers of a report that was written as JSON, so that a record can be written where the check did not run."""

from __future__ import annotations

import json
from typing import Any

from threatgate.errors import UsageError
from threatgate.identity import freeze
from threatgate.model import (
    AnswerState,
    Change,
    Direction,
    Edit,
    Element,
    Kind,
    Level,
    Scope,
    Severity,
    Span,
    Trigger,
)

SCHEMA = "threatgate.report.v1"
_MEND = "write one with: threatgate check --output json=report.json"


def reported(data: bytes, name: str) -> tuple[Trigger, ...]:
    """The triggers in a file. Raises UsageError where it holds no report v1."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is no JSON: {error}", _MEND) from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise UsageError(f"{name} is no report of the schema {SCHEMA}", _MEND)
    try:
        return tuple(_trigger(trigger) for trigger in found["triggers"])
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{name} holds a trigger that cannot be read: {error!r}", _MEND) from None


def _trigger(data: dict[str, Any]) -> Trigger:
    span = Span(data["line"], data["end_line"])
    sides = {side: _element(data, data[side], span) for side in ("before", "after")}
    change = Change(
        Edit(data["change"]),
        None if data["from"] is None else sides["before"],
        None if data["to"] is None else sides["after"],
        data["from"],
        data["to"],
    )
    return Trigger(
        change=change,
        rule=str(data["rule"]),
        direction=Direction(data["direction"]),
        severity=Severity(data["severity"]),
        level=Level(data["level"]),
        summary=str(data["summary"]),
        span=span,
        frameworks=tuple(map(str, data["frameworks"])),
        second=bool(data["second"]),
        system=str(data["system"]),
        fingerprint=str(data["fingerprint"]),
        answer=AnswerState(data["answer"]),
        record=data["record"],
        reason=str(data["reason"]),
    )


def _element(data: dict[str, Any], value: Any, span: Span) -> Element:
    subject = "gate" if data["rule"] == "gate-changed" else ""
    return Element(
        Kind(data["kind"]), str(data["name"]), str(data["path"]), freeze(value), span, Scope(data["scope"]), (), subject
    )
