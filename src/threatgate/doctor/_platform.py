"""What the forge enforces on the branch, asked of its API: required checks, reviews, who may go around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.doctor._api import Finding, Health
from threatgate.forge import Unknown, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.forge import Guard

RIGHTS = "ask again with a token of somebody who administers the repository"


def findings(origin: str, branch: str, names: frozenset[str], environ: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for each guard that the branch has or has not."""
    forge = opened(environ, origin)
    guards = forge if isinstance(forge, Unknown) else forge.guards(branch, names)
    if isinstance(guards, Unknown):
        yield Finding("platform", Health.UNKNOWN, guards.why, guards.mend)
        return
    for guard in guards:
        yield _finding(guard)


def _finding(guard: Guard) -> Finding:
    if guard.holds is None:
        return Finding("platform", Health.UNKNOWN, f"whether {guard.fine} cannot be seen with this token", RIGHTS)
    if guard.holds:
        return Finding("platform", Health.FINE, guard.fine)
    return Finding("platform", Health.ADVICE if guard.advice else Health.OPEN, guard.words, guard.mend)
