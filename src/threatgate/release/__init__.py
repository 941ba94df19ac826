"""The release gate: are the answers kept? Promises, blockers, evidence, reviews, and every merge since the last one.

What is promised, who is who and what is asked for is read from the commit that is released; each step that landed is
judged by the settings that it met.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from threatgate.gate import today
from threatgate.identity import content_digest, element_digest
from threatgate.model import Verdict
from threatgate.register import read_register
from threatgate.release._api import (
    BaselineLeft,
    Binding,
    CheckRun,
    Checks,
    Given,
    Ground,
    Merges,
    Reason,
    Release,
    ReleaseRequest,
    Weight,
)
from threatgate.release._baseline import left
from threatgate.release._blockers import blocker_reasons
from threatgate.release._evidence import given
from threatgate.release._late_approvals import late_approvals
from threatgate.release._past import past
from threatgate.release._promises import promise_reasons
from threatgate.release._reviews import review_paths, review_reasons
from threatgate.repository.revision import open_rev
from threatgate.surface import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from threatgate.model import Element, Problem
    from threatgate.register import Register
    from threatgate.repository._api import Blob
    from threatgate.repository.revision import Rev

__all__ = [
    "BaselineLeft",
    "Binding",
    "CheckRun",
    "Checks",
    "Given",
    "Ground",
    "Merges",
    "Reason",
    "Release",
    "ReleaseRequest",
    "Weight",
    "release",
]
ORDER = tuple(Weight)
GROUNDS = tuple(Ground)


def release(request: ReleaseRequest) -> Release:
    """May this commit be released? Raises ThreatgateError for wrong usage and where the commit cannot be read."""
    day = request.as_of or today()
    register = read_register(Path(request.repo), request.head, day, request.environ)
    settings = register.settings
    before = past(request, register)
    evidence = given(request.evals, register.revision)
    with open_rev(request.repo, register.revision, request.environ) as revision:
        blobs = dict(revision.files())

        @cache
        def elements() -> tuple[Element, ...]:
            """All of what is released; to read it takes long, so it is asked for where nothing less will do."""
            return tuple(
                element for surface in whole(blobs.items(), revision.read, settings) for element in surface.after
            )

        @cache
        def digest(path: str) -> str | None:
            data = revision.content(blobs.get(path))
            return None if data is None else content_digest(data)

        lists = _files(revision, blobs, filter(settings.is_baseline, blobs))
        held = left(lists, elements(), register.records.values(), settings) if lists else None
        reviews = _files(revision, blobs, review_paths(settings, blobs))
        reasons = (
            *before.reasons(settings, lambda: {element.id: element_digest(element) for element in elements()}),
            *promise_reasons(register, digest, before.revisited),
            *late_approvals(register, revision, request.environ),
            *_tickets_looked_up(request, register),
            *blocker_reasons(register, evidence, _asker(request, revision)),
            *review_reasons(reviews, settings, day, before.fired, before.touched),
            *(held.reasons if held is not None else ()),
        )
    return Release(
        verdict=_verdict(reasons, register.problems),
        mode=settings.mode,
        repository=register.repository,
        since=before.since,
        origin=before.origin,
        head=register.revision,
        as_of=day.isoformat(),
        dated=day != today(),
        reasons=tuple(sorted(dict.fromkeys(reasons), key=_place)),
        evidence=evidence,
        merges=before.merges,
        baseline=None if held is None else held.counts,
        problems=register.problems,
        notices=before.notices,
    )


def _tickets_looked_up(request: ReleaseRequest, register: Register) -> Iterable[Reason]:
    """What the tickets of backlog items say; nothing where the run is not to use the network."""
    if not request.online:
        return ()
    from threatgate.release._tickets import ticket_reasons, tickets_of

    return ticket_reasons(register, tickets_of(register, request.environ))


def _asker(request: ReleaseRequest, revision: Rev) -> Checks | None:
    """Who may be asked for checks; nobody where the run is not to use the network."""
    if request.checks is not None or not request.online:
        return request.checks
    from threatgate.release._checks import checks_of

    return checks_of(request.environ, revision.origin)


def _files(revision: Rev, blobs: Mapping[str, Blob], paths: Iterable[str]) -> dict[str, bytes]:
    """The contents of files; what cannot be read is empty, and that is no list and no review."""
    return {path: revision.content(blobs[path]) or b"" for path in paths}


def _verdict(reasons: Iterable[Reason], problems: Iterable[Problem]) -> Verdict:
    """What could not be looked at wins over what is not kept."""
    weights = {reason.weight for reason in reasons}
    if Weight.UNDETERMINED in weights or any(problem.severity == "error" for problem in problems):
        return Verdict.UNDETERMINED
    return Verdict.BLOCKED if Weight.FAIL in weights else Verdict.PASS


def _place(reason: Reason) -> tuple[int, int, str, str, int, str, str]:
    """The gravest first, then by ground and by what it is about."""
    line = reason.line or 0
    return (
        ORDER.index(reason.weight),
        GROUNDS.index(reason.ground),
        reason.subject,
        reason.path,
        line,
        reason.since,
        reason.words,
    )
