"""Whether a pass condition holds in the results of a run: it does, it does not, or the run does not show it.

`failed` counts cases that broke as well as those that failed, and what did not run has not passed. Numbers are compared
to nine digits, for means carry the noise of their sums.
"""

from __future__ import annotations

import math
from enum import IntEnum
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, NamedTuple, assert_never

from threatgate.records.conditions import COUNTS, RATE, CasePasses, Measure, Passes
from threatgate.results._api import ERRORED, PASSED, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.records.conditions import Condition, Term
    from threatgate.results._api import Results

COMPARED: dict[str, Callable[[float, float], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq}
CLOSE = 1e-9
ENDED = {SKIPPED: "was skipped", ERRORED: "broke"}


class Holding(IntEnum):
    """What a run says of a condition, the worst last."""

    HOLDS = 0
    UNPROVEN = 1
    FAILS = 2


class Finding(NamedTuple):
    """What a run says, and why in words."""

    holding: Holding
    words: str


def hold(condition: Condition, run: Results) -> Finding:
    """What a run says of a whole condition: the worst that it says of a term."""
    if run.problems:
        return Finding(Holding.UNPROVEN, f"the run is not whole: {run.problems[0]}")
    found = [_term(term, run) for term in condition.terms]
    worst = max(one.holding for one in found)
    return Finding(worst, "; ".join(one.words for one in found if one.holding is worst))


def _term(term: Term, run: Results) -> Finding:
    match term:
        case Measure():
            return _measure(term, run)
        case CasePasses():
            return _case(term, run)
        case Passes():
            return _passes(run)
    assert_never(term)


def _measure(term: Measure, run: Results) -> Finding:
    value = _value(term.metric, run)
    if value is None:
        known = ", ".join(sorted(run.metrics)[:5])
        named = f"; it names {known}" if known and term.metric not in (RATE, *COUNTS) else ""
        why = "no case ran" if term.metric in (RATE, *COUNTS) else f"the run names no number {term.metric}{named}"
        return Finding(Holding.UNPROVEN, f"{term.text}: {why}")
    holds = COMPARED[term.operator](_rounded(value, term.limit), term.limit)
    return Finding(Holding.HOLDS if holds else Holding.FAILS, f"{term.text}: it is {value:.6g}")


def _rounded(value: float, limit: float) -> float:
    """The value, or the limit where they are the same but for noise."""
    return limit if math.isclose(value, limit, rel_tol=CLOSE, abs_tol=CLOSE) else value


def _value(metric: str, run: Results) -> float | None:
    """A number of the run; of its cases only where some ran."""
    if metric not in (RATE, *COUNTS):
        return run.metrics.get(metric)
    counts = run.counts
    if not counts.ran:
        return None
    match metric:
        case "failed":
            return counts.bad
        case "cases":
            return sum(counts)
        case "pass_rate":
            return counts.passed / counts.ran
    return float(getattr(counts, metric))


def _case(term: CasePasses, run: Results) -> Finding:
    found = [case for case in run.cases if case.called(term.case)]
    if not found:
        return Finding(Holding.UNPROVEN, f"{term.text}: the run has no such case")
    state = next((case.state for case in found if case.state != PASSED), PASSED)
    return Finding(Holding.HOLDS if state == PASSED else Holding.FAILS, f"{term.text}: it {ENDED.get(state, state)}")


def _passes(run: Results) -> Finding:
    if not run.counts.ran:
        why = "has findings and no cases: write as in errors == 0" if run.format == "sarif" else "ran no case"
        return Finding(Holding.UNPROVEN, f"passes: the run {why}")
    if run.counts.bad:
        return Finding(Holding.FAILS, f"passes: {run.counts.bad} of {run.counts.ran} did not pass")
    return Finding(Holding.HOLDS, f"passes: all {run.counts.passed} passed")
