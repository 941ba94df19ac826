"""Writing: what is written reads back as itself and counts; rebinding keeps the people's words and voids approvals."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from records_samples import ADDED, BLOCKS, THREAT, change, context, data, element, parsed, path_of, record, trigger

from threatgate import strict_yaml
from threatgate.errors import UsageError
from threatgate.model import AnswerState, Severity
from threatgate.records import _yaml_text, writing
from threatgate.records.matching import answer
from threatgate.records.model import Record
from threatgate.records.reading import read
from threatgate.records.validity import faults

V1, V2, V3 = element("v1"), element("v2"), element("v3")


@pytest.mark.parametrize("outcome", list(BLOCKS))
def test_what_is_written_reads_back_and_counts(outcome: str) -> None:
    written = data(outcome)
    text = writing.render(written)
    assert strict_yaml.read(text).data == written
    assert json.loads(json.dumps(yaml.safe_load(text), default=str)) == written
    assert writing.render(dict(reversed(written.items()))) == text
    found = parsed(written)
    assert isinstance(found, Record)
    assert faults(found, context(covered=(trigger(ADDED),))) == ()


def test_build_takes_days_and_leaves_out_what_is_empty() -> None:
    built = writing.build(
        "backlog",
        {**BLOCKS["backlog"], "due": date(2026, 12, 1)},
        created=date(2026, 11, 22),
        title="x",
        owner="@lea",
        severity=Severity.LOW,
        changes=[ADDED],
        threat=THREAT,
        second=None,
        controls=[],
        pre_answer={"until": date(2026, 12, 1)},
    )
    assert list(built) == [
        "schema",
        "id",
        "title",
        "outcome",
        "created",
        "owner",
        "severity",
        "threat",
        "covers",
        "pre_answer",
        "backlog",
    ]
    assert (built["backlog"]["due"], built["severity"], built["pre_answer"]) == (
        "2026-12-01",
        "low",
        {"until": "2026-12-01"},
    )
    assert built["covers"]["changes"] == [{"element": ADDED.element.id, "from": None, "to": ADDED.to_digest}]


def test_a_class_of_changes() -> None:
    family = {"kind": "model", "paths": ["config/**"], "direction": ["neutral"]}
    built = writing.build(
        "exception", BLOCKS["exception"], created=date(2026, 11, 22), title="Weekly pins", owner="@lea", severity="low",
        mode="class", family=family, threat=THREAT,
    )  # fmt: skip
    assert built["covers"] == {"mode": "class", "class": family}
    assert isinstance(parsed(built), Record)


def test_ids() -> None:
    day = date(2026, 11, 22)
    first = writing.new_id(day, {"changes": [1]})
    assert first == writing.new_id(day, {"changes": [1]})
    assert first != writing.new_id(day, {"changes": [2]})
    assert first.startswith("TM-20261122-")
    second = writing.new_id(day, {"changes": [1]}, {first})
    assert second not in (first, writing.new_id(day, {"changes": [1]}, {first, second}))
    assert writing.new_id(date(987, 1, 2), 1).startswith("TM-09870102-")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300) | st.text(
    " \nab:#-'\"{}[],&*!|>%@`?~=.0on", max_size=200
)


@given(
    st.dictionaries(
        st.text("abc_on yes1-", max_size=6), TEXT | st.lists(TEXT, max_size=3) | st.none() | st.booleans(), max_size=4
    )
)
def test_any_text_survives(value: dict[str, Any]) -> None:
    text = _yaml_text.block({"outer": value, "list": [value, value]}, {"outer": "a comment", "outer.a": "another"})
    assert strict_yaml.read(text).data == {"outer": value, "list": [value, value]}


WORD = st.text("ab:#-'\"{}[]|>é\u202e%@`?~=.0", min_size=1, max_size=40)
LONG = st.lists(st.lists(WORD, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=4).map("\n".join)


@given(LONG)
def test_long_texts_survive_and_stay_narrow(value: str) -> None:
    data = {"text": value, "list": [value], "below": {"text": value, "list": [{"text": value}]}}
    text = _yaml_text.block(data, {})
    assert strict_yaml.read(text).data == data
    assert yaml.safe_load(text) == data


def test_a_long_text_is_folded_and_lines_stay_lines() -> None:
    words = "word " * 40
    assert _yaml_text.block({"a": words.strip()}, {}).splitlines()[0] == "a: >-"
    assert max(map(len, _yaml_text.block({"a": words.strip()}, {}).splitlines())) <= 100
    assert _yaml_text.block({"a": "one\n\ntwo: 2"}, {}) == "a: |-\n  one\n\n  two: 2"


@given(TEXT.filter(lambda text: text.strip()), TEXT.filter(lambda text: text.strip()))
def test_any_words_of_a_record_survive(reason: str, plan: str) -> None:
    written = data("exception", {"exception.reason": reason, "exception.exit_plan": plan})
    found = parsed(written)
    assert isinstance(found, Record)
    outcome: Any = found.outcome
    assert (outcome.reason, outcome.exit_plan) == (reason.strip(), plan.strip())
    assert not any(0x202A <= ord(character) <= 0x202E for character in writing.render(written))


def test_rebinding_a_backlog_item() -> None:
    before = data("backlog", None, (change(V1, V2),))
    text = writing.render(before).replace("owner:", "# mine since May\nowner:")
    now = change(V1, V3)
    fresh = writing.refresh(text, [now])
    assert "# mine since May" in fresh
    kept = [line for line in text.splitlines() if not line.startswith("second:")]
    assert fresh.replace(str(now.to_digest), str(change(V1, V2).to_digest)).splitlines() == kept
    found = read(path_of(before), fresh.encode())
    assert isinstance(found, Record)
    assert found.id == before["id"]
    assert found.second is None
    (said,) = answer([trigger(now, severity="low")], [found], [], context())
    assert said.state is AnswerState.DECIDED


@pytest.mark.parametrize("flow", [False, True], ids=["block", "flow"])
def test_rebinding_voids_the_approval_of_an_exception(*, flow: bool) -> None:
    before = data("exception")
    text = json.dumps(before) if flow else writing.render(before)
    fresh = writing.refresh(text, [change(None, V3)])
    wanted = strict_yaml.read(fresh).data
    assert "approved" not in wanted["exception"]
    assert wanted["covers"]["changes"][0]["to"] == change(None, V3).to_digest
    found = read(path_of(before), fresh.encode())
    assert isinstance(found, Record)
    assert [fault.message for fault in faults(found, context())] == [
        "exception.approved is missing: nobody approved it yet"
    ]


def test_rebinding_to_the_same_is_nothing() -> None:
    text = writing.render(data("exception"))
    assert writing.refresh(text, [ADDED]) == text


def test_rebinding_follows_a_move_and_drops_what_is_no_longer_changed() -> None:
    other = change(None, element(name="send_letter"))
    text = writing.render(data("backlog", None, (change(V1, V2), other)))
    moved = change(V1, element("v3", path="lib/mail.py"))
    wanted = strict_yaml.read(writing.refresh(text, [moved, change(None, element(name="not-mine"))])).data
    assert [one["element"] for one in wanted["covers"]["changes"]] == ["tool:lib/mail.py#send_email"]


def test_rebinding_a_markdown_record() -> None:
    before = data("backlog")
    text = f"---\n{writing.render(before)}---\n\nThe story.\n---\n"
    fresh = writing.refresh(text, [change(None, V3)])
    assert fresh.startswith("---\n# This record")
    assert fresh.endswith("\n---\n\nThe story.\n---\n")
    found = read(path_of(before).replace(".yaml", ".md"), fresh.encode())
    assert isinstance(found, Record)
    assert found.bindings[0].to_digest == change(None, V3).to_digest


@pytest.mark.parametrize("text", ["a: [", "a: 1", "covers: {mode: class, class: {}}", "", "covers: {changes: [1]}"])
def test_what_cannot_be_rebound(text: str) -> None:
    with pytest.raises(UsageError):
        writing.refresh(text, [ADDED])


def test_nothing_left_to_rebind() -> None:
    with pytest.raises(UsageError, match="is changed any more"):
        writing.refresh(writing.render(data("backlog")), [change(None, element(name="other"))])
    assert record("backlog")
