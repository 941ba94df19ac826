"""Checks of a commit by name, asked of the forge: all of them have to be green, whoever ran them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.forge import Unknown, opened
from threatgate.release._api import CheckRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.forge import Check, Forge
    from threatgate.release._api import Checks

GREEN = "success"
UNTOLD = ("neutral", "skipped", "stale")


def checks_of(environ: Mapping[str, str], origin: str) -> Checks:
    """Who can be asked, for a pipeline or a clone whose remote has the address `origin`."""
    forge = opened(environ, origin)

    def asked(commit: str, name: str) -> CheckRun:
        if isinstance(forge, Unknown):
            return CheckRun(None, _unlearned(name, forge))
        return verdict(forge, commit, name)

    return asked


def verdict(forge: Forge, commit: str, name: str) -> CheckRun:
    """What all checks of a name on a commit say together."""
    found = forge.checks(commit, name)
    if isinstance(found, Unknown):
        return CheckRun(None, _unlearned(name, found))
    mine = [check for check in found if check.name == name and check.commit in ("", commit)]
    if not mine:
        return CheckRun(None, f"{commit[:12]} has no check {name}")
    bad = next((check for check in mine if check.conclusion not in (GREEN, None, *UNTOLD)), None)
    if bad is not None:
        return CheckRun(passed=False, words=f"the check {_called(bad)} ended with {bad.conclusion}")
    open_ = next((check for check in mine if check.conclusion != GREEN), None)
    if open_ is not None:
        how = f"ended with {open_.conclusion}, which is no pass" if open_.conclusion else "has not ended"
        return CheckRun(None, f"the check {_called(open_)} {how}")
    return CheckRun(passed=True, words=f"the check {_called(mine[0])} passed")


def _called(check: Check) -> str:
    return f"{check.name} ({check.app})" if check.app else check.name


def _unlearned(name: str, why: Unknown) -> str:
    mend = f" ({why.mend})" if why.mend else ""
    return f"the check {name} could not be looked up: {why.why}{mend}"
