"""A register with a record in every state, as a value."""

from __future__ import annotations

from datetime import date

from records_samples import HEAD, data, parsed

from threatgate.model import Problem
from threatgate.records.model import Record
from threatgate.records.states import superseded
from threatgate.register import Register
from threatgate.register._reading import _entry, _Now
from threatgate.settings import load

DAY = date(2026, 12, 16)
SETTINGS = """
escalation: {high: "@lead", critical: "@ceo"}
exceptions: {warn_days: {low: 3, high: 14}}
"""
MONITORING = {
    "log": "audit",
    "alert": "egress over ten an hour",
    "owner": "@duty",
    "threshold": "ten an hour",
    "review_date": "2026-12-20",
}
LOOKED = [{"date": "2026-12-15", "by": "@tom", "note": "holds"}]
LATER = {"exception.expires": "2026-12-21", "exception.review_date": "2026-12-19"}


def element(name, path="src/agent/tools.py"):
    return f"tool:{path}#{name}"


def _id(number):
    return f"TM-20261122-{number:06x}"


def _record(number, outcome, name, **edits):
    named = {key.replace("__", "."): value for key, value in edits.items()}
    usual = {"id": _id(number), "covers.changes.0.element": element(name)}
    return parsed(data(outcome, {**usual, **named}))


RECORDS = (
    _record(1, "exception", "expiring", reviews=LOOKED, title="Mail | with <b>signs</b>, and\u202e more; a \\ too"),
    _record(2, "exception", "review_overdue", exception__approver="@cto"),
    _record(3, "exception", "expired", exception__expires="2026-12-15", exception__review_date="2026-12-14"),
    _record(4, "exception", "followed", exception__expires="2026-12-15", exception__review_date="2026-12-14"),
    _record(
        5,
        "exception",
        "followed",
        created="2026-12-10",
        exception__approved="2026-12-10",
        exception__expires="2027-01-09",
        exception__review_date="2027-01-02",
        supersedes=_id(4),
        renewal={"count": 1, "progress": "The flow is in review."},
    ),
    _record(
        6, "exception", "wanted", created="2026-12-14", exception__emergency=True, exception__approved=None, **LATER
    ),
    _record(7, "backlog", "overdue", backlog__due="2026-12-15"),
    _record(8, "backlog", "gone"),
    _record(9, "blocker", "watched", monitoring=MONITORING),
    _record(10, "no_change", "old", no_change__valid_until="2026-12-15"),
    _record(11, "backlog", "reverted", closed={"date": "2026-12-01", "by": "@lea", "how": "change_reverted"}),
    _record(12, "exception", "nobodys", owner="@security"),
    _record(13, "backlog", "far", severity="low", backlog__due="2026-12-20"),
    _record(
        14,
        "backlog",
        "removed",
        backlog__due="2026-12-20",
        covers__changes__0__to=None,
        covers__changes__0__from=HEAD["config/approval.yaml"],
    ),
    parsed(data("backlog", {"id": _id(15), "severity": "medium"})),
    parsed(
        data(
            "exception",
            {
                "id": _id(16),
                "created": "2026-12-10",
                "covers": {"mode": "class", "class": {"kind": "model", "paths": ["conf/**"], "direction": ["neutral"]}},
                "exception.approved": "2026-12-10",
                "exception.expires": "2026-12-24",
                "exception.review_date": "2026-12-20",
            },
        )
    ),
)
NOT_THERE = {"gone", "removed"}


def register(day=DAY):
    """The register on a day: a control was edited since, one of the surface's files cannot be read."""
    settings = load(SETTINGS.encode())
    known = {record.id: record for record in RECORDS if isinstance(record, Record)}
    elements = {
        one.element: one.to_digest
        for record in known.values()
        for one in record.bindings
        if one.element.rpartition("#")[2] not in NOT_THERE
    }
    head = {**HEAD, "config/egress.yaml": "sha256:" + "f" * 64} if day > date(2026, 12, 15) else HEAD
    now = _Now(day, settings, known, superseded(RECORDS, day, settings), ["src/agent/tools.py"], elements, head.get)
    return Register(
        repository="acme/shop",
        revision="1" * 40,
        day=day,
        settings=settings,
        entries=tuple(_entry(record, now) for record in RECORDS),
        problems=(Problem("config/x.yaml", 3, "is no YAML", "mend it"),),
        digests=elements,
    )
