"""What a change of an eval does: fewer cases, looser checks, lower bars and steps that stop nothing widen."""

from __future__ import annotations

import pytest
from test_directions import change, towards

from threatgate.triggers._moves import moves
from threatgate.triggers._summary import summary

ROWS = [
    pytest.param({"threshold": 0.9}, {"threshold": 0.6}, "widens", id="bar down"),
    pytest.param({"threshold": 0.6}, {"threshold": 0.9}, "narrows", id="bar up"),
    pytest.param({"cases": ["a #1", "b #2"]}, {"cases": ["a #1"]}, "widens", id="a case of a data set goes"),
    pytest.param({"cases": ["a #1"]}, {"cases": ["a #1", "b #2"]}, "narrows", id="a case of a data set comes"),
    pytest.param({"cases": ["a #1"]}, {"cases": ["a #2"]}, "unclear", id="a case of a data set is edited"),
    pytest.param(
        {"tests": [{"name": "x", "vars": {"q": 1}}, {"name": "y"}]},
        {"tests": [{"name": "y"}]},
        "widens",
        id="case goes",
    ),
    pytest.param({"tests": [{"name": "y"}]}, {"tests": [{"name": "x"}, {"name": "y"}]}, "narrows", id="case comes"),
    pytest.param(
        {"tests": [{"vars": {"q": 1}}, {"vars": {"q": 2}}]},
        {"tests": [{"vars": {"q": 3}}, {"vars": {"q": 4}}]},
        "unclear",
        id="cases without names are edited",
    ),
    pytest.param(
        {"tests": [{"vars": {"q": 1}}, {"vars": {"q": 2}}, {"vars": {"q": 5}}]},
        {"tests": [{"vars": {"q": 3}}]},
        "widens",
        id="more cases without names go than come",
    ),
    pytest.param(
        {"tests": [{"name": "x", "assert": [{"type": "contains", "value": "no"}, {"type": "latency"}]}]},
        {"tests": [{"name": "x", "assert": [{"type": "latency"}]}]},
        "widens",
        id="a check goes",
    ),
    pytest.param({"redteam": {"numTests": 20}}, {"redteam": {"numTests": 5}}, "widens", id="fewer attacks"),
    pytest.param({"redteam": {"plugins": ["a"]}}, {"redteam": {"plugins": ["a", "b"]}}, "narrows", id="more attacks"),
    pytest.param({"metrics": ["Faithfulness"]}, {"metrics": []}, "widens", id="a metric goes"),
    pytest.param({"given": ["a", "b"]}, {"given": ["a"]}, "widens", id="a metric that was handed over goes"),
    pytest.param({"scores": ["a"]}, {"scores": ["a", "b"]}, "narrows", id="a scorer comes"),
    pytest.param(
        {"runs": ["make evals"], "blocking": True},
        {"runs": ["make evals"], "blocking": False},
        "widens",
        id="stops nothing",
    ),
    pytest.param(
        {"runs": ["make evals"], "blocking": False}, {"runs": ["make evals"], "blocking": True}, "narrows", id="stops"
    ),
    pytest.param({"runs": ["a", "b"], "blocking": True}, {"runs": ["a"], "blocking": True}, "widens", id="a run goes"),
    pytest.param({"runs": ["make evals"]}, None, "widens", id="a step goes"),
    pytest.param(None, {"runs": ["make evals"], "blocking": True}, "narrows", id="a step comes"),
    pytest.param({"cases": ["a"]}, None, "widens", id="a suite goes"),
    pytest.param(None, {"cases": ["a"], "threshold": 0.8}, "narrows", id="a suite comes"),
    pytest.param(
        {"text": "You must give 5 only where it is true."},
        {"text": "You give 5 where it is true."},
        "unclear",
        id="judge",
    ),
    pytest.param({"model": "judge-large"}, {"model": "judge-small"}, "unclear", id="another judge"),
    pytest.param(
        {"providers": ["openai:gpt-4.1"]}, {"providers": ["openai:gpt-4.1-mini"]}, "unclear", id="another model"
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), ROWS)
def test_the_direction_of_an_eval(before, after, expected):
    assert towards(change("eval", before, after)) == expected


@pytest.mark.parametrize("subject", ["scorer", "judge", "suite", "eval_step"])
def test_an_eval_of_any_sort_that_goes_widens_and_that_comes_narrows(subject):
    value = {"body": "sha256:ab"}
    assert towards(change("eval", value, None, subject=subject)) == "widens"
    assert towards(change("eval", None, value, subject=subject)) == "narrows"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"cases": ["a #1", "b #2"]}, {"cases": ["a #1"]}, "eval refunds: cases lose b #2", id="row"),
        pytest.param(
            {"tests": [{"name": "leak", "vars": {"q": "Whose?"}}, {"name": "y"}]},
            {"tests": [{"name": "y"}]},
            "eval refunds: tests lose leak (vars q Whose?)",
            id="case",
        ),
        pytest.param({"blocking": True}, {"blocking": False}, "eval refunds: blocking: true → false", id="step"),
    ],
)
def test_an_eval_in_words(before, after, expected):
    made = change("eval", before, after)
    assert summary(made, towards(made), moves(made)) == expected
