"""Sample records, changes and circumstances for the tests of the records."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from threatgate.identity import element_digest, fingerprint, freeze
from threatgate.model import Change, Direction, Edit, Element, Kind, Level, Scope, Severity, Span, Trigger
from threatgate.records import writing
from threatgate.records.model import BrokenRecord, Record
from threatgate.records.reading import read
from threatgate.records.validity import Context
from threatgate.settings import load

DAY = date(2026, 11, 24)
EGRESS = "sha256:" + "e" * 64
HEAD = {
    "config/egress.yaml": EGRESS,
    "config/approval.yaml": "sha256:" + "a" * 64,
    "evals/refunds.yaml": "sha256:" + "b" * 64,
    "tests/test_refunds.py": "sha256:" + "c" * 64,
    "threat-model/records/TM-20260101-000000.yaml": "sha256:" + "d" * 64,
}
LISTED = """
approvers: {low: ["@org/leads"], high: ["@ciso"]}
people:
  "@ciso": [ciso@example.org]
  "@lea": [lea@example.org]
  "@tom": [tom@example.org]
  "@org/leads": ["@lea", "@tom"]
  "@max": [dev@example.org, dev@home.example]
"""


def element(
    value: Any = "v1",
    *,
    kind: str = "tool",
    name: str = "send_email",
    path: str = "src/agent/tools.py",
    subject: str = "",
) -> Element:
    return Element(Kind(kind), name, path, freeze({"description": value}), Span(42, 57), Scope.PRODUCT, subject=subject)


def change(before: Element | None, after: Element | None) -> Change:
    edit = Edit.ADDED if before is None else Edit.REMOVED if after is None else Edit.MODIFIED
    sides = [None if one is None else element_digest(one) for one in (before, after)]
    return Change(edit, before, after, *sides)


def trigger(
    of: Change,
    *,
    severity: str = "high",
    direction: str = "widens",
    second: bool | None = None,
    system: str = "default",
    level: str = "block",
) -> Trigger:
    found = of.element
    widening = direction == "widens" and severity in ("high", "critical")
    return Trigger(
        change=of,
        rule="gate-changed" if found.subject == "gate" else f"{found.kind}-{of.edit}",
        direction=Direction(direction),
        severity=Severity(severity),
        level=Level(level),
        summary="agent gains send_email, which can message people outside",
        span=found.span,
        frameworks=("LLM03:2026",),
        second=(widening or found.subject == "gate") if second is None else second,
        system=system,
        fingerprint=fingerprint(found.id, of.from_digest, of.to_digest),
    )


ADDED = change(None, element())
GATE = change(
    element("old", kind="approval", name="settings", path=".threatgate.yaml", subject="gate"),
    element("new", kind="approval", name="settings", path=".threatgate.yaml", subject="gate"),
)
THREAT = {"statement": "Whoever can put text before the model can have mail sent in the company's name."}
BLOCKS: dict[str, dict[str, Any]] = {
    "backlog": {
        "ticket": "https://github.com/org/repo/issues/12",
        "acceptance_criteria": ["a call that changes state needs a recorded approval"],
        "due": "2026-12-20",
    },
    "blocker": {
        "gate": "refund-evals",
        "definition": "evals/refunds.yaml",
        "pass_condition": "pass_rate >= 0.95",
    },
    "exception": {
        "reason": "The pilot begins before the approval flow exists.",
        "approver": "@ciso",
        "approved": "2026-11-22",
        "expires": "2026-12-20",
        "review_date": "2026-12-15",
        "compensating_controls": [
            {"control": "outbound domain allow-list", "ref": "config/egress.yaml", "digest": EGRESS}
        ],
        "residual_risk": "moderate",
        "exit_plan": "The approval flow lands with release 4 and the exception ends.",
    },
    "no_change": {
        "rationale": "The threat model already covers mail to customers, and the test shows the limit.",
        "evidence": [
            {"kind": "test", "ref": "tests/test_refunds.py::test_limit", "digest": HEAD["tests/test_refunds.py"]}
        ],
        "decided_by": "@lea",
    },
}


def data(outcome: str, edits: dict[str, Any] | None = None, changes: tuple[Change, ...] = (ADDED,)) -> dict[str, Any]:
    """A good record, then some edits by dotted path; None removes."""
    controls = [{"control": "launch_gate", "ref": "evals/refunds.yaml", "digest": HEAD["evals/refunds.yaml"]}]
    found = writing.build(
        outcome,
        copy.deepcopy(BLOCKS[outcome]),
        created=date(2026, 11, 22),
        title="Support agent may send e-mail during the pilot",
        owner="@lea",
        severity="high",
        second=None if outcome == "exception" else "@tom",
        changes=changes,
        threat=None if outcome == "no_change" else dict(THREAT),
        frameworks=["LLM03:2026", "ASI02:2026", "AML.T0086"],
        controls=controls if outcome == "blocker" else None,
    )
    for path, given in (edits or {}).items():
        value = copy.deepcopy(given)
        *parents, last = path.split(".")
        target: Any = found
        for part in parents:
            target = target[int(part)] if isinstance(target, list) else target.setdefault(part, {})
        if value is None and not path.endswith((".from", ".to")):
            target.pop(last, None)
        elif isinstance(target, list):
            target[int(last)] = value
        else:
            target[last] = value
    return found


def path_of(record_data: dict[str, Any]) -> str:
    return f"threat-model/records/{record_data['id']}.yaml"


def parsed(record_data: dict[str, Any]) -> Record | BrokenRecord:
    return read(path_of(record_data), writing.render(record_data).encode())


def record(outcome: str, edits: dict[str, Any] | None = None, changes: tuple[Change, ...] = (ADDED,)) -> Record:
    found = parsed(data(outcome, edits, changes))
    assert isinstance(found, Record), found
    return found


def context(settings: str = "", **fields: Any) -> Context:
    usual: dict[str, Any] = {
        "as_of": DAY,
        "settings": load(settings.encode() if settings else None),
        "authors": frozenset({"dev@example.org"}),
        "head": HEAD.get,
    }
    return Context(**{**usual, **fields})
