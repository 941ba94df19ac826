"""Markdown that people read on a pull request: short enough, complete, and nothing in it is more than text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import ANSWERED, BLOCKED, HOSTILE, PASSING, pin, report, tool

from threatgate.model import Level, Problem, Verdict
from threatgate.render import Look, format_named
from threatgate.render._markdown import block, code, plain


def markdown(of):
    return format_named("markdown").render(of, Look())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain words, (really) fine.", "plain words, (really) fine.", id="words"),
        pytest.param("a*b_c`d|e", "a\\*b\\_c\\`d\\|e", id="markup"),
        pytest.param("<script>&amp;", "\\<script\\>&amp;amp;", id="html"),
        pytest.param("[a](javascript:b)", "\\[a\\](javascript:b)", id="link"),
        pytest.param("@ciso and @org/leads", "@&#8203;ciso and @&#8203;org/leads", id="mention"),
        pytest.param("fixes #12, !3, GH-4", "fixes #&#8203;12, !&#8203;3, GH&#8203;-4", id="reference"),
        pytest.param("http://a.b www.c.d", "http:&#8203;//a.b www&#8203;.c.d", id="address"),
        pytest.param("- item", "\\- item", id="list"),
        pytest.param("1. item", "\\1. item", id="number"),
        pytest.param("a\nb", "a\\\\nb", id="line-end"),
    ],
)
def test_text_stays_text(text, shown):
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("name", "`name`", id="word"),
        pytest.param("a`b", "<code>a&#96;b</code>", id="backtick"),
        pytest.param("a|b", "<code>a&#124;b</code>", id="pipe"),
        pytest.param("a\\|b", "<code>a&#92;&#124;b</code>", id="escaped-pipe"),
        pytest.param("<b>*x*", "`<b>*x*`", id="markup"),
        pytest.param("", "<code></code>", id="empty"),
    ],
)
def test_code_stays_code(text, shown):
    assert code(text) == shown


@given(st.text())
def test_code_is_one_line_and_ends_where_it_should(text):
    shown = code(text)
    assert re.fullmatch(r"`[^`|\\\n]+`|<code>(\w|&#\d+;)*</code>", shown)


@given(st.lists(st.text(), min_size=1))
def test_nothing_ends_a_block(lines):
    first, *middle, last = block(lines, "diff")
    assert last == first.removesuffix("diff")
    assert not any(last in line or "\n" in line for line in middle)
    assert len(middle) == len(lines)


@given(st.text())
def test_nobody_is_mentioned(text):
    assert not re.search(r"@\w", plain(text))


def test_the_first_line_is_the_mark():
    assert markdown(PASSING).splitlines()[:2] == ["<!-- threatgate:check -->", "### ✅ Threatgate: pass"]


def test_a_pass_is_short():
    assert markdown(PASSING).count("\n") == 4


def test_a_row_for_each_trigger_that_counts():
    off = tool("hidden")._replace(level=Level.OFF)
    rows = [
        line for line in markdown(BLOCKED._replace(triggers=(*BLOCKED.triggers, off))).splitlines() if line[:2] == "| "
    ]
    assert len(rows) == 2 + len(BLOCKED.triggers)


def test_a_table_row_has_five_cells_whatever_names_hold():
    hostile = tool("a|b`c\n| x | y |", path="p|q/`r`.py")
    rows = [line for line in markdown(report(hostile)).splitlines() if line.startswith("| ")]
    assert [len(re.split(r"(?<!\\)\|", row)) for row in rows] == [7, 7, 7]


def test_what_is_answered_is_folded_and_asks_for_nothing():
    text = markdown(ANSWERED)
    assert "What to do next" not in text
    assert "<summary>Answered (1)</summary>" in text


@pytest.mark.parametrize("number", [1, 59, 61, 500, 3_000])
def test_stays_within_what_a_comment_may_hold(number):
    many = report(*(pin(f"m{it}", "app/" + "x" * 150 + f"{it}.py", 1) for it in range(number)))
    text = markdown(many)
    assert len(text) <= 65_536
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0


def test_says_what_it_leaves_out():
    problems = tuple(Problem(f"{it}.yaml", 1, "m" * 900, "h" * 900) for it in range(200))
    text = markdown(report(tool(), verdict=Verdict.UNDETERMINED, problems=problems))
    assert len(text) <= 65_536
    assert text.endswith("Some parts are too long to be shown here; the report in JSON or HTML has them all.\n")


def test_nothing_hostile_is_obeyed():
    text = markdown(HOSTILE)
    assert all(character.isprintable() or character == "\n" for character in text)
    rest = re.sub(r"(?s)```.*?```|`[^`]*`", "", markdown(report(tool("<script>x</script>"))))
    assert re.findall(r"(?<!\\)<(\w+)", rest) == ["details", "summary"] * 2
