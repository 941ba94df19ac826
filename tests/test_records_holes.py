"""Append-only without a hole: each part of a landed record, changed or left out, is a change of the gate."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from records_samples import ADDED, data, parsed, path_of

from threatgate.records import writing
from threatgate.records.immutability import illegal_edits, illegal_signature, unused
from threatgate.records.model import BrokenRecord, Record
from threatgate.records.reading import read

FULL: dict[str, Any] = {
    "second": "@tom",
    "threat": {
        "statement": "Whoever can put text before the model can have mail sent in the company's name.",
        "abuse_case": "A customer writes an order to the model into the mail.",
        "model": {"path": "docs/threat-model.md", "ref": "T-12"},
    },
    "pre_answer": {"until": "2026-12-01"},
    "controls": [{"control": "approval_flow", "ref": "config/approval.yaml", "digest": "sha256:" + "a" * 64}],
    "monitoring": {"log": "audit", "alert": "pager", "owner": "@duty", "threshold": "one", "review_date": "2026-12-10"},
    "supersedes": "TM-20260101-000000",
    "renewal": {"count": 1, "progress": "The flow is in review."},
    "reviews": [{"date": "2026-11-23", "by": "@tom", "note": "holds"}],
    "moves": [{"date": "2026-11-23", "from": ADDED.element.id, "to": "tool:src/mail.py#send_email"}],
    "closed": {"date": "2026-11-24", "by": "@lea", "how": "revoked", "evidence": {"kind": "doc", "ref": "README.md"}},
}
MORE = {
    "exception": {
        "exception.emergency": True,
        "exception.expires": "2026-11-27",
        "exception.review_date": "2026-11-26",
    },
    "no_change": {"no_change.valid_until": "2027-01-01", "no_change.evidence.0.digest": "sha256:" + "c" * 64},
}


def full(outcome: str) -> dict[str, Any]:
    return data(outcome, {**FULL, **MORE.get(outcome, {})})


def parts(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every key, entry and scalar."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [place for key, item in items for place in parts(item, (*here, key))]
    return [here, *below] if here else below


def changed(record: dict[str, Any], place: tuple[Any, ...], *, without: bool) -> dict[str, Any]:
    made = copy.deepcopy(record)
    target = made
    for key in place[:-1]:
        target = target[key]
    if without:
        del target[place[-1]]
    else:
        target[place[-1]] = other(target[place[-1]])
    return made


def other(value: Any) -> Any:
    """Another value of the same kind, as far as that can be told."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        if value.startswith("sha256:"):
            return "sha256:" + "0" * 64
        if len(value) == 10 and value[4] == value[7] == "-":
            return "2026-11-29"
        return {"exact": "target", "high": "critical", "moderate": "low", "revoked": "invalid"}.get(value, value + "x")
    return value


CASES = [
    pytest.param(outcome, place, without, id=f"{outcome}-{'.'.join(map(str, place))}-{'out' if without else 'other'}")
    for outcome in ("backlog", "blocker", "exception", "no_change")
    for place in parts(full(outcome))
    for without in (False, True)
    if without or changed(full(outcome), place, without=False) != full(outcome)
]


@pytest.mark.parametrize(("outcome", "place", "without"), CASES)
def test_no_part_of_a_landed_record_changes(outcome, place, without):
    before = full(outcome)
    assert isinstance(parsed(before), Record)
    after = changed(before, place, without=without)
    path, old, new = path_of(before), writing.render(before).encode(), writing.render(after).encode()
    # A number of the schema is no part that says anything; without it or with another one, this is no record.
    assert illegal_edits(path, old, new) != ()
    assert illegal_edits(path, old, old) == ()


