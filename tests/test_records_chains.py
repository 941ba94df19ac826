"""Limits that hold for a whole chain of exceptions: 365 days, two renewals, no emergency after another, never wider."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from records_samples import change, context, element, record

from threatgate.records import _succession
from threatgate.records.states import State, state, superseded
from threatgate.records.validity import faults
from threatgate.settings import load

if TYPE_CHECKING:
    from threatgate.records.model import Record

ROOMY = "exceptions: {renewals: 20, max_days: {low: 365, moderate: 365, high: 365, critical: 365}}"
OVER = (
    "expires 2027-02-02, 366 days after TM-20260101-000001 began on 2026-02-01: renewals included, an exception lives "
    "at most 365 days"
)
SECOND = change(None, element("v1", name="delete_order"))


def link(number: int, start: str, days: int, **edits: Any) -> Record:
    """An exception of a chain: number 1 is the first, each other one renews the one before it."""
    first = date.fromisoformat(start)
    fields: dict[str, Any] = {
        "id": f"TM-20260101-{number:06x}",
        "created": start,
        "exception.approved": start,
        "exception.expires": (first + timedelta(days)).isoformat(),
        "exception.review_date": (first + timedelta(1)).isoformat(),
    }
    if number > 1:
        fields |= {
            "supersedes": f"TM-20260101-{number - 1:06x}",
            "renewal": {"count": number - 1, "progress": f"step {number}"},
        }
    return record(edits.pop("outcome", "exception"), fields | {key.replace("__", "."): it for key, it in edits.items()})


def said(*chain: Record, settings: str = ROOMY) -> list[str]:
    """What is wrong with the last of a chain because of the others."""
    known = {one.id: one for one in chain}
    return [fault.message for fault in _succession.faults(chain[-1], load(settings.encode()), known, known)]


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        pytest.param(365, [], id="the-last-day"),
        pytest.param(
            366,
            [OVER],
            id="one-more",
        ),
    ],
)
def test_a_chain_lives_365_days(days, wrong):
    first, second = link(1, "2026-02-01", 100), link(2, "2026-05-01", 100)
    assert said(first, second, link(3, "2026-08-01", days - 181)) == wrong


def test_a_leap_day_is_a_day():
    first = link(1, "2027-03-01", 100)
    assert said(first, link(2, "2027-06-01", (date(2028, 2, 29) - date(2027, 6, 1)).days)) == []
    assert len(said(first, link(2, "2027-06-01", (date(2028, 3, 1) - date(2027, 6, 1)).days))) == 1


def test_another_outcome_in_between_starts_no_new_year():
    first = link(1, "2026-02-01", 100)
    ticket = record(
        "backlog",
        {"id": "TM-20260101-000002", "created": "2026-05-01", "supersedes": first.id, "backlog.due": "2026-05-20"},
    )
    third = link(3, "2026-05-20", 300, renewal=None)
    assert [message[:42] for message in said(first, ticket, third)] == ["expires 2027-03-16, 408 days after TM-2026"]
    assert said(ticket, third) == []


def test_the_count_is_that_of_the_chain_whatever_it_says():
    limit = "exceptions: {renewals: 2, max_days: {high: 365}}"
    first, second, third = link(1, "2026-02-01", 9), link(2, "2026-02-09", 9), link(3, "2026-02-17", 9)
    assert said(first, second, third, settings=limit) == []
    fourth = link(4, "2026-02-25", 9)
    assert said(first, second, third, fourth, settings=limit) == ["this is renewal 3, and 2 are allowed"]
    silent = link(2, "2026-02-09", 9, renewal=None)
    again = link(3, "2026-02-17", 9, renewal__count=1)
    assert said(first, silent, again) == ["this is renewal 2 of TM-20260101-000002"]
    liar = link(4, "2026-02-25", 9, renewal__count=1)
    assert said(first, silent, again, liar, settings=limit) == ["this is renewal 3, and 2 are allowed"]


def test_the_words_of_any_earlier_renewal_are_no_progress():
    chain = [link(1, "2026-02-01", 9), link(2, "2026-02-09", 9), link(3, "2026-02-17", 9)]
    again = link(4, "2026-02-25", 9, renewal__progress="Step  2!")
    assert said(*chain, again) == ["progress says the same as in TM-20260101-000002"]


def test_no_emergency_after_another():
    urgent = {"exception__emergency": True, "exception__approved": None}
    first, second = link(1, "2026-02-01", 7, **urgent), link(2, "2026-02-07", 7, **urgent)
    assert said(first, second) == ["an emergency cannot follow the emergency TM-20260101-000001"]
    approved = link(2, "2026-02-07", 7)
    assert said(first, approved) == []
    assert said(first, approved, link(3, "2026-02-09", 7, **urgent)) == [
        "an emergency cannot follow the emergency TM-20260101-000001"
    ]
    assert said(link(1, "2026-02-01", 7), link(2, "2026-02-07", 7, **urgent)) == []


@pytest.mark.parametrize(
    ("expires", "wrong"),
    [
        ("2026-02-08", []),
        ("2026-02-09", ["expires 2026-02-09, 8 days after 2026-02-01: an emergency lives at most 7 days"]),
    ],
)
def test_an_emergency_lives_seven_days_from_its_making(expires, wrong):
    urgent = link(
        1, "2026-02-01", 7, exception__emergency=True, exception__approved="2026-02-05", exception__expires=expires
    )
    found = faults(urgent, context(as_of=date(2026, 2, 6), authors=frozenset()))
    assert [fault.message for fault in found if "review" not in fault.message] == wrong


CLASS = {"mode": "class", "class": {"kind": "model", "paths": ["conf/**"], "direction": ["neutral", "narrows"]}}


def family(**edits: Any) -> dict[str, Any]:
    return {"mode": "class", "class": {**CLASS["class"], **edits}}


TOO = {"covers": family(direction=["neutral", "widens"])}
OUTSIDE = "it covers tool:src/agent/tools.py#send_email, which is not of its class"


@pytest.mark.parametrize(
    ("before", "after", "wider"),
    [
        pytest.param({}, {}, "", id="quiet-same"),
        pytest.param({"covers.mode": "target"}, {}, "", id="quiet-narrower-mode"),
        pytest.param({}, {"covers.mode": "target"}, "mode target after exact", id="wider-mode"),
        pytest.param({"covers": CLASS}, {"covers": CLASS}, "", id="quiet-same-class"),
        pytest.param({"covers": CLASS}, {"covers": family(direction=["neutral"])}, "", id="quiet-fewer-directions"),
        pytest.param({"covers": CLASS}, {"covers": family(paths=["conf/a.yaml"])}, "", id="quiet-one-file-of-it"),
        pytest.param({"covers": CLASS}, {"covers": family(paths=["**"])}, "it covers ** too", id="more-paths"),
        pytest.param(
            {"covers": CLASS}, {"covers": family(paths=["src/a.py"])}, "it covers src/a.py too", id="one-more"
        ),
        pytest.param({"covers": CLASS}, TOO, "it covers what widens too", id="more-directions"),
        pytest.param({"covers": CLASS}, {"covers": family(kind="tool")}, "it covers tool after model", id="kind"),
        pytest.param({"covers": CLASS}, {}, OUTSIDE, id="outside"),
        pytest.param({"covers": family(kind="tool", paths=["src/**"])}, {}, "", id="quiet-one-element-of-the-class"),
    ],
)
def test_a_renewal_is_never_wider(before, after, wider):
    first = record("exception", {"id": "TM-20260101-000001", **before})
    second = record(
        "exception",
        {"id": "TM-20260101-000002", "supersedes": first.id, "renewal": {"count": 1, "progress": "step"}, **after},
    )
    found = [message for message in said(first, second) if "does not cover" not in message]
    assert found == ([f"is wider than {first.id}: {wider}"] if wider else [])


def test_more_elements_are_wider():
    first = record("exception", {"id": "TM-20260101-000001"})
    fields = {"id": "TM-20260101-000002", "supersedes": first.id, "renewal": {"count": 1, "progress": "step"}}
    second = record("exception", fields, (change(None, element()), SECOND))
    assert said(first, second) == [f"is wider than {first.id}: it covers {SECOND.element.id} too"]


def test_severity_never_falls():
    first = record("exception", {"id": "TM-20260101-000001"})
    for outcome in ("exception", "backlog", "blocker"):
        fields = {"id": "TM-20260101-000002", "supersedes": first.id, "severity": "moderate"}
        more = {"renewal": {"count": 1, "progress": "step"}} if outcome == "exception" else {}
        assert said(first, record(outcome, {**fields, **more})) == [
            f"severity fell from high, as {first.id} has it, to moderate"
        ]


def test_records_in_a_circle_end():
    one = link(1, "2026-02-01", 9, supersedes="TM-20260101-000002")
    two = link(2, "2026-02-02", 9)
    assert [record.id for record in _succession.chain(two, {"x": one, one.id: one, two.id: two})] == [one.id]


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param({"renewal": None}, id="not-counted"),
        pytest.param({"exception__approved": None}, id="not-approved"),
        pytest.param({"exception__approved": "2026-02-11", "exception__review_date": "2026-02-12"}, id="not-yet"),
        pytest.param({"severity": "low"}, id="less-severe"),
        pytest.param({"exception__residual_risk": "critical"}, id="more-risk"),
        pytest.param({"owner": "@ciso"}, id="approved-by-its-owner"),
        pytest.param({"closed": {"date": "2026-02-09", "by": "@lea", "how": "revoked"}}, id="revoked"),
    ],
)
def test_only_a_renewal_that_counts_takes_the_place(edits):
    settings, day = load(None), date(2026, 2, 9)
    first = link(1, "2026-02-01", 9)
    good, bad = link(2, "2026-02-08", 9), link(2, "2026-02-08", 9, **edits)
    assert superseded([first, good], day, settings) == {first.id}
    assert superseded([first, bad], day, settings) == frozenset()
    late = date(2026, 12, 1)
    if "2026-02-11" not in edits.values():
        assert superseded([first, bad], late, settings) == frozenset()
    assert superseded([first, good], late, settings) == {first.id}


def test_a_bad_link_is_invalid():
    first, second = link(1, "2026-02-01", 9), link(2, "2026-02-08", 9, exception__residual_risk="critical")
    known = {one.id: one for one in (first, second)}
    assert state(second, date(2026, 2, 9), load(None), frozenset(), known) is State.INVALID


def test_a_chain_has_an_end():
    links = [
        record("backlog", {"id": f"TM-20260101-{number:06x}", "supersedes": f"TM-20260101-{number - 1:06x}"})
        for number in range(1, 102)
    ]
    assert said(*links[:100]) == []
    assert said(*links) == ["stands at the end of 100 records that supersede each other, or more"]
