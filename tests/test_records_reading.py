"""Reading: good files give records, everything else a broken record that says where, why and how to mend it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from records_samples import data, parsed, path_of, record

from threatgate import shape, strict_yaml
from threatgate.records import writing
from threatgate.records.model import Binding, BrokenRecord, Closing, Evidence, Move, Record, Renewal
from threatgate.records.reading import front_matter, read, speaking_of

FIXTURES = Path(__file__).parent.parent / "fixtures" / "records"
GOOD = FIXTURES / "good" / "TM-20261122-3f9a1c.yaml"
CASES = strict_yaml.read((FIXTURES / "broken.yaml").read_bytes()).data
PATH = f"threat-model/records/{GOOD.name}"


def said(case: dict[str, Any]) -> list[str]:
    text = case.get("file", GOOD.read_text(encoding="utf-8"))
    edits = case.get("replace", [])
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    found = read(PATH, (text + case.get("append", "")).encode())
    assert isinstance(found, BrokenRecord), found
    assert found.id == "TM-20261122-3f9a1c"
    assert {fault.path for fault in found.faults} == {PATH}
    return [f"{fault.line}: {fault.message} ({fault.hint})" for fault in found.faults]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_broken_record_says_why(case: dict[str, Any]) -> None:
    assert said(case) == case["says"]


def test_every_field_of_a_good_record() -> None:
    found = read(PATH, GOOD.read_bytes())
    assert isinstance(found, Record)
    assert found.block == "exception"
    assert found.bindings == (Binding("tool:src/agent/tools.py#send_email", None, "sha256:" + "1" * 64),)
    assert found.elements == ("tool:src/agent/mail.py#send_email",)
    assert found.pre_answer == date(2026, 12, 6)
    assert found.monitoring is not None
    assert found.monitoring.threshold == "more than 20 an hour"
    assert found.threat is not None
    assert (found.threat.model_path, found.threat.model_ref) == ("docs/threat-model.json", "T-14")
    assert found.moves == (
        Move(date(2026, 11, 25), "tool:src/agent/tools.py#send_email", "tool:src/agent/mail.py#send_email"),
    )
    ticket = Evidence("ticket", "https://github.com/org/repo/issues/12", None)
    assert found.closed == Closing(date(2026, 12, 1), "@lea", "fixed", ticket)
    assert found.line("exception", "expires") == 31
    assert found.line("exception", "compensating_controls", 0, "ref") == 34
    assert found.line("nowhere", "at", "all") == 1


def test_markdown() -> None:
    path = FIXTURES / "good" / "TM-20261122-aaaaaa.md"
    found = read(f"threat-model/records/{path.name}", path.read_bytes())
    assert isinstance(found, Record)
    assert found.block == "blocker"
    assert found.body == "# Refund tool waits for its eval\n\nThe eval runs in the release job."
    assert found.line("owner") == 7
    assert found.threat is not None
    assert found.threat.statement.endswith("can have refunds issued that nobody looked at.")
    windows = read(f"threat-model/records/{path.name}", path.read_bytes().replace(b"\n", b"\r\n"))
    assert isinstance(windows, Record)
    assert windows.outcome == found.outcome


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("# no front matter\n", "no front matter", 1),
        ("", "no front matter", 1),
        ("---\nschema: 1\n", "no front matter", 1),
        ("---\na: 1\na: 2\n---\n", 'the key "a" stands twice, first at line 2', 3),
        (b"---\nid: \xff\n---\n", "not UTF-8 text", 2),
        (b"---\nid: 1\n---\n" + b"x" * 600_000, "larger than 512 KiB", 1),
    ],
    ids=["none", "empty", "unclosed", "duplicate", "not-utf-8", "large"],
)
def test_markdown_that_is_no_record(text: str | bytes, message: str, line: int) -> None:
    found = read("threat-model/records/TM-20261122-aaaaaa.md", text.encode() if isinstance(text, str) else text)
    assert isinstance(found, BrokenRecord)
    assert (found.message, found.line) == (message, line)


def test_front_matter() -> None:
    assert front_matter("---\na: 1\n---\nbody\n") == ("a: 1", "body\n")
    assert front_matter("---\na: 1\n...\nbody") == ("a: 1", "body")
    assert front_matter("\ufeff---\n---\n") == ("", "")
    assert front_matter("a: 1\n---\n") is None


def test_a_broken_record_still_tells_what_it_speaks_of() -> None:
    found = parsed(data("exception", {"severity": "medium"}))
    assert isinstance(found, BrokenRecord)
    assert found.elements == ("tool:src/agent/tools.py#send_email",)


def test_texts_lose_their_blank_ends() -> None:
    text = writing.render(data("backlog")).replace('owner: "@lea"', 'owner: "@lea\\n"')
    found = read(path_of(data("backlog")), text.encode())
    assert isinstance(found, Record)
    assert found.owner == "@lea"


def test_the_schema_is_a_schema_and_agrees_with_the_quick_walk() -> None:
    rules = shape.schema("record")
    Draft202012Validator.check_schema(rules)
    for outcome in ("backlog", "blocker", "exception", "no_change"):
        good = data(outcome)
        assert shape.holds(rules, good, rules)
        assert Draft202012Validator(rules).is_valid(good)


KEYS = """
id title outcome created owner severity covers covers.mode covers.changes covers.class covers.changes.0.from
covers.changes.0.element exception exception.expires backlog frameworks controls monitoring reviews closed
pre_answer.until renewal supersedes threat new
"""
ODD = st.sampled_from(
    ["", "x", 0, True, [], {}, ["x"], {"mode": "class"}, "2026-12-01", "2026-13-01", "exact", "class", None, "@a"]
)


@given(
    st.sampled_from(["backlog", "blocker", "exception", "no_change"]),
    st.dictionaries(st.sampled_from(KEYS.split()), ODD, min_size=1, max_size=2),
)
def test_whatever_a_field_says_it_is_read_or_refused_in_words(outcome: str, edits: dict[str, Any]) -> None:
    try:
        edited = data(outcome, edits)
    except (TypeError, KeyError, ValueError, IndexError, AttributeError):
        return
    text = "\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in edited.items())
    rules = shape.schema("record")
    holds = shape.holds(rules, edited, rules)
    assert holds is Draft202012Validator(rules).is_valid(edited)
    found = read("threat-model/records/TM-20261122-3f9a1c.yaml", text.encode())
    if isinstance(found, BrokenRecord):
        assert all(fault.message and fault.hint and fault.line >= 1 for fault in found.faults)
    else:
        assert holds


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for name in ("TM-20261122-3f9a1c.yaml", "TM-20261122-3f9a1c.md"):
        assert isinstance(read(f"threat-model/records/{name}", data), BrokenRecord)


def test_a_record_of_a_bound_element_is_never_overlooked() -> None:
    good = GOOD.read_bytes()
    mine = "tool:src/agent/tools.py#send_email"
    assert speaking_of([mine])(good)
    assert speaking_of(["tool:src/agent/mail.py#send_email"])(good)
    assert not speaking_of(["tool:src/agent/tools.py#send_mail", "prompt:a#b"])(good)
    assert not speaking_of([])(good)
    spaced = good.replace(b"#send_email", b"#send an email").replace(b"send an email", b"send\n        an email")
    assert speaking_of(["tool:src/agent/tools.py#send an email"])(spaced)
    assert speaking_of([mine])(good.replace(b"tool:src", b"\\x74ool:src"))
    assert speaking_of([mine])(b"covers: {mode: class, class: {}}")


@pytest.mark.parametrize(
    ("text", "asked", "speaks"),
    [
        ("ref: config/egress.yaml", "config/egress.yaml", True),
        ("{ref: ./config/egress.yaml, digest: x}", "config/egress.yaml", True),
        ("ref: tests/test_mail.py::test_limit", "tests/test_mail.py", True),
        ("ref: approval:policies/approval.yaml#actions.refund", "policies/approval.yaml", True),
        ("ref: docs/a.md#part", "docs/a.md", True),
        ("ref: 'docs/a#b.md'", "docs/a#b.md", True),
        ("ref: 'docs/[a], b.md'", "docs/[a], b.md", True),
        ("ref: 'docs/my plan.md'", "docs/my plan.md", True),
        ("supersedes: TM-20261122-3f9a1c", "TM-20261122-3f9a1c", True),
        ("ref: config/egress.yaml", "egress.yaml", False),
        ("ref: config/egress.yaml", "config/egress.yml", False),
    ],
)
def test_paths_are_known_as_records_write_them(text: str, asked: str, *, speaks: bool) -> None:
    assert speaking_of(["no/where.py", asked])(text.encode()) is speaks


def test_renewal() -> None:
    found = record("exception", {"renewal": {"count": 2, "progress": "in review"}})
    assert found.renewal == Renewal(2, "in review")


if __name__ == "__main__":
    for one in CASES:
        print(one["case"], said(one))  # noqa: T201
