"""Nothing from a repository moves the cursor, hides, reorders or speaks to the pipeline."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatgate.render._escape import columns, cut, cut_middle, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain text", "plain text", id="plain"),
        pytest.param("größer 日本\u3000語 é", "größer 日本\u3000語 é", id="letters"),
        pytest.param("a\tb\nc\rd", "a\\tb\\nc\\rd", id="white-space"),
        pytest.param("\x1b[31m\x07\x00\x7f", "\\x1b[31m\\x07\\x00\\x7f", id="c0"),
        pytest.param("\x9b1A\x85", "\\x9b1A\\x85", id="c1"),
        pytest.param("a\u202eb\u2066c\u200f", "a\\u202eb\\u2066c\\u200f", id="bidi"),
        pytest.param("a\u200bb\u2060c\ufeff\u00ad", "a\\u200bb\\u2060c\\ufeff\\xad", id="zero-width"),
        pytest.param("\U000e0041\U000e007f", "\\U000e0041\\U000e007f", id="tags"),
        pytest.param("\u2028\u2029", "\\u2028\\u2029", id="separators"),
        pytest.param("p\udcff\ud800", "p\\xff\\ud800", id="surrogates"),
        pytest.param("⚠\ufe0f", "⚠\ufe0f", id="emoji"),
        pytest.param("a\ufe0f\ufe0f\ufe0f", "a\ufe0f\\ufe0f\\ufe0f", id="run-of-selectors"),
        pytest.param("a\U000e0101\ufe00\u3164\u2800", "a\\U000e0101\\ufe00\\u3164\\u2800", id="unseen"),
        pytest.param("##vso[task.complete]x ##[error]", "##vso\\[task.complete]x ##\\[error]", id="pipeline-commands"),
        pytest.param("## [title]", "## [title]", id="a-heading-stays"),
    ],
)
def test_shows_what_a_terminal_would_obey_or_hide(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_all_that_is_left_is_printable(text):
    for character in visible(text):
        assert character.isprintable() or unicodedata.category(character) == "Zs"


@given(st.text(), st.integers(1, 60))
def test_cutting_keeps_within_the_width(text, width):
    assert columns(cut(text, width)) <= width
    assert columns(cut_middle(text, width)) <= width
    assert len(cut(text, width)) <= 4 * width + 1


@pytest.mark.parametrize(
    ("text", "width", "left"),
    [
        pytest.param("short", 5, "short", id="fits"),
        pytest.param("longer", 5, "long…", id="cut"),
        pytest.param("日本語日本語", 7, "日本語…", id="wide"),
        pytest.param("e" + "\u0301" * 1000, 5, "e" + "\u0301" * 19 + "…", id="pile-of-marks"),
    ],
)
def test_cuts_with_an_ellipsis(text, width, left):
    assert cut(text, width) == left


def test_cuts_a_path_in_its_middle():
    assert cut_middle("a/very/long/path/with/many/parts/file.yaml", 24) == "a/very/…/parts/file.yaml"
