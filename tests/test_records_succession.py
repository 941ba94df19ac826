"""What a case of one edit cannot show: records that follow others, the gate itself, several systems, days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_samples import ADDED, DAY, GATE, LISTED, context, record, trigger

from threatgate.records._second import assurance
from threatgate.records.proof import Proven
from threatgate.records.validity import faults

if TYPE_CHECKING:
    from threatgate.records.model import Record

BEFORE = record("exception", {"id": "TM-20260801-000001", "created": "2026-11-01"})
RENEWED = {"supersedes": BEFORE.id, "renewal": {"count": 1, "progress": "the flow is in review"}}


def messages(found: Record, **fields: Any) -> list[str]:
    return [fault.message for fault in faults(found, context(**fields))]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param({}, [], id="quiet-renewal"),
        pytest.param({"renewal": None}, [f"this is renewal 1 of {BEFORE.id}"], id="renewal-not-said"),
        pytest.param({"renewal.count": 2}, [f"this is renewal 1 of {BEFORE.id}"], id="counted-wrongly"),
        pytest.param(
            {"exception.residual_risk": "high"},
            ["residual_risk rose from moderate to high"],
            id="more-risk-than-before",
        ),
        pytest.param(
            {"supersedes": "TM-20260801-000002"},
            ["supersedes TM-20260801-000002, which is no record that has landed"],
            id="no-such-record",
        ),
        pytest.param(
            {"covers.changes.0.element": "tool:other.py#x"},
            [f"supersedes {BEFORE.id} and does not cover its tool:src/agent/tools.py#send_email"],
            id="leaves-an-element-out",
        ),
    ],
)
def test_an_exception_after_an_exception(edits: dict[str, Any], expected: list[str]) -> None:
    found = record("exception", {**RENEWED, **edits})
    assert messages(found, register={BEFORE.id: BEFORE}, landed=frozenset({BEFORE.id})) == expected
    if "supersedes" in edits:
        assert messages(found, register={BEFORE.id: BEFORE}) == []


def test_progress_must_be_new() -> None:
    first = record("exception", {"id": "TM-20260901-000002", **RENEWED})
    again = {"supersedes": first.id, "renewal": {"count": 2, "progress": "The flow is in review"}}
    expected = [f"progress says the same as in {first.id}"]
    assert messages(record("exception", again), register={first.id: first}) == expected
    again["renewal"] = {"count": 2, "progress": "the flow has landed behind a switch"}
    assert messages(record("exception", again), register={first.id: first}) == []


def test_no_record_supersedes_itself() -> None:
    found = record("backlog", {"id": "TM-20261122-3f9a1c", "supersedes": "TM-20261122-3f9a1c"})
    assert messages(found) == ["supersedes itself"]


def test_another_outcome_may_take_the_place_of_an_exception() -> None:
    assert messages(record("backlog", {"supersedes": BEFORE.id}), register={BEFORE.id: BEFORE}) == []


GATE_TRIGGER = trigger(GATE, severity="low", direction="neutral")


def test_a_change_of_the_gate_needs_a_second_person() -> None:
    found = record("no_change", {"second": None}, (GATE,))
    assert messages(found, covered=(GATE_TRIGGER,)) == ["a change of the gate needs a second person"]
    assert messages(record("no_change", None, (GATE,)), covered=(GATE_TRIGGER,)) == []


def test_a_change_of_the_gate_waits_for_its_approval_even_in_an_emergency() -> None:
    edits = {
        "exception.emergency": True,
        "exception.approved": None,
        "exception.expires": "2026-11-29",
        "exception.review_date": "2026-11-28",
    }
    found = record("exception", edits, (GATE,))
    assert messages(found, covered=(GATE_TRIGGER,)) == ["a change of the gate cannot wait for its approval"]
    approved = {**edits, "reviews": [{"date": "2026-11-24", "by": "@ciso", "note": "agreed"}]}
    assert messages(record("exception", approved, (GATE,)), covered=(GATE_TRIGGER,)) == []


def test_every_system_asks_its_own_approvers() -> None:
    settings = LISTED + 'systems: [{name: support, paths: ["src/**"], approvers: {low: ["@tom"]}}]'
    found = record("exception")
    own = trigger(ADDED, system="support")
    assert messages(found, settings=settings, covered=(trigger(ADDED),)) == []
    assert messages(found, settings=settings, covered=(trigger(ADDED), own)) == [
        "approver is @ciso, who is not among those who may approve this on the base side: @tom"
    ]


@pytest.mark.parametrize(
    ("edits", "settings", "proven", "words"),
    [
        ({}, "", False, "approved by @ciso: declared, not proven"),
        ({}, LISTED, False, "approved by @ciso: declared"),
        ({}, LISTED + "approval: signed", True, "approved by @ciso: signed"),
        (
            {"exception.emergency": True, "exception.approved": None},
            "",
            False,
            "approval by @ciso still to come; the release stays closed until then",
        ),
    ],
)
def test_how_far_an_approval_is_proven(edits: dict[str, Any], settings: str, words: str, *, proven: bool) -> None:
    found = record("exception", edits)
    assert assurance(found, context(settings, **({"proof": lambda *_: Proven("signed")} if proven else {}))) == words


def test_nobody_is_named_where_nobody_is_needed() -> None:
    assert assurance(record("backlog"), context(covered=(trigger(ADDED, severity="low"),))) == ""


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    DAYS, st.integers(-5, 60), st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(["low", "high", "critical"])
)
def test_an_exception_counts_on_exactly_its_days(
    approved: date, life: int, review: int, today: int, severity: str
) -> None:
    expires, reviewed, as_of = (approved + timedelta(days=count) for count in (life, review, today))
    found = record(
        "exception",
        {
            "created": approved.isoformat(),
            "severity": severity,
            "exception.approved": approved.isoformat(),
            "exception.expires": expires.isoformat(),
            "exception.review_date": reviewed.isoformat(),
        },
    )
    in_order = approved < reviewed <= expires and life <= {"low": 180, "high": 30, "critical": 14}[severity]
    counts = in_order and approved <= as_of <= expires and as_of <= reviewed
    assert (faults(found, context(as_of=as_of)) == ()) is counts


@pytest.mark.parametrize("as_of", [date.min, date.max], ids=str)
def test_no_day_is_too_far(as_of: date) -> None:
    for outcome in ("backlog", "blocker", "exception", "no_change"):
        faults(record(outcome), context(as_of=as_of))
        far = {"created": "9999-12-31", "exception.expires": "9999-12-31", "exception.approved": "0001-01-01"}
        far = {key: value for key, value in far.items() if key == "created" or outcome == "exception"}
        assert faults(record(outcome, far), context(as_of=DAY))
