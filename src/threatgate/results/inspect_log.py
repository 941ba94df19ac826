"""Logs of Inspect AI: `.eval` (a ZIP archive, of which header and summaries are read) and `.json`.

The commit is `eval.revision.commit`, as Inspect writes it: shortened, and with `dirty` where files were not committed;
such a run proves nothing. A metric has its own name and `scorer/name`; a name that two scorers share must be written
with its scorer. A sample passes where every score of it is full: `C`, true or 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.results import _json
from threatgate.results._api import (
    ERRORED,
    FAILED,
    PASSED,
    SKIPPED,
    Case,
    Counts,
    Format,
    RefusedError,
    Results,
    counted,
)
from threatgate.results._archive import HINT, Archive
from threatgate.results._values import commits_of, count, items, mapping, named, number, text

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER, SUMMARIES, BEGUN = "header.json", "summaries.json", "_journal/start.json"
FULL = ("C", "1", "1.0", "true", "yes")


def _claims(document: Any) -> bool:
    if isinstance(document, Archive):
        return HEADER in document or BEGUN in document
    log = mapping(document)
    return "status" in log and "task" in mapping(log.get("eval"))


def _read(path: str, document: Any) -> Results:
    if isinstance(document, Archive):
        log, samples = _archived(document)
    else:
        log, samples = mapping(document), items(mapping(document).get("samples"))
    spec, results = mapping(log.get("eval")), mapping(log.get("results"))
    revision = mapping(spec.get("revision"))
    cases = tuple(_case(sample) for sample in samples if isinstance(sample, dict))
    commit = next(iter(commits_of([("commit", revision.get("commit"))])), "")
    return Results(
        name=text(spec.get("task")),
        format="inspect",
        path=path,
        commit=commit,
        started=text(mapping(log.get("stats")).get("started_at")) or text(spec.get("created")),
        metrics=_metrics(results),
        cases=cases,
        names=named(
            spec.get("task"),
            spec.get("task_display_name"),
            spec.get("task_registry_name"),
            spec.get("task_file"),
            spec.get("eval_id"),
            spec.get("task_id"),
            spec.get("run_id"),
        ),
        problems=_problems(log, revision),
        counts=counted(cases) if cases else _told(results),
    )


def _archived(archive: Archive) -> tuple[Mapping[str, Any], list[Any]]:
    if HEADER not in archive:
        raise RefusedError(f"holds no {HEADER}: the run did not come to its end", "let it run to its end")
    header = _member(archive, HEADER)
    if "eval" not in mapping(header):
        raise RefusedError(f"{HEADER} in it is no header of a log", HINT)
    return mapping(header), items(_member(archive, SUMMARIES)) if SUMMARIES in archive else []


def _member(archive: Archive, name: str) -> Any:
    content = archive.read(name)
    try:
        return _json.parsed(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise RefusedError(f"{name} in it is no UTF-8 text", "let the run write it again") from None
    except RefusedError as fault:
        raise RefusedError(f"{name} in it {fault.message}", fault.hint) from None


def _problems(log: Mapping[str, Any], revision: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    status = log.get("status")
    if status != "success":
        found.append(f"its status is {text(status) or 'not told'}, not success")
    if revision.get("dirty") is True:
        found.append("it ran on files that were not committed (dirty)")
    if log.get("invalidated") is True:
        found.append("it was marked as invalidated")
    return tuple(found)


def _metrics(results: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    plain: dict[str, list[float]] = {}
    for scorer in items(results.get("scores")):
        for name, metric in mapping(mapping(scorer).get("metrics")).items():
            value = number(mapping(metric).get("value"))
            if value is None:
                plain.setdefault(name, []).extend([0.0, 0.0])
                continue
            plain.setdefault(name, []).append(value)
            found[f"{text(scorer.get('name'))}/{name}"] = value
    found |= {name: values[0] for name, values in plain.items() if len(values) == 1}
    for name, key in (("samples", "total_samples"), ("completed_samples", "completed_samples")):
        told = count(results.get(key))
        if told is not None:
            found[name] = float(told)
    return found


def _told(results: Mapping[str, Any]) -> Counts:
    """Without samples no case is known but for those that did not complete."""
    total, done = count(results.get("total_samples")) or 0, count(results.get("completed_samples")) or 0
    return Counts(errored=max(0, total - done))


def _case(sample: Mapping[str, Any]) -> Case:
    scores = mapping(sample.get("scores"))
    if sample.get("error") or sample.get("invalidation"):
        state = ERRORED
    elif not scores:
        state = SKIPPED
    else:
        values = [mapping(score).get("value") for score in scores.values()]
        state = PASSED if all(_full(value) for value in values) else FAILED
    return Case(text(sample.get("id")), f"epoch {text(sample.get('epoch'))}", state)


def _full(value: Any) -> bool:
    if isinstance(value, str):
        return value in FULL
    return value is True or number(value) == 1


FORMAT = Format("inspect", ("json", "zip"), _claims, _read)
