"""From the data of a record that holds the schema to the record's values."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from threatgate.model import Direction, Kind, Severity
from threatgate.records.model import (
    Backlog,
    Binding,
    Blocker,
    Closing,
    Control,
    Cover,
    Evidence,
    Family,
    Monitoring,
    Move,
    NoChange,
    Outcome,
    Record,
    Renewal,
    Review,
    RiskException,
    Threat,
)

if TYPE_CHECKING:
    from threatgate.model import Pointer


def record(path: str, data: dict[str, Any], body: str, lines: dict[Pointer, int]) -> Record:
    """The record."""
    data = stripped(data)
    covers = data["covers"]
    family = covers.get("class")
    until = data.get("pre_answer", {}).get("until")
    return Record(
        path=path,
        id=data["id"],
        title=data["title"],
        outcome=_outcome(data),
        created=_day(data["created"]),
        owner=data["owner"],
        severity=Severity(data["severity"]),
        mode=Cover(covers["mode"]),
        bindings=tuple(Binding(one["element"], one["from"], one["to"]) for one in covers.get("changes", ())),
        family=None
        if family is None
        else Family(Kind(family["kind"]), tuple(family["paths"]), frozenset(map(Direction, family["direction"]))),
        second=data.get("second"),
        threat=_threat(data.get("threat")),
        frameworks=tuple(data.get("frameworks", ())),
        pre_answer=None if until is None else _day(until),
        controls=_controls(data.get("controls", ())),
        monitoring=_monitoring(data.get("monitoring")),
        supersedes=data.get("supersedes"),
        renewal=None if "renewal" not in data else Renewal(data["renewal"]["count"], data["renewal"]["progress"]),
        reviews=tuple(Review(_day(one["date"]), one["by"], one["note"]) for one in data.get("reviews", ())),
        moves=tuple(Move(_day(one["date"]), one["from"], one["to"]) for one in data.get("moves", ())),
        closed=_closing(data.get("closed")),
        body=body.strip(),
        lines=MappingProxyType(lines),
    )


def stripped(value: Any) -> Any:
    """The same data without the blank ends that block scalars leave on texts."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: stripped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [stripped(item) for item in value]
    return value


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _outcome(data: dict[str, Any]) -> Outcome:
    block = data[data["outcome"]]
    match data["outcome"]:
        case "backlog":
            return Backlog(block["ticket"], tuple(block["acceptance_criteria"]), _day(block["due"]))
        case "blocker":
            return Blocker(block["gate"], block.get("definition", ""), block["pass_condition"])
        case "exception":
            return RiskException(
                reason=block["reason"],
                approver=block["approver"],
                approved=_day(block["approved"]) if "approved" in block else None,
                expires=_day(block["expires"]),
                review_date=_day(block["review_date"]),
                compensating_controls=_controls(block["compensating_controls"]),
                residual_risk=Severity(block["residual_risk"]),
                exit_plan=block["exit_plan"],
                emergency=block.get("emergency", False),
            )
    until = block.get("valid_until")
    evidence = tuple(_evidence(one) for one in block["evidence"])
    return NoChange(block["rationale"], evidence, block["decided_by"], None if until is None else _day(until))


def _controls(items: Any) -> tuple[Control, ...]:
    return tuple(Control(one["control"], one["ref"], one.get("digest")) for one in items)


def _evidence(one: dict[str, Any]) -> Evidence:
    return Evidence(one["kind"], one["ref"], one.get("digest"))


def _threat(data: dict[str, Any] | None) -> Threat | None:
    if data is None:
        return None
    model = data.get("model", {})
    return Threat(data["statement"], data.get("abuse_case", ""), model.get("path", ""), model.get("ref", ""))


def _monitoring(data: dict[str, Any] | None) -> Monitoring | None:
    if data is None:
        return None
    return Monitoring(data["log"], data["alert"], data["owner"], data["threshold"], _day(data["review_date"]))


def _closing(data: dict[str, Any] | None) -> Closing | None:
    if data is None:
        return None
    evidence = _evidence(data["evidence"]) if "evidence" in data else None
    return Closing(_day(data["date"]), data["by"], data["how"], evidence)
