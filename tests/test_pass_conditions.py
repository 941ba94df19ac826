"""The language of pass conditions: what it says, where it is wrong, and what holds in which run."""

from __future__ import annotations

import pytest

from threatgate.records.conditions import CasePasses, Condition, Measure, Passes, Unreadable, parse
from threatgate.results._api import Case, Counts, Results
from threatgate.results._holding import Holding, hold

HOLDS, UNPROVEN, FAILS = Holding.HOLDS, Holding.UNPROVEN, Holding.FAILS


def test_what_a_condition_says():
    said = parse('pass_rate >= 95% AND "Harmful content" < 0.1\n and case "refund limits" passes and passes')
    assert said == Condition(
        (
            Measure("pass_rate", ">=", 0.95, "pass_rate >= 95%"),
            Measure("Harmful content", "<", 0.1, '"Harmful content" < 0.1'),
            CasePasses("refund limits", 'case "refund limits" passes'),
            Passes(),
        ),
        'pass_rate >= 95% AND "Harmful content" < 0.1 and case "refund limits" passes and passes',
    )
    assert parse("match/accuracy ≥ 57 %").terms[0].limit == 0.57
    assert parse("rule:py/sql-injection = 0").terms[0] == Measure(
        "rule:py/sql-injection", "==", 0.0, "rule:py/sql-injection == 0"
    )
    assert parse("Failed == 0").terms[0].metric == "failed"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "ends where a number's name, `case` or `passes` should stand"),
        ("   ", 4, "ends where a number's name, `case` or `passes` should stand"),
        ("pass_rate", 10, "ends where a comparison should stand"),
        ("pass_rate >=", 13, "ends where a number should stand"),
        ("pass_rate >= high", 14, "has 'high' where a number should stand"),
        ("pass_rate is 1", 11, "has 'is' where a comparison should stand (>=, <=, >, <, ==)"),
        ("pass_rate >= 0.95 over the set", 19, "has 'over' where only `and` may follow"),
        ("pass_rate >= 0.95 or failed == 0", 19, "has 'or' where only `and` may follow"),
        ("0.95 <= pass_rate", 1, "begins with '0.95', which names nothing"),
        ("failed == 0 and", 16, "ends where a number's name, `case` or `passes` should stand"),
        ("pass_rate >= 95", 14, "compares pass_rate with a number that is no share of one"),
        ("pass_rate >= -1", 14, "compares pass_rate with a number that is no share of one"),
        ("pass_rate >= 0", 1, "pass_rate >= 0 holds whatever the run says"),
        ("pass_rate <= 1", 1, "pass_rate <= 1 holds whatever the run says"),
        ("failed >= 0", 1, "failed >= 0 holds whatever the run says"),
        ("failed == 0.5", 11, "compares failed, a count, with 0.5"),
        ("failed == -1", 11, "compares failed, a count, with -1"),
        ("accuracy >= 1e3", 13, "has '1', which has no meaning here"),
        ("accuracy >= 0.9.1", 13, "has '0', which has no meaning here"),
        ("accuracy >= 9999999999999", 13, "has '9', which has no meaning here"),
        ("accuracy >= NaN", 13, "has 'NaN' where a number should stand"),
        ("accuracy != 1", 10, "has '!', which has no meaning here"),
        ("case limits passes", 6, "names a case without quotes"),
        ('case "limits" fails', 15, "has 'fails' where `passes` should stand"),
        ('case "limits"', 14, "ends where `passes` should stand"),
        ('case "limits passes', 6, "has '\"', which has no meaning here"),
        ("__import__('os')", 11, "has '(', which has no meaning here"),
        (" and ".join(["failed == 0"] * 21), 317, "has more than 20 terms"),
        ("x" * 501, 501, "is longer than 500 characters"),
    ],
)
def test_where_a_condition_is_wrong(text, column, message):
    found = parse(text)
    assert isinstance(found, Unreadable)
    assert (found.column, found.message) == (column, message)
    assert found.words == f"column {column}: {message}"
    assert found.hint


