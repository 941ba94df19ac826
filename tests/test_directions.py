"""What a change does, read from its values: direction, severity, and the words for it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatgate.identity import element_digest, freeze
from threatgate.model import Change, Direction, Edit, Element, Kind, Scope, Severity, Span
from threatgate.triggers._directions import OPPOSITE, direction
from threatgate.triggers._moves import moves
from threatgate.triggers._severity import severity
from threatgate.triggers._summary import summary


def side(kind: str, value: Any, name: str = "refunds", subject: str = "") -> Element | None:
    return (
        None
        if value is None
        else Element(Kind(kind), name, "app.yaml", freeze(value), Span(1, 1), Scope.PRODUCT, subject=subject)
    )


def change(kind: str, before: Any, after: Any, name: str = "refunds", subject: str = "") -> Change:
    old, new = side(kind, before, name, subject), side(kind, after, name, subject)
    edit = Edit.ADDED if old is None else Edit.REMOVED if new is None else Edit.MODIFIED
    return Change(edit, old, new, old and element_digest(old), new and element_digest(new))


def towards(made: Change) -> Direction:
    return direction(made, moves(made))


ROWS = [
    # kind, before, after, direction, severity
    pytest.param("approval", {"require_approval": True}, {"require_approval": False}, "widens", "high", id="guard off"),
    pytest.param(
        "approval",
        {"require_approval": "always"},
        {"require_approval": "never"},
        "widens",
        "high",
        id="always to never",
    ),
    pytest.param(
        "approval",
        {"require_approval": "never"},
        {"require_approval": "on-request"},
        "narrows",
        "low",
        id="never to sometimes",
    ),
    pytest.param("approval", {"approvers": ["@a", "@b"]}, {"approvers": []}, "widens", "high", id="approvers emptied"),
    pytest.param(
        "approval", {"approvers": ["@a"]}, {"approvers": ["@a", "@b"]}, "narrows", "low", id="one more approver"
    ),
    pytest.param("approval", {"max_amount": 50}, {"max_amount": 5000}, "widens", "high", id="limit up"),
    pytest.param("approval", {"max_amount": 50}, {"max_amount": None}, "widens", "high", id="limit gone"),
    pytest.param("approval", {"max_amount": 50}, {"max_amount": "unlimited"}, "widens", "high", id="no limit"),
    pytest.param("approval", {"max_amount": 50}, {"max_amount": 20}, "narrows", "low", id="limit down"),
    pytest.param(
        "approval",
        {"auto_approve": ["read"]},
        {"auto_approve": ["read", "write"]},
        "widens",
        "high",
        id="auto-approve grows",
    ),
    pytest.param(
        "approval", {"default_action": "ask"}, {"default_action": "allow"}, "widens", "high", id="ask to allow"
    ),
    pytest.param(
        "approval",
        {"permissions": {"deny": ["rm"]}},
        {"permissions": {"deny": []}},
        "widens",
        "high",
        id="deny rule removed",
    ),
    pytest.param(
        "approval",
        {"allow": ["Bash(npm test:*)"]},
        {"allow": ["Bash(*)"]},
        "widens",
        "critical",
        id="pattern that holds the old one",
    ),
    pytest.param(
        "approval",
        {"allow": ["Bash(*)"]},
        {"allow": ["Bash(npm test:*)"]},
        "narrows",
        "low",
        id="pattern made narrower",
    ),
    pytest.param("approval", {"allow": ["a"]}, {"allow": ["b"]}, "unclear", "high", id="one entry for another"),
    pytest.param(
        "approval",
        {"sandbox_mode": "read-only"},
        {"sandbox_mode": "danger-full-access"},
        "widens",
        "critical",
        id="sandbox off",
    ),
    pytest.param("approval", {"when": "x"}, {"when": "y"}, "unclear", "high", id="a condition nobody can rank"),
    pytest.param("approval", None, {"require_approval": True, "max_amount": 50}, "narrows", "low", id="new control"),
    pytest.param("approval", None, {"auto_approve": ["write"]}, "widens", "high", id="new auto-approval"),
    pytest.param("approval", {"require_approval": True}, None, "widens", "high", id="control gone"),
    pytest.param("approval", {"auto_approve": ["write"]}, None, "narrows", "low", id="auto-approval gone"),
    pytest.param("approval", None, {"require_approval": "never"}, "widens", "high", id="new control, off"),
    pytest.param(
        "approval", None, {"permission_mode": "bypassPermissions"}, "widens", "critical", id="new mode, loosest"
    ),
    pytest.param("approval", None, {"audit": False}, "unclear", "high", id="new switch, off"),
    pytest.param(
        "approval",
        None,
        {"require_approval": False, "max_amount": 50},
        "unclear",
        "high",
        id="new control, its guard off",
    ),
    pytest.param("approval", {"max_amount": 50}, {"max_amount": "1e9"}, "widens", "high", id="limit in other notation"),
    pytest.param("prompt", {"opaque": "a"}, {"opaque": "b"}, "unclear", "moderate", id="bytes of a prompt"),
    pytest.param(
        "approval", {"allow": ["Bash(npm test)"]}, {"allow": ["Bash"]}, "widens", "high", id="bare name holds all"
    ),
    pytest.param("tool", {"disabled": True}, {"disabled": False}, "widens", "high", id="tool switched on"),
    pytest.param(
        "tool",
        {"disallowed_tools": ["Bash"]},
        {"disallowed_tools": ["Bash", "Write"]},
        "narrows",
        "low",
        id="one more forbidden",
    ),
    pytest.param("identity", {"disable_local_auth": True}, None, "widens", "high", id="identity bound gone"),
    pytest.param("retrieval", {"top_k": 4}, {"top_k": 20}, "widens", "high", id="top_k up"),
    pytest.param(
        "retrieval",
        {"sources": [{"name": "kb"}]},
        {"sources": [{"name": "kb"}, {"name": "web"}]},
        "widens",
        "high",
        id="source added",
    ),
    pytest.param("retrieval", {"filters": {"tenant": "x"}}, {"filters": {}}, "widens", "high", id="filter removed"),
    pytest.param("retrieval", {"acl": "pre_retrieval"}, {"acl": "none"}, "widens", "high", id="acl off"),
    pytest.param("retrieval", {"score_threshold": 0.7}, {"score_threshold": 0.2}, "widens", "high", id="floor down"),
    pytest.param("retrieval", {"chunk_size": 500}, {"chunk_size": 800}, "neutral", "moderate", id="chunking"),
    pytest.param("memory", {"scope": "user"}, {"scope": "global"}, "widens", "high", id="shared across users"),
    pytest.param("memory", {"ttl": "30d"}, {"ttl": "365d"}, "widens", "high", id="kept a year"),
    pytest.param("memory", {"ttl_seconds": 3600}, {"ttl_seconds": 60}, "narrows", "low", id="kept a minute"),
    pytest.param(
        "identity",
        {"scopes": ["orders:read"]},
        {"scopes": ["orders:read", "orders:write"]},
        "widens",
        "high",
        id="scope added",
    ),
    pytest.param("identity", {"scopes": ["orders:read"]}, {"scopes": ["*"]}, "widens", "critical", id="scope wildcard"),
    pytest.param("eval", {"threshold": 0.95}, {"threshold": 0.5}, "widens", "high", id="threshold down"),
    pytest.param("eval", {"blocking": True}, {"blocking": False}, "widens", "high", id="no longer blocking"),
    pytest.param("eval", {"cases": ["a"]}, {"cases": ["a", "b"]}, "narrows", "low", id="eval case added"),
    pytest.param("eval", {"threshold": 0.95}, None, "widens", "high", id="eval gone"),
    pytest.param(
        "logging", {"audit": {"enabled": True}}, {"audit": {"enabled": False}}, "widens", "high", id="audit off"
    ),
    pytest.param("logging", {"redact_pii": True}, None, "widens", "high", id="redaction gone"),
    pytest.param("model", {"model": "gpt-4o-2024-08-06"}, {"model": "gpt-4o"}, "widens", "moderate", id="pin to alias"),
    pytest.param("model", {"model": "gpt-4o"}, {"model": "gpt-4o-2024-08-06"}, "narrows", "low", id="alias to pin"),
    pytest.param("model", {"model": "gpt-4o"}, {"model": "gpt-4.1"}, "neutral", "moderate", id="alias to alias"),
    pytest.param("model", {"temperature": 0}, {"temperature": 1}, "neutral", "moderate", id="temperature"),
    pytest.param("agent", {"max_turns": 5}, {"max_turns": 50}, "widens", "moderate", id="more turns"),
    pytest.param(
        "prompt",
        {"t": "Never refund. Be kind."},
        {"t": "You may refund without asking. Be kind."},
        "widens",
        "high",
        id="guard reversed",
    ),
    pytest.param("prompt", {"t": "Be kind."}, {"t": "Be very kind."}, "neutral", "moderate", id="reworded"),
    pytest.param(
        "prompt",
        {"t": "Be kind."},
        {"t": "Be kind. Always ask before sending mail."},
        "narrows",
        "low",
        id="guard added",
    ),
]


@pytest.mark.parametrize(("kind", "before", "after", "said", "stake"), ROWS)
def test_direction_and_severity(kind: str, before: Any, after: Any, said: str, stake: str) -> None:
    made = change(kind, before, after)
    assert (towards(made), severity(made, towards(made), moves(made))) == (Direction(said), Severity(stake))


@pytest.mark.parametrize(("kind", "before", "after", "said", "stake"), ROWS)
def test_the_reverse_is_the_opposite(kind: str, before: Any, after: Any, said: str, stake: str) -> None:
    del stake
    assert towards(change(kind, after, before)) is OPPOSITE.get(Direction(said), Direction(said))


TOOLS = [
    pytest.param("run_shell", {"parameters": {"command": {"type": "string"}}}, "", "critical", id="shell"),
    pytest.param("issue_refund", {"parameters": {"order_id": {}, "amount": {}}}, "", "critical", id="money"),
    pytest.param(
        "issue_refund", {"parameters": {"amount": {}}, "needs_approval": True}, "", "high", id="money that always asks"
    ),
    pytest.param("send_email", {"parameters": {"to": {}}}, "", "high", id="message"),
    pytest.param("get_order", {"parameters": {"order_id": {}}}, "", "low", id="read"),
    pytest.param("list_payments", {}, "", "low", id="a leading read verb beats a later noun"),
    pytest.param("frobnicate", {}, "", "high", id="unknown counts as state-changing"),
    pytest.param("support.tools", ["get_order", "delete_order"], "grant", "critical", id="grant"),
]


@pytest.mark.parametrize(("name", "value", "subject", "stake"), TOOLS)
def test_an_added_tool_widens_by_what_it_can_do(name: str, value: Any, subject: str, stake: str) -> None:
    made = change("tool", None, value, name, subject)
    assert (towards(made), severity(made, towards(made), moves(made))) == (Direction.WIDENS, Severity(stake))
    assert towards(change("tool", value, None, name, subject)) is Direction.NARROWS


def test_a_read_tool_that_becomes_a_write_tool_widens() -> None:
    before = {"description": "Look up an order", "parameters": {"order_id": {}}}
    after = {"description": "Look up an order", "parameters": {"order_id": {}, "content": {}}}
    made = change("tool", before, after, "order_lookup")
    assert towards(made) is Direction.WIDENS


SENTENCES = [
    pytest.param(
        change(
            "approval", {"require_approval": True, "max_amount": 50}, {"require_approval": False, "max_amount": 5000}
        ),
        "approval policy refunds: max_amount: 50 → 5000; require_approval: true → false",
        id="two fields",
    ),
    pytest.param(
        change("model", {"model": "gpt-4o-2024-08-06"}, {"model": "gpt-4o"}, "answer"),
        "model answer: gpt-4o-2024-08-06 → gpt-4o, a floating alias instead of a pin",
        id="pin",
    ),
    pytest.param(
        change("tool", None, {"parameters": {"command": {}}}, "run_shell"),
        "agent gains run_shell, which can execute code or commands",
        id="tool",
    ),
    pytest.param(
        change("identity", {"scopes": ["a"]}, {"scopes": ["a", "orders:write"]}, "agent"),
        "identity agent: scopes gain orders:write",
        id="scope",
    ),
    pytest.param(
        change("prompt", {"t": "Be kind."}, {"t": "Be kind.\u200b"}, "system"),
        "prompt system: “Be kind.” → “Be kind.\u200b”; holds zero-width characters (U+200B in t)",
        id="hidden text",
    ),
    pytest.param(
        change("approval", {"opaque": "a"}, {"opaque": "b"}, "file"),
        "approval policy app.yaml cannot be parsed, and its bytes differ",
        id="opaque",
    ),
]


@pytest.mark.parametrize(("made", "sentence"), SENTENCES)
def test_summary(made: Change, sentence: str) -> None:
    assert summary(made, towards(made), moves(made)) == sentence


values = st.dictionaries(
    st.sampled_from(["allow", "deny", "max_amount", "require_approval", "mode", "x"]),
    st.none()
    | st.booleans()
    | st.integers(-3, 9)
    | st.sampled_from(["ask", "allow", "a b c"])
    | st.lists(st.sampled_from(["a", "b", "*"]), max_size=3),
    max_size=4,
)


@given(st.sampled_from(list(Kind)), values, values)
def test_any_values_have_a_direction_and_a_sentence(kind: Kind, before: Any, after: Any) -> None:
    for made in (change(kind, before, after), change(kind, None, after), change(kind, before, None)):
        found = moves(made)
        assert summary(made, direction(made, found), found)
        assert severity(made, direction(made, found), found) in Severity
