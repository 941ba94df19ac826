"""What the forge enforces on the branch, asked of its API: required checks, reviews, who may go around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.doctor._api import Finding, Health

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def findings(repo: Path, branch: str | None, environ: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for each protection that the branch has or has not."""
    from threatgate.forge import open_forge
    from threatgate.forge._api import Unknown

    forge = open_forge(repo, environ)
    rules = forge if isinstance(forge, Unknown) else forge.protection((branch or "").rpartition("/")[2])
    if isinstance(rules, Unknown):
        yield Finding("platform", Health.UNKNOWN, rules.why, rules.mend)
        return
    for holds, fine, words, mend in rules.lines():
        health = Health.UNKNOWN if holds is None else Health.FINE if holds else Health.OPEN
        yield Finding("platform", health, fine if holds else words, "" if holds else mend)
