"""Matching: which record answers which change, in which state, and what is said where none does."""

from __future__ import annotations

from typing import Any

import pytest
from records_samples import ADDED, DAY, GATE, LISTED, change, context, data, element, parsed, record, trigger

from threatgate.identity import element_digest
from threatgate.model import AnswerState, Change, Trigger
from threatgate.records.matching import Answer, answer
from threatgate.records.model import BrokenRecord, Record

V1, V2, V3 = element("v1"), element("v2"), element("v3")
EDIT = change(V1, V2)
SHORT = {name: element_digest(one)[:11] + "…" for name, one in {"v1": V1, "v2": V2, "v3": V3}.items()}


def one(
    of: Trigger | Change, new: tuple[Any, ...] = (), old: tuple[Any, ...] = (), settings: str = "", **fields: Any
) -> Answer:
    asked = of if isinstance(of, Trigger) else trigger(of)
    (found,) = answer([asked], new, old, context(settings, **fields))
    return found


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("backlog", "decided"), ("blocker", "decided"), ("no_change", "decided"), ("exception", "excepted")],
)
def test_a_new_record_answers_its_change(outcome: str, state: str) -> None:
    found = record(outcome)
    who = "@ciso" if outcome == "exception" else "@tom"
    assert one(ADDED, (found,)) == Answer(AnswerState(state), found.id, f"approved by {who}: declared, not proven")


def test_nothing_answers_nothing() -> None:
    assert one(ADDED) == Answer(AnswerState.UNANSWERED)
    assert answer([], [record("backlog")], [], context()) == ()


def test_another_elements_record_is_no_answer() -> None:
    other = change(None, element(name="send_letter"))
    assert one(ADDED, (record("backlog", None, (other,)),)) == Answer(AnswerState.UNANSWERED)


@pytest.mark.parametrize(
    ("written_for", "mode", "now", "told"),
    [
        pytest.param(EDIT, "exact", change(V1, V3), f"answers {SHORT['v2']}, now {SHORT['v3']}", id="edited-again"),
        pytest.param(EDIT, "target", change(V1, V3), f"answers {SHORT['v2']}, now {SHORT['v3']}", id="another-target"),
        pytest.param(
            EDIT,
            "exact",
            change(V3, V2),
            f"answers a change from {SHORT['v1']}, base now has {SHORT['v3']}",
            id="base-moved",
        ),
        pytest.param(EDIT, "exact", change(V1, None), f"answers {SHORT['v2']}, now its removal", id="removed-instead"),
        pytest.param(change(V1, None), "exact", EDIT, f"answers its removal, now {SHORT['v2']}", id="kept-after-all"),
        pytest.param(
            ADDED,
            "exact",
            change(V3, V1),
            f"answers a change from its absence, base now has {SHORT['v3']}",
            id="already-there",
        ),
    ],
)
def test_other_content_is_stale(written_for: Change, mode: str, now: Change, told: str) -> None:
    found = record("backlog", {"covers.mode": mode}, (written_for,))
    assert one(now, (found,)) == Answer(
        AnswerState.STALE,
        found.id,
        f"{found.id} was written for other content of this element ({told}): run `threatgate decide --refresh`",
    )


def test_a_target_does_not_mind_where_a_change_begins() -> None:
    found = record("backlog", {"covers.mode": "target"}, (EDIT,))
    assert one(change(V3, V2), (found,)).state is AnswerState.DECIDED
    assert one(change(None, V2), (found,)).state is AnswerState.DECIDED


CLASS = {
    "covers": {"mode": "class", "class": {"kind": "tool", "paths": ["src/**"], "direction": ["widens", "neutral"]}},
    "exception.expires": "2026-12-06",
    "exception.review_date": "2026-12-01",
}


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        pytest.param(trigger(EDIT), "excepted", id="in-the-class"),
        pytest.param(trigger(EDIT, direction="unclear"), "unanswered", id="another-direction"),
        pytest.param(trigger(change(None, element(kind="model"))), "unanswered", id="another-kind"),
        pytest.param(trigger(change(None, element(path="lib/tools.py"))), "unanswered", id="another-path"),
        pytest.param(trigger(EDIT, severity="critical"), "unanswered", id="critical"),
    ],
)
def test_a_class_answers_what_fits(asked: Trigger, state: str) -> None:
    assert one(asked, (record("exception", CLASS),)).state == state


