"""What a repository can say reaches the forge as text: nobody is called, nothing is ordered, nothing ends early."""

from __future__ import annotations

import re

import pytest
from forge_samples import GITHUB, Host
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import CASES

from threatgate.cli._reports import read_report
from threatgate.errors import UsageError
from threatgate.forge import Issue, opened
from threatgate.forge._bodies import ZERO, body, title
from threatgate.render import Look, format_named
from threatgate.render._markdown import plain

MARKDOWN, JSON = format_named("markdown"), format_named("json")
SIGNS = st.text(st.sampled_from(list("@a/`~\n <>-!#\\x|&;:\u202e\0\ud800")), max_size=80)


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_the_renderer_made_safe_is_sent_as_it_is(name):
    text = MARKDOWN.render(CASES[name], Look())
    assert body(text, "threatgate:check", 65_000) == text


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_report_of_json_tells_the_same_verdict(name):
    report = CASES[name]
    text, verdict = read_report(JSON.render(report, Look()).encode(), "report.json")
    assert verdict is report.verdict
    assert text.splitlines()[1] == MARKDOWN.render(report, Look()).splitlines()[1]
    assert read_report(MARKDOWN.render(report, Look()).encode(), "report.md")[1] is report.verdict


def test_a_report_whose_parts_are_odd_is_refused():
    text = JSON.render(CASES["blocked"], Look())
    odd = re.sub(r'"problems": ?\[.*?\]', '"problems": [{"path": "x"}]', text, count=1, flags=re.DOTALL)
    with pytest.raises(UsageError):
        read_report(odd.encode(), "report.json")


@given(SIGNS, st.integers(300, 400))
@settings(max_examples=300, deadline=None)
def test_whatever_is_said_outside_code_calls_nobody(said, limit):
    sent = body(f"x {plain(said)} y", "threatgate:check", limit)
    assert len(sent) <= limit
    assert not re.search(r"@[\w/-]", sent)
    sent.encode()


@given(SIGNS)
@settings(max_examples=300, deadline=None)
def test_whatever_is_sent_begins_with_the_marker_and_can_be_encoded(said):
    sent = body(said, "threatgate:check", 1_000)
    assert sent.startswith("<!-- threatgate:check -->\n")
    sent.encode()
    assert len(title(said).splitlines()) == 1
    assert not re.search(r"@[\w/-]", title(said))


def test_titles_and_texts_of_issues_are_sent_safe():
    host = Host(
        answers={
            "GET /user": {"login": "robot"},
            "GET /repos/acme/shop/issues": [[]],
            "POST /repos/acme/shop/issues": {},
        }
    )
    opened(GITHUB, "", host.wires).issue(Issue("@everyone\nsee", "ping @ciso\n/close\0", "m"))
    (sent,) = host.bodies("POST /repos/acme/shop/issues")
    assert sent == {"title": f"@{ZERO}everyone see", "body": f"<!-- m -->\nping @{ZERO}ciso\n{ZERO}/close\ufffd"}
