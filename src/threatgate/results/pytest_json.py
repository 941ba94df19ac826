"""JSON of pytest-json-report (`pytest --json-report`).

The commit stands under `environment`, which pytest-metadata fills (`pytest --metadata commit SHA`, and by itself on CI
systems that it knows), or under a key that a hook adds to the report.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.results._api import ERRORED, Case, Counts, Format, Results, counted
from threatgate.results._values import commits, count, items, mapping, more_than_listed, number, one_commit, text

if TYPE_CHECKING:
    from collections.abc import Mapping


def _claims(document: Any) -> bool:
    report = mapping(document)
    return "exitcode" in report and isinstance(report.get("summary"), dict)


def _read(path: str, document: Any) -> Results:
    report = mapping(document)
    summary = mapping(report.get("summary"))
    tests = [test for test in items(report.get("tests")) if isinstance(test, dict)]
    cases = (*(_case(test) for test in tests), *_uncollected(report))
    counts = counted(cases) if "tests" in report else _told(summary)
    environment = mapping(report.get("environment"))
    commit, several = one_commit(commits(environment, report.get("metadata"), report, environment.get("git")))
    bad = counts.bad
    problems = (
        *several,
        *_ended(report.get("exitcode"), bad),
        *more_than_listed("failed", summary.get("failed"), bad),
        *more_than_listed("error", summary.get("error"), bad),
        *more_than_listed("passed", summary.get("passed"), counts.passed),
    )
    return Results(
        name="pytest",
        format="pytest-json",
        path=path,
        commit=commit,
        started=_time(report.get("created")),
        cases=cases,
        names=("pytest",),
        problems=problems,
        counts=counts,
    )


def _case(test: Mapping[str, Any]) -> Case:
    file, _, name = text(test.get("nodeid")).rpartition("::")
    outcome = table("results")["pytest_outcomes"].get(text(test.get("outcome")), ERRORED)
    return Case(name, file, outcome)


def _uncollected(report: Mapping[str, Any]) -> list[Case]:
    """Files that could not be collected: none of their tests ran."""
    collectors = [one for one in items(report.get("collectors")) if isinstance(one, dict)]
    return [Case(text(one.get("nodeid")), "", ERRORED) for one in collectors if one.get("outcome") == "failed"]


def _told(summary: Mapping[str, Any]) -> Counts:
    """The counts of a report without tests."""
    found = Counter[str]()
    for outcome, state in table("results")["pytest_outcomes"].items():
        found[state] += count(summary.get(outcome)) or 0
    return Counts(**found)


def _ended(code: Any, bad: int) -> tuple[str, ...]:
    """What pytest's exit code says that the list of tests does not."""
    said = table("results")["pytest_exits"].get(text(code))
    if said is not None:
        return (f"{said} (exit code {text(code)})",)
    if code not in (0, 1) or isinstance(code, bool):
        return (f"its exit code is {str(code)[:20]}, which pytest does not know",)
    return ("pytest failed, and no failure is listed",) if code == 1 and not bad else ()


def _time(value: Any) -> str:
    seconds = number(value)
    if seconds is None or not 0 <= seconds < 1e11:
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FORMAT = Format("pytest-json", ("json",), _claims, _read)
