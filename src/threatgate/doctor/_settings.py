"""What the settings leave open: a gate that only observes, agreement by anyone, approvals that nobody proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.doctor._api import Finding, Health
from threatgate.model import Direction, Level, Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from threatgate.settings import Settings


def findings(settings: Settings, content: Callable[[str], bytes | None]) -> Iterator[Finding]:
    """Each, with the line to write."""
    place = settings.path
    if not settings.given:
        words = f"there is no {place} on this branch, so the defaults hold and anyone but the author may agree"
        yield Finding("settings", Health.OPEN, words, "write one: threatgate init", place)
        return
    if settings.mode is Mode.OBSERVE:
        words = "the gate observes: what is unanswered is said and let through"
        yield Finding("mode", Health.OPEN, words, "when the team is ready, write mode: enforce", place)
    else:
        yield Finding("mode", Health.FINE, "unanswered changes block", "", place)
    yield _approvers(settings)
    yield _approval(settings, content)
    open_scopes = sorted(
        scope for scope, levels in settings.scopes.items() if levels.get(Direction.WIDENS) is Level.OFF
    )
    if "product" in open_scopes or "agent-config" in open_scopes:
        words = f"changes in {' and '.join(open_scopes)} are not looked at"
        yield Finding("scopes", Health.OPEN, words, "take them out of scopes, or write warn", place)


def _approvers(settings: Settings) -> Finding:
    listed = [settings.approvers, *(system.approvers for system in settings.systems)]
    if not any(listed):
        words = "no list says who may agree, so anyone but the owner and the authors may"
        return Finding("approvers", Health.OPEN, words, 'name them: approvers: {high: ["@handle"]}', settings.path)
    if not settings.people:
        words = "nobody's addresses are known, so an author with a second address passes for a second person"
        mend = 'say who is who: people: {"@handle": [address@example.org]}'
        return Finding("people", Health.OPEN, words, mend, settings.path)
    return Finding("approvers", Health.FINE, "lists say who may agree, and people who is who", "", settings.path)


def _approval(settings: Settings, content: Callable[[str], bytes | None]) -> Finding:
    if settings.approval == "declared":
        words = "an approval counts as a record declares it; that the approver wrote it, code owners must see to"
        mend = "prove it: approval: reviewed (the forge) or approval: signed (SSH keys)"
        return Finding("approval", Health.ADVICE, words, mend, settings.path)
    signers = f"{settings.register}/allowed_signers"
    if settings.approval == "signed" and content(signers) is None:
        words = f"approvals are to be signed, and {signers} is not there: no approval can count"
        return Finding("approval", Health.OPEN, words, "add the approvers' public keys to it", signers)
    return Finding("approval", Health.FINE, f"approvals are {settings.approval}", "", settings.path)