def test_no_class_answers_a_change_of_the_gate() -> None:
    everything = {
        **CLASS,
        "covers": {"mode": "class", "class": {"kind": "approval", "paths": ["**"], "direction": ["neutral"]}},
    }
    gate = trigger(GATE, severity="low", direction="neutral")
    assert one(gate, (record("exception", everything),)).state is AnswerState.UNANSWERED


def test_a_faulty_record_is_named_with_its_fault() -> None:
    found = record("backlog", {"owner": "security"})
    said = one(ADDED, (found,))
    assert (said.state, said.record) == (AnswerState.UNANSWERED, found.id)
    assert said.reason == (
        f'{found.id} is there but does not count: {found.path}:7: owner is "security", which is nobody in particular '
        '(name a person or team: "@lea", "@org/team" or an e-mail address)'
    )
    two = record("backlog", {"owner": "security", "severity": "low"})
    assert one(ADDED, (two,)).reason.endswith(" and 1 more")


def test_a_broken_record_is_named_too() -> None:
    found = parsed(data("backlog", {"severity": "medium"}))
    assert isinstance(found, BrokenRecord)
    said = one(ADDED, (found,))
    assert (said.state, said.record) == (AnswerState.UNANSWERED, found.id)
    assert 'severity is "medium"' in said.reason


def test_an_expired_exception_says_when_and_whose() -> None:
    found = record(
        "exception",
        {
            "created": "2026-10-01",
            "exception.approved": "2026-10-01",
            "exception.expires": "2026-10-20",
            "exception.review_date": "2026-10-10",
        },
    )
    said = one(ADDED, (found,))
    assert (said.state, said.record) == (AnswerState.EXPIRED, found.id)
    assert said.reason.startswith(f"{found.id} expired at the end of 2026-10-20 UTC (owner @lea, approver @ciso)")


def test_an_unproven_one_says_what_is_missing() -> None:
    found = record("exception")
    said = one(ADDED, (found,), settings=LISTED, authors=frozenset({"dana@example.org"}))
    assert (said.state, said.record) == (AnswerState.UNPROVEN, found.id)
    assert said.reason.startswith(f"{found.id} answers this, but the author dana@example.org is in no entry of people")
    assert one(ADDED, (found,), settings=LISTED).state is AnswerState.EXCEPTED


def test_the_best_of_several_is_heard() -> None:
    stale = record("backlog", {"id": "TM-20261122-000001", "covers.changes.0.to": element_digest(V3)})
    faulty = record("backlog", {"id": "TM-20261122-000002", "owner": "tbd"})
    good = record("backlog", {"id": "TM-20261122-000003"})
    assert one(ADDED, (stale, faulty)).record == stale.id
    assert one(ADDED, (stale, faulty, good)).record == good.id
    assert one(ADDED, (good, faulty, stale)).record == good.id


def test_one_record_may_answer_several_changes_and_needs_the_severity_of_the_highest() -> None:
    other = change(None, element(name="send_letter"))
    found = record("blocker", None, (ADDED, other))
    asked = [trigger(ADDED), trigger(other, severity="low"), trigger(change(None, element(name="third")))]
    assert [said.state for said in answer(asked, [found], [], context())] == ["decided", "decided", "unanswered"]
    asked[1] = trigger(other, severity="critical")
    assert [said.state for said in answer(asked, [found], [], context())] == ["unanswered", "unanswered", "unanswered"]


def test_a_change_of_the_gate_needs_a_record_with_a_second_person() -> None:
    gate = trigger(GATE, severity="low", direction="neutral", second=False)
    assert one(gate, (record("no_change", {"second": None}, (GATE,)),)).state is AnswerState.UNANSWERED
    assert one(gate, (record("no_change", None, (GATE,)),)).state is AnswerState.DECIDED


@pytest.mark.parametrize("twin", ["file", "base"])
def test_an_id_is_taken_once(twin: str) -> None:
    good = record("backlog")
    other = parsed(data("backlog", {"title": "Another"}))
    assert isinstance(other, Record)
    new, old = ((good, other), ()) if twin == "file" else ((good,), (record("backlog", {"pre_answer": None}),))
    said = one(ADDED, new, old)
    assert said.state is AnswerState.UNANSWERED
    assert f"the id {good.id} is taken by {good.path}" in said.reason
    said = one(ADDED, (good,), landed=frozenset({good.id}))
    assert f"the id {good.id} is taken by a record that has landed" in said.reason


def test_the_order_of_the_records_does_not_matter() -> None:
    records = [record("backlog", {"id": f"TM-20261122-00000{number}"}) for number in range(5)]
    assert one(ADDED, tuple(records)) == one(ADDED, tuple(reversed(records)))
    assert DAY
