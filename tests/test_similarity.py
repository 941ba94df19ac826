"""Texts that share most of what they hold, and the end of the effort."""

from __future__ import annotations

import pytest

from threatgate import similarity
from threatgate.similarity import Effort, alike

TEXT = "Never give a refund without the approval of a person in the office."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(TEXT, TEXT, True, id="the same"),
        pytest.param(TEXT, TEXT.replace("Never", "Always"), True, id="one word"),
        pytest.param(TEXT, "The weather of tomorrow: sunny, some clouds.", False, id="another text"),
        pytest.param(TEXT, "", False, id="nothing"),
        pytest.param("", "", False, id="nothing twice"),
        pytest.param("ab" * 2_000, "aab" * 1_333, False, id="two letters"),
        pytest.param("x" * 4_000 + "a" * 9_000, "x" * 4_000 + "b" * 9_000, True, id="only the beginnings count"),
    ],
)
def test_alike(one, other, expected):
    assert alike(one, other, Effort()) is alike(other, one, Effort()) is expected


def test_beyond_the_effort_nothing_is_alike(monkeypatch):
    monkeypatch.setattr(similarity, "WORK", 3 * len(TEXT))
    effort = Effort()
    assert [alike(TEXT, TEXT, effort) for _ in range(3)] == [True, False, False]
