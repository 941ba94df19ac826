"""Whether a control is on, for which tools, and of which elements it speaks."""

from __future__ import annotations

import pytest

from threatgate.answering._in_force import is_general, off, speaks_of, states
from threatgate.identity import freeze
from threatgate.model import Element, Kind, Scope, Span


def element(kind, name, value=None, path="a.py", **more):
    return Element(Kind(kind), name, path, freeze(value or {}), Span(1, 1), Scope.PRODUCT, **more)


MAIL, READ = element("tool", "send_email"), element("tool", "read_order")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"require_approval": True}, None),
        ({"require_approval": "always", "show_arguments": False}, None),
        ({"require_approval": False, "approvers": ["@tom"]}, "require_approval: false"),
        ({"require_approval": "never"}, "require_approval: never"),
        ({"auto_approve": True}, "auto_approve: true"),
        ({"auto_approve": False}, None),
        ({"approvers": []}, "approvers: ()"),
        ({"nested": {"needs_approval": False}}, "needs_approval: false"),
        ({"needsApproval": {"$code": "async () => true"}}, None),
        ({"interrupt_on": {"send_email": True, "read_order": False}}, None),
        ({"interrupt_on": {"send_email": False, "read_order": True}}, "interrupt_on: false for send_email"),
        ({"interrupt_on": {"send_email": {"allowed_decisions": ["approve"]}}}, None),
        ({"interrupt_on": {"other": False}}, "interrupt_on: false for other"),
        ({"require_approval": {"always": {"tool_names": ["send_email"]}, "never": {"tool_names": ["x"]}}}, None),
        ({"require_approval": {"never": {"tool_names": ["send_email"]}}}, "require_approval: never for send_email"),
        ({"require_approval": {"always": ["send_email"]}}, None),
    ],
    ids=str,
)
def test_an_approval_is_on_or_says_that_it_is_off(value, said):
    found = off(element("approval", "policy", value), Kind.APPROVAL, (MAIL,))
    assert (None if found is None else found.words) == said


@pytest.mark.parametrize(
    ("control", "stated"),
    [
        (element("approval", "approval", {"owner": "@lea"}), False),
        (element("approval", "approval", {"mode": "x"}, recogniser="declared"), True),
        (element("approval", "check", {"body": "sha256:0"}, subject="logic"), True),
        (element("approval", "permissions", {"deny": ["WebFetch"]}), False),
        (element("approval", "permissions", {"ask": ["Bash"]}), True),
        (element("tool", "send_email", {"description": "x", "needs_approval": True}), True),
        (element("tool", "send_email", {"description": "x"}), False),
        (element("prompt", "text", {"text": "Ask for approval."}), False),
    ],
    ids=lambda it: it.id if isinstance(it, Element) else str(it),
)
def test_an_approval_asks_somebody(control, stated):
    assert states(control, Kind.APPROVAL) is stated


@pytest.mark.parametrize(
    ("control", "speaks", "general"),
    [
        (element("approval", "actions.send_email"), True, False),
        (element("approval", "email"), True, False),
        (element("approval", "actions.refund"), False, False),
        (element("approval", "defaults"), False, True),
        (element("approval", "agent.middleware", {"interrupt_on": {"send_email": True}}), True, False),
        (element("approval", "agent.middleware", {"interrupt_on": {"refund": True}}), False, False),
        (element("approval", "policy", {"tools": ["send_email", "refund"], "approval": True}), True, False),
        (element("approval", "graph", {"interrupt_before": ["tools"]}), False, True),
        (MAIL, True, False),
        (READ, False, False),
    ],
    ids=lambda it: it.id if isinstance(it, Element) else str(it),
)
def test_of_whom_a_control_speaks(control, speaks, general):
    assert (speaks_of(control, MAIL), is_general(control)) == (speaks, general)


def test_what_hangs_on_an_agent_speaks_of_its_tools():
    granted = element("tool", "support.tools", subject="grant")
    assert speaks_of(element("approval", "support.middleware"), granted)
    assert speaks_of(element("approval", "support.policy", path="b.py"), granted)
    assert not speaks_of(element("approval", "billing.middleware"), granted)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("eval", {"blocking": True}, None),
        ("eval", {"blocking": False}, "blocking: false"),
        ("eval", {"cases": ["a"]}, None),
        ("logging", {"audit": {"enabled": False}}, "enabled: false"),
        ("logging", {"enabled": True, "level": "INFO"}, None),
    ],
)
def test_evals_and_logs_too(kind, value, said):
    found = off(element(kind, "it", value), Kind(kind))
    assert (None if found is None else found.words) == said
