"""SARIF 2.1.0 of scanners: findings by level and rule.

The commit is `versionControlProvenance[].revisionId` of the run. A scan has findings and no cases, so its numbers are
`findings`, `errors`, `warnings`, `notes`, `suppressed` and `rule:ID` for every rule that the tool names. Suppressed
findings are counted like all others: who suppressed them is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.results._api import Format, Results
from threatgate.results._values import commits_of, items, mapping, named, one_commit, text

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "2.1.0"
GONE = "absent"


def _claims(document: Any) -> bool:
    log = mapping(document)
    return "runs" in log and "version" in log


def _read(path: str, document: Any) -> Results:
    log = mapping(document)
    parts = tuple(_run(path, run) for run in items(log.get("runs")) if isinstance(run, dict))
    problems = [problem for part in parts for problem in part.problems]
    if log.get("version") != VERSION:
        problems.append(f"its version is {str(log.get('version'))[:20]}, and {VERSION} is read")
    if not parts:
        problems.append("it holds no run")
    commit, several = one_commit(tuple(part.commit for part in parts if part.commit))
    metrics: dict[str, float] = {}
    for part in parts:
        for name, value in part.metrics.items():
            metrics[name] = metrics.get(name, 0.0) + value
    names = named(*(name for part in parts for name in part.names))
    return Results(
        name=names[0] if names else "",
        format="sarif",
        path=path,
        # Where one run names its commit and another does not, the file as a whole names none.
        commit=commit if all(part.commit for part in parts) else "",
        started=next((part.started for part in parts if part.started), ""),
        metrics=metrics,
        names=names,
        parts=parts if len(parts) > 1 else (),
        problems=tuple(dict.fromkeys([*problems, *several])),
    )


def _run(path: str, run: Mapping[str, Any]) -> Results:
    driver = mapping(mapping(run.get("tool")).get("driver"))
    sources = [mapping(one) for one in items(run.get("versionControlProvenance"))]
    commit, several = one_commit(commits_of(("revision_id", one.get("revisionId")) for one in sources))
    calls = [mapping(one) for one in items(run.get("invocations"))]
    problems = list(several)
    if any(one.get("executionSuccessful") is False for one in calls):
        problems.append("the scan says that it did not succeed (executionSuccessful: false)")
    if not isinstance(run.get("results"), list):
        problems.append("the scan has no list of results, so it did not begin")
    names = named(mapping(run.get("automationDetails")).get("id"), driver.get("name"))
    return Results(
        name=names[0] if names else "",
        format="sarif",
        path=path,
        commit=commit,
        started=next((text(one.get("startTimeUtc")) for one in calls if one.get("startTimeUtc")), ""),
        metrics=_metrics(run, driver),
        names=names,
        problems=tuple(problems),
    )


def _metrics(run: Mapping[str, Any], driver: Mapping[str, Any]) -> dict[str, float]:
    rules = [mapping(rule) for rule in items(driver.get("rules"))]
    by_id = {text(rule.get("id")): rule for rule in rules}
    found = {"findings": 0, "errors": 0, "warnings": 0, "notes": 0, "suppressed": 0}
    found |= {f"rule:{name}": 0 for name in by_id if name}
    for one in items(run.get("results")):
        result = mapping(one)
        if result.get("baselineState") == GONE:
            continue
        name, rule = _rule(result, rules, by_id)
        level = _level(result, rule)
        found["suppressed"] += bool(items(result.get("suppressions")))
        if level != "none":
            found["findings"] += 1
            found[f"{level}s"] += 1
            if name:
                found[f"rule:{name}"] = found.get(f"rule:{name}", 0) + 1
    return {name: float(number) for name, number in found.items()}


def _rule(
    result: Mapping[str, Any], rules: list[Mapping[str, Any]], by_id: Mapping[str, Mapping[str, Any]]
) -> tuple[str, Mapping[str, Any]]:
    told = mapping(result.get("rule"))
    name = text(result.get("ruleId")) or text(told.get("id"))
    index = result.get("ruleIndex", told.get("index"))
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(rules):
        rule = rules[index]
        return name or text(rule.get("id")), rule
    return name, by_id.get(name, {})


def _level(result: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    """The level as the standard computes it; what is no level that it knows is an error."""
    levels = table("results")["sarif_levels"]
    if result.get("kind", "fail") not in ("fail", "open", "review"):
        return "none"
    said = result.get("level") or mapping(rule.get("defaultConfiguration")).get("level") or "warning"
    return said if said in levels else "error"


FORMAT = Format("sarif", ("json",), _claims, _read)