@pytest.mark.parametrize("key", sorted({*FULL, "frameworks"}))
def test_no_part_is_added_but_what_may_grow(key):
    before = {name: value for name, value in full("exception").items() if name != key}
    after = full("exception")
    found = illegal_edits(path_of(before), writing.render(before).encode(), writing.render(after).encode())
    assert (found == ()) is (key in ("reviews", "moves", "closed"))


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ({"reviews": [{"date": "2026-11-24", "by": "@team", "note": "x"}]}, 'reviews is by "@team", which is nobody'),
        ({"reviews": [{"date": "2026-11-26", "by": "@tom", "note": "x"}]}, "reviews has 2026-11-26, which is still"),
        ({"closed": {"date": "2026-11-24", "by": "tbd", "how": "revoked"}}, 'closed is by "tbd", which is nobody'),
        ({"closed": {"date": "2026-11-24", "by": "@lea", "how": "fixed"}}, "is closed as fixed, and nothing shows it"),
        ({"closed": {"date": "2026-11-20", "by": "@lea", "how": "revoked"}}, "is closed on 2026-11-20, before 2026"),
        ({"closed": {"date": "2026-11-29", "by": "@lea", "how": "revoked"}}, "closed has 2026-11-29, which is still"),
        ({"reviews": [{"date": "2026-11-25", "by": "@tom", "note": "x"}]}, ""),
        ({"closed": {"date": "2026-11-24", "by": "@lea", "how": "revoked"}}, ""),
    ],
    ids=["crowd", "ahead", "nobody", "unshown", "before", "later", "quiet-review", "quiet-closing"],
)
def test_what_grows_has_to_count(added, message):
    before = data("exception")
    after = data("exception", added)
    path, old, new = path_of(before), writing.render(before).encode(), writing.render(after).encode()
    found = illegal_edits(path, old, new, as_of=date(2026, 11, 24))
    assert [fault.message[: len(message)] for fault in found] == ([message] if message else [])
    lines = new.decode().splitlines()
    assert all(
        lines[fault.line - 1].strip(" -").startswith(("reviews", "closed", "{date", "date", "by")) for fault in found
    )


def test_what_stood_there_may_be_what_it_is():
    before = data("exception", {"reviews": [{"date": "2027-01-01", "by": "@team", "note": "x"}]})
    after = copy.deepcopy(before)
    after["reviews"].append({"date": "2026-11-24", "by": "@tom", "note": "holds"})
    path, old, new = path_of(before), writing.render(before).encode(), writing.render(after).encode()
    assert illegal_edits(path, old, new, as_of=date(2026, 11, 24)) == ()


def test_a_signature_is_neither_replaced_nor_deleted():
    path = "threat-model/records/TM-20261122-3f9a1c.yaml.sig"
    said = [illegal_signature(path, after)[0].message for after in (b"x", None)]
    assert said == ["the signature of TM-20261122-3f9a1c is replaced", "the signature of TM-20261122-3f9a1c is deleted"]


def test_an_id_is_used_once():
    first, second = parsed(data("backlog")), parsed(data("exception", {"id": "TM-20261122-00000a"}))
    broken = read("threat-model/records/TM-20261122-00000b.yaml", b"x: [")
    names = [f"old/records/{first.id.lower()}.md", "old/records/TM-20261122-00000b.yaml"]
    one, two, three = unused([first, second, broken], names)
    assert (two, three) == (second, broken)
    assert isinstance(one, BrokenRecord)
    assert one.message == f"the id {first.id} was used before, by {names[0]}, which is no more"
    assert one.elements == first.elements
    assert unused([first, second], []) == (first, second)


def test_two_changes_never_have_one_id():
    made = {
        writing.new_id(date(2026, 11, 23), {"mode": "exact", "changes": [{"element": f"tool:a.py#t{number}"}]})
        for number in range(2000)
    }
    assert len(made) > 1990
    day, covers = date(2026, 11, 23), {"mode": "exact", "changes": [{"element": "tool:a.py#t"}]}
    first = writing.new_id(day, covers)
    second = writing.new_id(day, covers, {first})
    assert len({first, second, writing.new_id(day, covers, {first, second})}) == 3
    assert writing.new_id(day, covers) == first
