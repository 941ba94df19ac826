"""The release gate as plain JSON values, `threatgate.release.v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threatgate.release._api import Given, Reason, Release

SCHEMA = "threatgate.release.v1"


def document(found: Release) -> dict[str, Any]:
    """All of it."""
    return {
        "schema": SCHEMA,
        "verdict": found.verdict.value,
        "mode": found.mode.value,
        "repository": found.repository,
        "since": found.since or None,
        "since_from": found.origin or None,
        "head": found.head,
        "as_of": found.as_of,
        "reasons": [_reason(reason) for reason in found.reasons],
        "merges": found.merges._asdict() if found.since else None,
        "evidence": [_given(one) for one in found.evidence],
        "baseline": None if found.baseline is None else found.baseline._asdict(),
        "problems": [problem._asdict() for problem in found.problems],
        "notices": list(found.notices),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "ground": reason.ground.value,
        "weight": reason.weight.value,
        "subject": reason.subject,
        "words": reason.words,
        "who": list(reason.who),
        "since": reason.since or None,
        "mend": reason.mend,
        "path": reason.path or None,
        "line": reason.line,
    }


def _given(one: Given) -> dict[str, Any]:
    run = one.results
    return {
        "path": one.path,
        "binding": one.binding.value,
        "words": one.words,
        "format": None if run is None else run.format,
        "name": None if run is None else run.name,
        "commit": None if run is None else run.commit or None,
        "started": None if run is None else run.started or None,
        "counts": None if run is None else run.counts._asdict(),
        "metrics": {} if run is None else dict(sorted(run.metrics.items())),
        "problems": [] if run is None else list(run.problems),
    }
