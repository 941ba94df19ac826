"""What a record grows by is put into its text; whatever the layout, it says what was meant and nothing else changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_samples import data, path_of

from threatgate import strict_yaml
from threatgate.errors import UsageError
from threatgate.records import writing
from threatgate.records.amending import amended
from threatgate.records.immutability import illegal_edits
from threatgate.records.reading import front_matter

REVIEW = {"date": "2026-12-15", "by": "@tom", "note": "holds"}
CLOSED = {
    "date": "2026-12-16",
    "by": "@lea",
    "how": "fixed",
    "evidence": {"kind": "test", "ref": "tests/test_refunds.py"},
}
LINE = '{date: 2026-12-15, by: "@tom", note: holds}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("id: x\n", f"id: x\nreviews:\n  - {LINE}\n", id="first"),
        pytest.param("id: x", f"id: x\nreviews:\n  - {LINE}", id="no-line-end"),
        pytest.param("id: x\n# mine\n", f"id: x\nreviews:\n  - {LINE}\n# mine\n", id="comment-at-the-end"),
        pytest.param("id: |\n  a\n  # b\n", f"id: |\n  a\n  # b\nreviews:\n  - {LINE}\n", id="text-like-a-comment"),
        pytest.param("id: x\n...\n", f"id: x\nreviews:\n  - {LINE}\n...\n", id="end-of-document"),
        pytest.param(
            "reviews:\n  - {a: 1}  # one\n\n# next\nid: x\n",
            f"reviews:\n  - {{a: 1}}  # one\n  - {LINE}\n\n# next\nid: x\n",
            id="another",
        ),
        pytest.param(
            "reviews:\n- a: 1\n  b: 2\nid: x\n", f"reviews:\n- a: 1\n  b: 2\n- {LINE}\nid: x\n", id="not-indented"
        ),
        pytest.param(
            "reviews: [{a: 1}]\n# next\nid: x\n",
            f"reviews:\n  - {{a: 1}}\n  - {LINE}\n# next\nid: x\n",
            id="in-brackets",
        ),
        pytest.param("reviews: []\nid: x\n", f"reviews:\n  - {LINE}\nid: x\n", id="empty"),
        pytest.param("reviews:\nid: x\n", f"reviews:\n  - {LINE}\nid: x\n", id="null"),
        pytest.param("a: 1\r\nid: x\r\n", f"a: 1\r\nid: x\r\nreviews:\r\n  - {LINE}\r\n", id="windows"),
    ],
)
def test_only_lines_are_added(before, after):
    assert amended("x.yaml", before.encode(), {"reviews": [REVIEW]}).decode() == after
    bom = b"\xef\xbb\xbf"
    assert amended("x.yaml", bom + before.encode(), {"reviews": [REVIEW]}) == bom + after.encode()


def test_what_cannot_be_added_to_is_written_anew():
    found = amended("x.yaml", b"{schema: 1, id: x}\n", {"reviews": [REVIEW]})
    assert strict_yaml.read(found).data == {"schema": 1, "id": "x", "reviews": [REVIEW]}


def test_the_body_of_a_markdown_record_stays():
    before = "\ufeff---\nid: x\n---\n# Why\n\n---\nreviews: none\n"
    after = amended("x.md", before.encode(), {"reviews": [REVIEW], "closed": CLOSED}).decode()
    assert after.endswith("\n---\n# Why\n\n---\nreviews: none\n")
    front, body = front_matter(after)
    assert strict_yaml.read(front).data == {"id": "x", "reviews": [REVIEW], "closed": CLOSED}
    assert body == front_matter(before)[1]


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("x.md", "id: x\n", "x.md:1: no front matter"),
        ("x.yaml", "- a\n", "x.yaml:1: no record"),
        ("x.yaml", "a: [\n", "x.yaml:2: not valid YAML"),
        ("x.yaml", "a: 1\na: 2\n", 'x.yaml:2: the key "a" stands twice'),
    ],
)
def test_what_is_no_record_is_said(path, text, reason):
    with pytest.raises(UsageError) as error:
        amended(path, text.encode(), {"reviews": [REVIEW]})
    assert error.value.message.startswith(reason)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=160).filter(
    lambda text: text.strip() and "\ufffe" not in text and "\uffff" not in text
)


@given(
    outcome=st.sampled_from(["backlog", "blocker", "exception", "no_change"]),
    notes=st.lists(TEXTS, min_size=1, max_size=4),
    closing=st.booleans(),
    windows=st.booleans(),
    comment=st.sampled_from(["", "# more\n", "\n\n# a: b\n"]),
)
def test_whatever_is_said_a_record_only_grows(outcome: str, notes: list[str], comment: str, **flags: bool) -> None:
    record: dict[str, Any] = data(outcome)
    path = path_of(record)
    first = writing.render(record) + comment
    text = first.replace("\n", "\r\n").encode() if flags["windows"] else first.encode()
    whole = text
    for note in notes:
        whole = amended(path, whole, {"reviews": [{**REVIEW, "note": note}]})
    if flags["closing"]:
        whole = amended(path, whole, {"closed": CLOSED})
    found = strict_yaml.read(whole).data
    assert [one["note"] for one in found["reviews"]] == notes
    assert illegal_edits(path, text, whole) == ()
    kept = iter(whole.decode().split("\n"))
    assert all(any(line == other for other in kept) for line in text.decode().split("\n"))