def run(passed=0, failed=0, errored=0, skipped=0, **fields):
    return Results("evals", "junit", "x.xml", counts=Counts(passed, failed, errored, skipped), **fields)


def said(text, results):
    return hold(parse(text), results)


@pytest.mark.parametrize(
    ("text", "results", "holding", "words"),
    [
        ("pass_rate >= 0.95", run(19, 1), HOLDS, "pass_rate >= 0.95: it is 0.95"),
        ("pass_rate >= 57%", run(57, 43), HOLDS, "pass_rate >= 57%: it is 0.57"),
        ("pass_rate > 57%", run(57, 43), FAILS, "pass_rate > 57%: it is 0.57"),
        ("pass_rate >= 0.95", run(18, 1, 1), FAILS, "pass_rate >= 0.95: it is 0.9"),
        ("pass_rate >= 0.95", run(), UNPROVEN, "pass_rate >= 0.95: no case ran"),
        ("failed == 0", run(), UNPROVEN, "failed == 0: no case ran"),
        ("failed == 0", run(skipped=9), UNPROVEN, "failed == 0: no case ran"),
        ("failed == 0", run(3), HOLDS, "failed == 0: it is 0"),
        ("failed == 0", run(3, errored=1), FAILS, "failed == 0: it is 1"),
        ("skipped == 0 and cases >= 4", run(3, skipped=1), FAILS, "skipped == 0: it is 1"),
        ("cases >= 4", run(3, skipped=1), HOLDS, "cases >= 4: it is 4"),
        ("passes", run(3), HOLDS, "passes: all 3 passed"),
        ("passes", run(3, 1), FAILS, "passes: 1 of 4 did not pass"),
        ("passes", run(), UNPROVEN, "passes: the run ran no case"),
        ("accuracy >= 0.9", run(metrics={"accuracy": 0.8999999999999}), HOLDS, "accuracy >= 0.9: it is 0.9"),
        ("accuracy < 0.9", run(metrics={"accuracy": 0.8999999999999}), FAILS, "accuracy < 0.9: it is 0.9"),
        ("accuracy == 1", run(metrics={"accuracy": 0.999}), FAILS, "accuracy == 1: it is 0.999"),
        (
            "accuracy >= 0.9",
            run(metrics={"mean": 1.0}),
            UNPROVEN,
            "accuracy >= 0.9: the run names no number accuracy; it names mean",
        ),
        ("accuracy >= 0.9", run(4), UNPROVEN, "accuracy >= 0.9: the run names no number accuracy"),
        (
            "failed == 0 and accuracy >= 0.9",
            run(4, problems=("cut off",)),
            UNPROVEN,
            "the run is not whole: cut off",
        ),
        ("failed == 0 and accuracy >= 0.9", run(4, 1), FAILS, "failed == 0: it is 1"),
    ],
)  # fmt: skip
def test_what_holds(text, results, holding, words):
    assert said(text, results) == (holding, words)


def test_cases_by_name():
    cases = (Case("limit", "Refunds", "passed"), Case("mail", "Refunds", "skipped"), Case("limit", "Mail", "failed"))
    results = run(1, 1, skipped=1, cases=cases)
    assert said('case "Refunds.limit" passes', results) == (HOLDS, 'case "Refunds.limit" passes: it passed')
    assert said('case "Refunds::limit" passes', results).holding is HOLDS
    assert said('case "limit" passes', results) == (FAILS, 'case "limit" passes: it failed')
    assert said('case "mail" passes', results) == (FAILS, 'case "mail" passes: it was skipped')
    assert said('case "Refundslimit" passes', results).holding is UNPROVEN
    assert said('case "other" passes', results) == (UNPROVEN, 'case "other" passes: the run has no such case')


def test_a_scan_passes_by_its_findings():
    scan = Results("scan", "sarif", "x", metrics={"errors": 0.0})
    assert said("errors == 0", scan) == (HOLDS, "errors == 0: it is 0")
    assert said("passes", scan).words == "passes: the run has findings and no cases: write as in errors == 0"
    assert said("failed == 0", scan).holding is UNPROVEN
