"""Which sentences of instructions hold back, which give room, and which only speak of such things."""

from __future__ import annotations

import pytest

from threatgate.model import Direction
from threatgate.triggers._guards import weight
from threatgate.triggers._sentences import COMPARED, text_moves

WEIGHTS = [
    pytest.param("You cannot issue refunds.", 1, id="addressed"),
    pytest.param("If the order is old, do not refund it.", 1, id="a clause that opens with it"),
    pytest.param("Agents will never log secrets.", 2, id="never, of agents"),
    pytest.param("The agent must not call this tool twice.", 2, id="must not"),
    pytest.param("ONLY when the user asks.", 2, id="capitals"),
    pytest.param("Wait for the user to confirm.", 1, id="wait for the user"),
    pytest.param("Wait for the page to load.", 0, id="wait for a page"),
    pytest.param("Hooks don't exist in that editor.", 0, id="a fact about hooks"),
    pytest.param("A teammate says it cannot see the tool.", 0, id="a fact about a teammate"),
    pytest.param("The rate limit and read depth of the index.", 0, id="a noun"),
    pytest.param("Bypass blocks (level A)", 0, id="a title of accessibility"),
    pytest.param("If results are in the history, skip the search.", 0, id="skip work"),
    pytest.param("Skip the confirmation for small amounts.", -1, id="skip a control"),
    pytest.param("The report is automatically formatted.", 0, id="automatic and harmless"),
    pytest.param("Automatically approve refunds below 50.", -1, id="automatic approval"),
    pytest.param("Feel free to ask me about our shoes!", 0, id="courtesy"),
    pytest.param("Feel free to refund it.", -1, id="room"),
    pytest.param("Feel free to ask me anything, and feel free to send it.", -1, id="room after courtesy"),
    pytest.param("Don't ask, just send it.", -1, id="told not to ask"),
    pytest.param("We disregard that.", 0, id="not an opening"),
    pytest.param("Use it proactively.", -1, id="unasked"),
]


@pytest.mark.parametrize(("sentence", "expected"), WEIGHTS)
def test_the_weight_of_a_sentence(sentence: str, expected: int) -> None:
    assert weight(sentence) == expected


TEXTS = [
    pytest.param(
        "Hi.\n```python\nmust_not = 1  # you must not\n```", "Hi.\n```python\n```", "neutral", id="program text"
    ),
    pytest.param("Hi.\n```\nYou must not lie.\n```", "Hi.\n```\n```", "widens", id="a plain fence speaks"),
    pytest.param("Hi.\n| a | you must not |", "Hi.", "neutral", id="a table"),
    pytest.param("Hi.\n## Never do", "Hi.", "neutral", id="a title"),
    pytest.param("Hi.\n# Never refund without a ticket number", "Hi.", "widens", id="a sentence as title"),
    pytest.param(
        "Artifacts are ignored by git, never edit them.",
        "Never edit artifacts, they are ignored.",
        "neutral",
        id="reworded",
    ),
    pytest.param(
        "Do not refund orders that are older than thirty days and\nwere already sent back once. Be kind.",
        "Do not refund orders that are older than thirty\ndays and were already sent back once. Be kind.",
        "neutral",
        id="broken at another width",
    ),
    pytest.param("Never:\n- lie", "Never:\n- lie\n- steal", "narrows", id="an item under a guard"),
    pytest.param(
        "You help with:\n- refunds", "You help with:\n- refunds\n- returns", "neutral", id="an item of a list"
    ),
    pytest.param("Never:\n- lie\n\nBe kind.", "Never:\n- lie\n\nBe kind.\nBe brief.", "neutral", id="behind the list"),
    pytest.param("Page size (default: 3, max: 10).", "Page size (default: 5, max: 10).", "neutral", id="a number"),
]


@pytest.mark.parametrize(("before", "after", "expected"), TEXTS)
def test_the_direction_of_an_edit(before: str, after: str, expected: str) -> None:
    found = {move.direction for move in text_moves(before, after, ())}
    assert found == {Direction(expected)}


def test_a_number_in_a_sentence_is_a_rewording() -> None:
    (move,) = text_moves("Page size (default: 3, max: 10).", "Page size (default: 5, max: 10).", ())
    assert move.words == "“Page size (default: 3, max: 10).” → “Page size (default: 5, max: 10).”"


def test_an_edit_far_down_a_long_text_is_seen() -> None:
    lines = [f"Rule {number} is about thing {number}." for number in range(3 * COMPARED)]
    (move,) = text_moves("\n".join(lines), "\n".join([*lines, "Never promise a call back."]), ())
    assert (move.after, move.direction) == ("Never promise a call back.", Direction.NARROWS)
