"""Append-only: what may happen to a record that has landed."""

from __future__ import annotations

from typing import Any

import pytest
from records_samples import ADDED, data, path_of

from threatgate.records import writing
from threatgate.records.immutability import illegal_edits

SENT = ADDED.element.id
REVIEW = {"date": "2026-11-25", "by": "@tom", "note": "holds"}
MOVE = {"date": "2026-11-25", "from": SENT, "to": "tool:src/mail.py#send_email"}
CLOSED = {"date": "2026-11-25", "by": "@lea", "how": "change_reverted"}


def said(before: dict[str, Any], after: dict[str, Any], **more: Any) -> list[str]:
    old, new = data("exception", before), data("exception", {**before, **after})
    found = illegal_edits(path_of(old), writing.render(old).encode(), writing.render(new).encode(), **more)
    assert all(fault.hint and fault.line > 0 for fault in found)
    return [fault.message.replace(old["id"], "TM") for fault in found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({}, {"closed": CLOSED}, id="closed"),
        pytest.param({}, {"reviews": [REVIEW]}, id="first-review"),
        pytest.param({"reviews": [REVIEW]}, {"reviews": [REVIEW, {**REVIEW, "note": "still"}]}, id="another-review"),
        pytest.param({}, {"moves": [MOVE]}, id="move"),
        pytest.param({"moves": [MOVE]}, {"moves": [MOVE, {**MOVE, "from": MOVE["to"], "to": SENT}]}, id="moved-back"),
        pytest.param({}, {"closed": CLOSED, "reviews": [REVIEW], "moves": [MOVE]}, id="all-three"),
    ],
)
def test_a_record_may_grow(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert said(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {"exception.expires": "2026-12-22"}, ["exception of TM is rewritten"], id="longer"),
        pytest.param(
            {},
            {"owner": "@tom", "title": "x"},
            ["title of TM is rewritten", "owner of TM is rewritten"],
            id="two-fields",
        ),
        pytest.param(
            {},
            {"covers.changes.0.to": "sha256:" + "0" * 64, "covers.mode": "target"},
            ["covers of TM is rewritten"],
            id="rebound",
        ),
        pytest.param(
            {}, {"pre_answer": {"until": "2026-12-01"}}, ["pre_answer of TM is rewritten"], id="pre-answer-added"
        ),
        pytest.param(
            {"reviews": [REVIEW]}, {"reviews": None}, ["reviews of TM may only grow at the end"], id="review-gone"
        ),
        pytest.param(
            {"reviews": [REVIEW]},
            {"reviews": [{**REVIEW, "note": "x"}]},
            ["reviews of TM may only grow at the end"],
            id="review-changed",
        ),
        pytest.param(
            {"closed": CLOSED}, {"closed": None}, ["TM was closed on 2026-11-25, and that is rewritten"], id="reopened"
        ),
        pytest.param(
            {"closed": CLOSED},
            {"closed": {**CLOSED, "how": "invalid"}},
            ["TM was closed on 2026-11-25, and that is rewritten"],
            id="closed-otherwise",
        ),
        pytest.param(
            {},
            {"moves": [{**MOVE, "from": "tool:a#b"}]},
            ["moves tool:a#b, which TM does not bind"],
            id="moves-another",
        ),
        pytest.param(
            {"moves": [MOVE]}, {"moves": [MOVE, MOVE]}, [f"moves {SENT}, which TM does not bind"], id="moved-already"
        ),
        pytest.param(
            {},
            {"created": "2026-02-30"},
            ["the record TM is broken by this edit: created is 2026-02-30, which is no day of the calendar"],
            id="broken",
        ),
    ],
)
def test_everything_else_is_a_change_of_the_gate(
    before: dict[str, Any], after: dict[str, Any], expected: list[str]
) -> None:
    assert said(before, after) == expected


def test_a_move_must_leave_nothing_behind_and_find_something() -> None:
    there = {MOVE["to"]}
    assert said({}, {"moves": [MOVE]}, on_head=there.__contains__) == []
    assert said({}, {"moves": [MOVE]}, on_head={SENT, MOVE["to"]}.__contains__) == [
        f"moves {SENT}, which is still where it was"
    ]
    assert said({}, {"moves": [MOVE]}, on_head=frozenset().__contains__) == [
        f"moves {SENT} to {MOVE['to']}, which is not there"
    ]


def test_layout_is_no_edit() -> None:
    before = data("exception")
    text = writing.render(before)
    after = "# a remark\n" + text.replace('owner: "@lea"', "owner:   '@lea'").replace("\n", "\r\n")
    assert illegal_edits(path_of(before), text.encode(), after.encode()) == ()


def test_another_outcome_is_an_edit() -> None:
    before, after = data("backlog"), data("blocker", {"id": data("backlog")["id"], "controls": None})
    found = illegal_edits(path_of(before), writing.render(before).encode(), writing.render(after).encode())
    assert [fault.message.replace(before["id"], "TM") for fault in found] == ["blocker of TM is rewritten"]


def test_deletion() -> None:
    before = data("backlog")
    (found,) = illegal_edits(path_of(before), writing.render(before).encode(), None)
    assert found.message == f"the record {before['id']} is deleted"
    assert illegal_edits(path_of(before), b"broken: [", None) != ()


def test_a_broken_record_cannot_be_compared() -> None:
    path = path_of(data("backlog"))
    assert illegal_edits(path, b"owner: [", b"owner: [") == ()
    (found,) = illegal_edits(path, b"owner: [", writing.render(data("backlog")).encode())
    assert found.message == "a broken record is edited, so what it said cannot be compared"


def test_the_body_of_a_markdown_record_is_part_of_it() -> None:
    before = data("backlog")
    path = path_of(before).replace(".yaml", ".md")
    text = f"---\n{writing.render(before)}---\nThe story.\n"
    assert illegal_edits(path, text.encode(), text.replace("story.", "story. ").encode()) == ()
    (found,) = illegal_edits(path, text.encode(), text.replace("story", "other story").encode())
    assert found.message.startswith("body of")
