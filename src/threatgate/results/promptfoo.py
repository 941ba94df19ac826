"""promptfoo results (`promptfoo eval --output results.json`): version 3, and the older ones with a table.

The commit is looked for under `tags`, `metadata` and `env` of the configuration that the file carries, under the file's
own `metadata`, and under `git`: for instance `tags: {commit: …}` in promptfooconfig.yaml. Named scores are metrics,
each the mean over the results that have it, and `score` is the mean of all scores.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

from threatgate.results._api import ERRORED, FAILED, PASSED, Case, Counts, Format, RefusedError, Results, counted
from threatgate.results._values import (
    commits,
    count,
    items,
    mapping,
    more_than_listed,
    named,
    number,
    one_commit,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

BROKE = 2  # `failureReason` of a result that no assertion rejected: the call or an assertion itself broke.


def _claims(document: Any) -> bool:
    run = _run(document)
    return "stats" in run and ("results" in run or "table" in run) and "runs" not in mapping(document)


def _run(document: Any) -> Mapping[str, Any]:
    """The summary: under `results` of an output file, or the whole of what the library hands over."""
    outer = mapping(document)
    inner = outer.get("results")
    return inner if isinstance(inner, dict) else outer


def _read(path: str, document: Any) -> Results:
    run = _run(document)
    outer = mapping(document)
    rows = [row for row in items(run.get("results")) if isinstance(row, dict)]
    if len(rows) < len(items(run.get("results"))):
        raise RefusedError("holds results that are no objects", "let the run write it again")
    stats = mapping(run.get("stats"))
    cases = tuple(_case(row) for row in rows)
    counts = counted(cases) if rows else _told(stats)
    config = mapping(outer.get("config"))
    commit, several = one_commit(
        commits(
            outer.get("git"),
            outer.get("metadata"),
            config.get("metadata"),
            config.get("tags"),
            config.get("env"),
            mapping(config.get("metadata")).get("git"),
        )
    )
    bad = counts.bad
    problems = (
        *several,
        *more_than_listed("failures", stats.get("failures"), bad),
        *more_than_listed("errors", stats.get("errors"), bad),
        *more_than_listed("successes", stats.get("successes"), counts.passed),
    )
    names = named(config.get("description"), outer.get("evalId"))
    return Results(
        name=names[0] if names else "",
        format="promptfoo",
        path=path,
        commit=commit,
        started=text(run.get("timestamp")) or text(outer.get("createdAt")),
        metrics=_metrics(rows, run),
        cases=cases,
        names=names,
        problems=problems,
        counts=counts,
    )


def _told(stats: Mapping[str, Any]) -> Counts:
    """The counts of a summary without results."""
    return Counts(*(count(stats.get(key)) or 0 for key in ("successes", "failures", "errors")))


def _case(row: Mapping[str, Any]) -> Case:
    graded = mapping(row.get("gradingResult"))
    passed = row.get("success") is True and graded.get("pass") is not False
    state = PASSED if passed else ERRORED if row.get("failureReason") == BROKE else FAILED
    test = mapping(row.get("testCase"))
    number_of_test = text(row.get("testIdx"))
    name = (
        text(test.get("description")) or text(row.get("description")) or (number_of_test and f"test {number_of_test}")
    )
    prompt, provider = mapping(row.get("prompt")), mapping(row.get("provider"))
    return Case(name, text(provider.get("label")) or text(provider.get("id")) or text(prompt.get("label")), state)


def _metrics(rows: list[Any], run: Mapping[str, Any]) -> dict[str, float]:
    scores: dict[str, list[float]] = {}
    spoilt: set[str] = set()
    for row in rows:
        told = {**mapping(mapping(row.get("gradingResult")).get("namedScores")), **mapping(row.get("namedScores"))}
        for name, value in ({"score": row["score"]} | told if "score" in row else told).items():
            found = number(value)
            if found is None:
                # One score that is no number leaves no mean to be told.
                spoilt.add(name)
            else:
                scores.setdefault(name, []).append(found)
    prompts = [one for one in items(run.get("prompts")) if isinstance(one, dict)]
    derived: dict[str, float] = {}
    if len(prompts) == 1:
        # Metrics that are derived from others stand with the prompt alone.
        named_scores = mapping(mapping(prompts[0].get("metrics")).get("namedScores"))
        derived = {name: found for name, value in named_scores.items() if (found := number(value)) is not None}
    means = {name: fsum(found) / len(found) for name, found in scores.items()}
    return {name: value for name, value in {**derived, **means}.items() if name not in spoilt}


FORMAT = Format("promptfoo", ("json",), _claims, _read)
