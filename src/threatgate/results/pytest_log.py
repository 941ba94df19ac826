"""Logs of pytest-reportlog (`pytest --report-log=FILE`): one JSON object a line.

The commit is a property of a test (`record_property("commit", …)`). A log without the end of its session is of a run
that was cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.results._api import ERRORED, FAILED, PASSED, SKIPPED, Case, Format, Results, counted
from threatgate.results._values import commits_of, items, mapping, one_commit, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KIND = "$report_type"
WORST = (ERRORED, FAILED, SKIPPED, PASSED)


def _claims(document: Any) -> bool:
    return bool(document) and isinstance(document, list) and KIND in mapping(document[0])


def _read(path: str, document: Any) -> Results:
    rows = [row for row in document if isinstance(row, dict)]
    ends = [row.get("exitstatus") for row in rows if row.get(KIND) == "SessionFinish"]
    cases = tuple(_cases(rows))
    commit, several = one_commit(commits_of(_properties(rows)))
    return Results(
        name="pytest",
        format="pytest-log",
        path=path,
        commit=commit,
        cases=cases,
        names=("pytest",),
        problems=(*several, *_ended(ends, cases)),
        counts=counted(cases),
    )


def _cases(rows: list[dict[str, Any]]) -> Iterator[Case]:
    """A test is as good as the worst of its phases; a try that was followed by another one counts for nothing."""
    ends: dict[str, str] = {}
    for row in rows:
        outcome = text(row.get("outcome"))
        if row.get(KIND) == "CollectReport" and outcome == "failed":
            ends[text(row.get("nodeid"))] = ERRORED
        elif row.get(KIND) == "TestReport" and outcome != "rerun":
            name = text(row.get("nodeid"))
            ends[name] = min(ends.get(name, PASSED), _phase(row, outcome), key=WORST.index)
    for name, state in ends.items():
        file, _, test = name.rpartition("::")
        yield Case(test, file, state)


def _phase(row: Mapping[str, Any], outcome: str) -> str:
    if outcome == "failed":
        return FAILED if row.get("when") == "call" else ERRORED
    if outcome == "skipped":
        return SKIPPED
    return PASSED if outcome == "passed" else ERRORED


def _properties(rows: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    for row in rows:
        for pair in items(row.get("user_properties")):
            if isinstance(pair, list) and len(pair) == 2:
                yield pair[0], pair[1]


def _ended(ends: list[Any], cases: tuple[Case, ...]) -> tuple[str, ...]:
    if len(ends) != 1:
        return ("it tells no end of the session: it was cut off",) if not ends else ("it holds several sessions",)
    said = table("results")["pytest_exits"].get(text(ends[0]))
    if said is not None:
        return (f"{said} (exit code {text(ends[0])})",)
    bad = any(case.state in (FAILED, ERRORED) for case in cases)
    return ("pytest failed, and no failure is listed",) if ends[0] != 0 and not bad else ()


FORMAT = Format("pytest-log", ("jsonl",), _claims, _read)
