"""The data of a record, keys in the order of the design, from what a person said and what the changes are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.deciding import _defaults
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence
    from datetime import date

    from threatgate.deciding._answer import Answer, Named
    from threatgate.model import Trigger


def draft(
    answer: Answer,
    triggers: Sequence[Trigger],
    day: date,
    head: Callable[[str], str | None],
    taken: Container[str] = (),
) -> dict[str, Any]:
    """A record's data. Every field that the outcome needs is said in the answer; `head` gives the digest of a file."""
    from threatgate.records.writing import build

    return build(
        answer.outcome,
        _block(answer, day, head),
        created=day,
        title=answer.title or _defaults.title(triggers),
        owner=answer.owner or "",
        severity=_defaults.severity(triggers).value,
        changes=[trigger.change for trigger in triggers],
        mode=answer.mode,
        family=_family(triggers) if answer.mode == "class" else None,
        taken=taken,
        second=answer.second,
        threat={"statement": answer.threat} if answer.threat else None,
        frameworks=sorted({each for trigger in triggers for each in trigger.frameworks}),
        pre_answer={"until": answer.pre_answer} if answer.pre_answer else None,
        controls=_controls(answer, head),
        monitoring=_monitoring(answer),
        supersedes=answer.supersedes,
    )


def _family(triggers: Sequence[Trigger]) -> dict[str, Any]:
    """The class of changes that these belong to: their kind, their files, their directions."""
    kinds = sorted({trigger.change.element.kind for trigger in triggers})
    if len(kinds) > 1:
        raise UsageError(
            f"a class of changes has one kind, and these are {', '.join(kinds)}", "write one record for each kind"
        )
    paths = sorted({trigger.change.element.path for trigger in triggers})
    return {"kind": kinds[0].value, "paths": paths, "direction": sorted({it.direction.value for it in triggers})}


def _controls(answer: Answer, head: Callable[[str], str | None]) -> list[dict[str, str]]:
    """The controls that were named, and the one that the outcome itself is."""
    named = [_bound("control", each, head) for each in answer.controls]
    match answer.outcome:
        case "backlog" if answer.ticket:
            return [*named, {"control": "backlog", "ref": answer.ticket}]
        case "blocker" if answer.definition:
            return [*named, {"control": "launch_gate", **_reference(answer.definition, head)}]
    return named


def _block(answer: Answer, day: date, head: Callable[[str], str | None]) -> dict[str, Any]:
    match answer.outcome:
        case "backlog":
            return {"ticket": answer.ticket, "acceptance_criteria": list(answer.criteria), "due": answer.due}
        case "blocker":
            return {"gate": answer.gate, "definition": answer.definition, "pass_condition": answer.pass_condition}
        case "exception":
            return {
                "reason": answer.reason,
                "approver": answer.approver,
                "approved": None if answer.emergency else day,
                "expires": answer.expires,
                "review_date": answer.review_date,
                "compensating_controls": [_bound("control", each, head) for each in answer.compensating],
                "residual_risk": answer.residual_risk,
                "exit_plan": answer.exit_plan,
                "emergency": answer.emergency,
            }
        case _:
            return {
                "rationale": answer.rationale,
                "evidence": [_bound("kind", each, head) for each in answer.evidence],
                "decided_by": answer.owner,
                "valid_until": answer.valid_until,
            }


def _monitoring(answer: Answer) -> dict[str, Any] | None:
    said = {
        "log": answer.monitoring_log,
        "alert": answer.monitoring_alert,
        "owner": answer.monitoring_owner,
        "threshold": answer.monitoring_threshold,
        "review_date": answer.monitoring_review_date,
    }
    if not any(said.values()):
        return None
    missing = [f"--monitoring-{name.replace('_', '-')}" for name, value in said.items() if value is None]
    if missing:
        raise UsageError(f"monitoring without {' and '.join(missing)} is a promise, not an answer", "say all five")
    return said


def _bound(key: str, named: Named, head: Callable[[str], str | None]) -> dict[str, str]:
    return {key: named.name, **_reference(named.ref, head)}


def _reference(ref: str, head: Callable[[str], str | None]) -> dict[str, str]:
    """A reference, and the digest of the file that it names, if it names one."""
    from threatgate.records.promises import file_of

    found = head(file_of(ref)) if "://" not in ref else None
    return {"ref": ref, "digest": found} if found else {"ref": ref}
