"""Records that have landed: what they still bind, when they answer, and elements that move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from records_samples import ADDED, change, context, data, element, parsed, path_of, record, trigger

from threatgate.model import AnswerState
from threatgate.records.matching import answer, judge
from threatgate.records.states import State

V1, V2 = element("v1"), element("v2")
EDIT = trigger(change(V1, V2))
LANDED = {"id": "TM-20261120-00000a"}
NEW = record("backlog", {"id": "TM-20261124-00000b"}, (EDIT.change,))
EXPIRED = {
    **LANDED,
    "created": "2026-10-01",
    "exception.approved": "2026-10-01",
    "exception.expires": "2026-10-20",
    "exception.review_date": "2026-10-10",
}


@pytest.mark.parametrize(
    ("outcome", "bound"), [("backlog", True), ("blocker", True), ("exception", True), ("no_change", False)]
)
def test_a_promise_binds_its_element_through_later_edits(outcome: str, *, bound: bool) -> None:
    landed = record(outcome, LANDED)
    (said,) = answer([EDIT], [NEW], [landed], context())
    assert said.state is AnswerState.DECIDED
    assert said.obligations == ((landed.id,) if bound else ())


def test_without_an_answer_the_promise_is_named() -> None:
    landed = record("backlog", LANDED)
    (said,) = answer([EDIT], [], [landed], context())
    assert (said.state, said.obligations) == (AnswerState.UNANSWERED, (landed.id,))
    assert said.reason == f"{landed.id} answered an earlier change of this element and still binds it"


@pytest.mark.parametrize("how", ["change_reverted", "revoked"])
def test_a_closed_record_binds_nothing(how: str) -> None:
    landed = record("backlog", {**LANDED, "closed": {"date": "2026-11-23", "by": "@lea", "how": how}})
    (said,) = answer([EDIT], [NEW], [landed], context())
    assert said.obligations == ()


def test_a_superseded_record_binds_nothing() -> None:
    landed = record("backlog", LANDED)
    follower = record("backlog", {"id": "TM-20261121-00000c", "supersedes": landed.id})
    (said,) = answer([EDIT], [NEW], [landed, follower], context())
    assert said.obligations == (follower.id,)
    own = record("backlog", {"id": "TM-20261124-00000b", "supersedes": landed.id}, (EDIT.change,))
    (said,) = answer([EDIT], [own], [landed], context())
    assert (said.state, said.obligations) == (AnswerState.DECIDED, ())


def test_a_landed_record_does_not_answer_again() -> None:
    landed = record("backlog", LANDED, (EDIT.change,))
    (said,) = answer([EDIT], [], [landed], context())
    assert said.state is AnswerState.UNANSWERED


@pytest.mark.parametrize(
    ("until", "state"),
    [("2026-11-24", "decided"), ("2026-12-20", "decided"), ("2026-11-23", "unanswered"), ("2026-12-25", "unanswered")],
    ids=["last-day", "living", "over", "longer-than-thirty-days"],
)
def test_only_with_a_living_pre_answer(until: str, state: str) -> None:
    landed = record("backlog", {**LANDED, "pre_answer": {"until": until}}, (EDIT.change,))
    (said,) = answer([EDIT], [], [landed], context())
    assert said.state == state


def test_a_pre_answer_for_other_content_is_stale_and_cannot_be_refreshed() -> None:
    landed = record("backlog", {**LANDED, "pre_answer": {"until": "2026-12-06"}})
    (said,) = answer([EDIT], [], [landed], context())
    assert said.state is AnswerState.STALE
    assert said.reason.endswith("it has landed, so answer with a new record: run `threatgate decide`")


def test_a_closed_pre_answer_answers_nothing() -> None:
    closed = {"date": "2026-11-23", "by": "@lea", "how": "change_reverted"}
    landed = record("backlog", {**LANDED, "pre_answer": {"until": "2026-12-06"}, "closed": closed}, (EDIT.change,))
    (said,) = answer([EDIT], [], [landed], context())
    assert said.state is AnswerState.UNANSWERED


def test_a_class_on_base_answers_only_with_a_pre_answer() -> None:
    covers = {"mode": "class", "class": {"kind": "tool", "paths": ["src/**"], "direction": ["widens"]}}
    edits: dict[str, Any] = {
        **LANDED, "covers": covers, "exception.expires": "2026-12-06", "exception.review_date": "2026-12-01",
    }  # fmt: skip
    (said,) = answer([EDIT], [], [record("exception", edits)], context())
    assert said.state is AnswerState.UNANSWERED
    edits["pre_answer"] = {"until": "2026-12-06"}
    (said,) = answer([EDIT], [], [record("exception", edits)], context())
    assert said.state is AnswerState.EXCEPTED


def test_an_expired_exception_forbids_to_touch_what_it_excuses() -> None:
    landed = record("exception", EXPIRED)
    (said,) = answer([EDIT], [NEW], [landed], context())
    assert (said.state, said.record) == (AnswerState.EXPIRED, landed.id)
    assert said.reason == (
        f"{landed.id} expired at the end of 2026-10-20 UTC (owner @lea, approver @ciso): answer with a record that "
        f"supersedes {landed.id}, or close it in a change of its own first"
    )
    other = trigger(change(None, element(name="send_letter")))
    (said,) = answer([other], [record("backlog", None, (other.change,))], [landed], context())
    assert said.state is AnswerState.DECIDED


def test_unless_the_answer_supersedes_it() -> None:
    landed = record("exception", EXPIRED)
    follower = record("backlog", {"id": "TM-20261124-00000b", "supersedes": landed.id}, (EDIT.change,))
    (said,) = answer([EDIT], [follower], [landed], context())
    assert (said.state, said.record, said.obligations) == (AnswerState.DECIDED, follower.id, ())


def test_an_exception_whose_review_was_missed_forbids_it_too() -> None:
    landed = record("exception", {**LANDED})
    (said,) = answer([EDIT], [NEW], [landed], context(as_of=date(2026, 12, 16)))
    assert said.state is AnswerState.EXPIRED
    assert said.reason.endswith("threatgate register review TM-20261120-00000a")


MOVED = trigger(change(V1, element("v2", path="src/mail/tools.py")))


def test_an_element_that_moved_goes_by_both_ids() -> None:
    landed = record("backlog", LANDED)
    for outcome, state in (("no_change", AnswerState.DECIDED), ("backlog", AnswerState.STALE)):
        new = record(outcome, {"id": "TM-20261124-00000b", "covers.changes.0.element": V1.id}, (MOVED.change,))
        (said,) = answer([MOVED], [new], [landed], context())
        assert (said.state, said.obligations) == (state, (landed.id,))
    new = record("backlog", {"id": "TM-20261124-00000b"}, (MOVED.change,))
    (said,) = answer([MOVED], [new], [landed], context())
    assert (said.state, said.obligations) == (AnswerState.DECIDED, (landed.id,))


def test_a_recorded_move_is_followed() -> None:
    far = element("v2", path="far/away.py")
    moves = [
        {"date": "2026-11-21", "from": V1.id, "to": "tool:mid/way.py#send_email"},
        {"date": "2026-11-22", "from": "tool:mid/way.py#send_email", "to": far.id},
    ]
    landed = record("backlog", {**LANDED, "moves": moves})
    asked = trigger(change(far, element("v3", path="far/away.py")))
    (said,) = answer([asked], [], [landed], context())
    assert said.obligations == (landed.id,)
    (said,) = answer([EDIT], [], [landed], context(lives=frozenset({far.id}).__contains__))
    assert said.obligations == ()


def test_a_promise_follows_a_renamed_file_by_its_content() -> None:
    landed = record("backlog", LANDED)
    asked = trigger(change(element(path="lib/tools.py"), element("v2", path="lib/tools.py")))
    (said,) = answer([asked], [], [landed], context())
    assert said.obligations == (landed.id,)
    (said,) = answer([asked], [], [landed], context(lives=frozenset({V1.id}).__contains__))
    assert said.obligations == ()
    (said,) = answer([trigger(change(None, element(path="lib/tools.py")))], [], [landed], context())
    assert said.obligations == ()


def test_a_promise_for_a_place_where_nothing_is_answers_nothing() -> None:
    (said,) = answer([trigger(change(None, element(path="lib/agent/tools.py")))], [record("backlog")], [], context())
    assert said.state is AnswerState.STALE
    assert "it names another place, where nothing is, and not tool:lib/agent/tools.py#send_email" in said.reason


def test_a_renamed_folder_orphans_no_new_record() -> None:
    renamed = trigger(change(None, element(path="lib/agent/tools.py")), second=False)
    found = record("no_change")
    (said,) = answer([renamed], [found], [], context())
    assert (said.state, said.record) == (AnswerState.DECIDED, found.id)
    (copied,) = answer([renamed], [found], [], context(lives=frozenset({ADDED.element.id}).__contains__))
    assert copied.state is AnswerState.UNANSWERED
    for other in (
        element(name="send", path="lib/tools.py"),
        element("v2", path="lib/tools.py"),
        element(kind="prompt"),
    ):
        (said,) = answer([trigger(change(None, other))], [found], [], context())
        assert said.state is not AnswerState.DECIDED


def test_what_a_report_shows_of_the_records() -> None:
    landed, idle = (
        record("exception", LANDED),
        record("backlog", {**LANDED, "id": "TM-20261120-00000d"}, (MOVED.change,)),
    )
    faulty = record("blocker", {"id": "TM-20261124-00000e", "owner": "tbd"}, (EDIT.change,))
    unused = record("backlog", {"id": "TM-20261124-00000f"})
    broken = parsed(data("backlog", {"severity": "medium"}))
    views = judge([EDIT], [NEW, faulty, unused], [landed, idle, broken], context()).records
    assert [(view.id, view.outcome, view.state, view.expires) for view in views] == [
        (NEW.id, "backlog", State.ACTIVE, "2026-12-20"),
        (faulty.id, "blocker", State.INVALID, None),
        (unused.id, "backlog", State.ACTIVE, "2026-12-20"),
        (landed.id, "exception", State.ACTIVE, "2026-12-20"),
        (broken.id, "", State.INVALID, None),
    ]
    assert [len(view.problems) for view in views] == [0, 1, 1, 0, 1]
    assert views[2].problems[0].endswith("answers no change of this range")
    assert views[4].path == path_of({"id": broken.id})
