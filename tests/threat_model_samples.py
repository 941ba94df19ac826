"""Small threat models that answer for one element, and the change of that element."""

from __future__ import annotations

import json
from datetime import date

from threatgate.gate import CheckRequest, check
from threatgate.identity import sha256

POLICY = "policies/approval.yaml"
ON = "actions:\n  refund:\n    require_approval: true\n    max_amount: 50\n"
OFF = ON.replace("true", "false")
ELEMENT = f"approval:{POLICY}#actions.refund"
DAY = date(2026, 1, 5)
TICKET = "https://github.com/org/repo/issues/12"
PAGE = "docs/threat-model.md"
DRAGON = "ThreatDragonModels/support/support.json"
THREAGILE = "threagile.yaml"


def row(
    element=ELEMENT,
    *,
    status="Open",
    ticket=TICKET,
    due="2026-01-20",
    threat="A refund is paid out that nobody looked at",
):
    head = (
        "| ID | Threat | Status | Owner | Second | Element | Ticket | Due | Acceptance criteria |\n"
        + "|---" * 9
        + "|\n"
    )
    return (
        f"# Threat model\n\n## Threats\n\n{head}"
        f"| T1 | {threat} | {status} | @lea | @tom | `{element}` | {ticket} | {due} | a refund waits for a person |\n"
    )


def dragon(x=10, status="Open", description="", element=ELEMENT):
    said = (
        f"{description or 'Whoever writes to support can have refunds paid out without a look.'}\n"
        f"Element: {element}\nOwner: @lea\nSecond: @tom\nTicket: {TICKET}\nDue: 2026-01-20\n"
        "Acceptance criteria: a refund needs a recorded approval"
    )
    threat = {
        "id": "th-1",
        "title": "Refunds without a look",
        "status": status,
        "severity": "High",
        "description": said,
    }
    cell = {
        "id": "cell-1",
        "shape": "process",
        "position": {"x": x, "y": 10},
        "data": {"type": "tm.Process", "name": "Support agent", "threats": [threat]},
    }
    return json.dumps(
        {
            "version": "2.3.0",
            "summary": {"title": "Support", "owner": "@lea"},
            "detail": {"contributors": [], "diagrams": [{"id": 0, "title": "Main", "cells": [cell]}]},
        }
    )


def threagile(status="in-progress", element=ELEMENT, day="2026-01-05", ticket=TICKET):
    return f"""\
threagile_version: 1.0.0
title: Support
date: {day}
risk_tracking:
  refund-without-look@support-agent:
    status: {status}
    justification: |
      Whoever writes to support can have refunds paid out without a look.
      Element: {element}
      Second: "@tom"
      Due: 2026-01-20
      Acceptance criteria: a refund needs a recorded approval
    ticket: {ticket}
    date: {day}
    checked_by: "@lea"
"""


def judged(repo, before, after, **options):
    """The triggers of a change that lands `after` on `before`, each with its answer."""
    repo.commit("base", {POLICY: ON, **before})
    repo.branch("change").commit("change", after, author="Max <max@example.org>")
    return check(CheckRequest(repo.path, "main", "change", as_of=DAY, environ={}, **options))


def answers(report):
    return {trigger.id: (trigger.answer, trigger.record) for trigger in report.triggers}


def section(*lines, status="Mitigated"):
    said = "\n".join(f"- {line}" for line in ("Second: @tom", "Owner: @lea", *lines))
    words = "Whoever writes to support can have refunds paid out without a look."
    return f"# Threat model\n\n## Threats\n\n### T1: Refunds\n\nStatus: {status}\n\n{words}\n\n{said}\n"


EVAL = "evals/refunds.yaml"
TEST = "tests/test_refunds.py"
TESTED = "def test_limit():\n    pass\n"
DIGEST = f"sha256:{sha256(TESTED.encode())}"
NAMED = f"Element: `{ELEMENT}`"
SHOWN = (
    NAMED,
    "Rationale: the queue of the shop holds every refund, and a test shows it",
    f"Evidence: {TEST}::test_limit {DIGEST}",
)
HELD = (NAMED, "Gate: refund-evals", f"Definition: {EVAL}", "Pass condition: pass_rate >= 0.95")
