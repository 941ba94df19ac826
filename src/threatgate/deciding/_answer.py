"""What a person says when deciding: the fields of a record, None or empty where nothing was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

ANY = ""  # whatever outcome a record has, where records are bound anew
OUTCOMES = ("backlog", "blocker", "exception", "no_change")


class Named(NamedTuple):
    """`CONTROL=REF` or `KIND=REF`: what it is, and the path or address where it is."""

    name: str
    ref: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One decision before the record is written; its names are those of the record's fields."""

    outcome: str
    owner: str | None = None
    second: str | None = None
    title: str | None = None
    threat: str | None = None
    mode: str = "exact"
    pre_answer: date | None = None
    supersedes: str | None = None
    progress: str | None = None
    controls: tuple[Named, ...] = ()
    ticket: str | None = None
    criteria: tuple[str, ...] = ()
    due: date | None = None
    gate: str | None = None
    definition: str | None = None
    pass_condition: str | None = None
    reason: str | None = None
    approver: str | None = None
    expires: date | None = None
    review_date: date | None = None
    compensating: tuple[Named, ...] = ()
    residual_risk: str | None = None
    exit_plan: str | None = None
    emergency: bool = False
    rationale: str | None = None
    evidence: tuple[Named, ...] = ()
    valid_until: date | None = None
    monitoring_log: str | None = None
    monitoring_alert: str | None = None
    monitoring_owner: str | None = None
    monitoring_threshold: str | None = None
    monitoring_review_date: date | None = None
