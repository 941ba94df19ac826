"""Moves that are easily missed: stale rights, feature flags, exceptions for one tenant, fallbacks, removed files."""

from __future__ import annotations

import json

import pytest
from test_directions import change, towards

from threatgate.compare import compare
from threatgate.model import Scope
from threatgate.settings import Settings
from threatgate.surface import read_file
from threatgate.triggers._moves import moves
from threatgate.triggers._summary import summary

SOURCE = {"uri": "s3://docs/v1", "classification": "internal", "acl": {"snapshot": "2026-05-01", "mode": "enforced"}}


def said(path: str, before: object, after: object) -> list[tuple[str, str]]:
    """Direction and summary of each change of a file; data is written as JSON, None is no file."""
    sides = []
    for side in (before, after):
        text = side if isinstance(side, str) else json.dumps(side)
        found = () if side is None else read_file(path, text.encode(), Scope.PRODUCT, Settings())
        assert isinstance(found, tuple)
        sides.append(found)
    return [(str(towards(one)), summary(one, towards(one), moves(one))) for one in compare(*sides)]


@pytest.mark.parametrize(
    ("after", "expected", "stale"),
    [
        pytest.param(
            {**SOURCE, "uri": "s3://docs/v2"}, "unclear", "acl.snapshot stays as it was while uri changes", id="moved"
        ),
        pytest.param(
            {**SOURCE, "classification": "confidential"},
            "unclear",
            "acl.snapshot stays as it was while classification changes",
            id="reclassified",
        ),
        pytest.param(
            {**SOURCE, "uri": "s3://docs/v2", "acl": {"snapshot": "2026-06-01", "mode": "enforced"}},
            "neutral",
            "",
            id="both",
        ),
        pytest.param(
            {**SOURCE, "acl": {"snapshot": "2026-06-01", "mode": "enforced"}}, "neutral", "", id="rights alone"
        ),
        pytest.param({**SOURCE, "chunk_size": 512}, "neutral", "", id="something else"),
    ],
)
def test_rights_that_stay_behind(after, expected, stale):
    made = change("retrieval", SOURCE, after, "handbook")
    assert towards(made) == expected
    words = summary(made, towards(made), moves(made))
    assert words.endswith(stale) if stale else "stays as it was" not in words


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("confidential", "public", "widens", id="down"),
        pytest.param("public", "confidential", "narrows", id="up"),
        pytest.param("blue", "green", "neutral", id="words of no scale"),
    ],
)
def test_a_source_is_reclassified(before, after, expected):
    assert towards(change("retrieval", {"classification": before}, {"classification": after})) == expected


FLAGD = {
    "flags": {"agent-refunds": {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": "off"}}
}
FLAGD_ON = {
    "flags": {"agent-refunds": {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": "on"}}
}


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        pytest.param("flags.json", FLAGD, FLAGD_ON, ["widens"], id="flagd on"),
        pytest.param("flags.json", FLAGD_ON, FLAGD, ["narrows"], id="flagd off"),
        pytest.param(
            "flags.json",
            {"flagValues": {"llm-answers": False}},
            {"flagValues": {"llm-answers": True}},
            ["widens"],
            id="LaunchDarkly",
        ),
        pytest.param(
            "unleash.json",
            {"features": [{"name": "mcp-tools", "enabled": False}]},
            {"features": [{"name": "mcp-tools", "enabled": True}]},
            ["widens"],
            id="Unleash",
        ),
        pytest.param("flags.json", {"flags": {}}, FLAGD, ["neutral"], id="comes turned off"),
        pytest.param("flags.json", {"flags": {}}, FLAGD_ON, ["widens"], id="comes turned on"),
        pytest.param(
            "app.yaml", "features:\n  dark_mode: false\n", "features:\n  dark_mode: true\n", [], id="no capability"
        ),
        pytest.param("app.yaml", "agents:\n  x: 1\n", "agents:\n  x: 2\n", [], id="no flags"),
        pytest.param(
            "conf/app.yaml", "enable_agent: false\n", "enable_agent: true\n", ["widens"], id="a setting turns on"
        ),
        pytest.param(
            ".env.example", "SUPPORT_AI_ENABLED=false\n", "SUPPORT_AI_ENABLED=true\n", ["widens"], id="a variable"
        ),
        pytest.param(
            "conf/app.yaml", "enable_mcp: true\n", "enable_mcp: false\n", ["narrows"], id="a setting turns off"
        ),
        pytest.param(
            "conf/app.yaml", "enable_cache: false\n", "enable_cache: true\n", [], id="a setting of something else"
        ),
    ],
)
def test_flags_that_turn_on_what_an_ai_system_can_do(path, before, after, expected):
    assert [one for one, _ in said(path, before, after)] == expected


def test_a_flag_in_words():
    assert said("flags.json", FLAGD, FLAGD_ON)[0][1] == "feature flag agent-refunds: turned_on: false → true"


@pytest.mark.parametrize(
    ("kind", "before", "after", "name", "expected"),
    [
        pytest.param("approval", None, {"require_approval": False}, "tenants.acme", "widens", id="off for one"),
        pytest.param(
            "approval", {"require_approval": False}, None, "tenants.acme", "narrows", id="off for one no more"
        ),
        pytest.param("approval", None, {"require_approval": False}, "refunds", "unclear", id="off, said of all"),
        pytest.param("approval", None, {"max_refund": 9000}, "customers.acme", "unclear", id="another limit for one"),
        pytest.param("approval", None, {"max_refund": 90}, "refunds", "narrows", id="a limit for all"),
        pytest.param(
            "approval",
            {"require_approval": True},
            {"require_approval": True, "tenant_overrides": {"acme": {"require_approval": False}}},
            "refunds",
            "widens",
            id="inside",
        ),
    ],
)
def test_exceptions_for_one_tenant(kind, before, after, name, expected):
    made = change(kind, before, after, name)
    assert towards(made) == expected
    words = summary(made, towards(made), moves(made))
    exempt = (after is not None and name != "refunds") or "tenant_overrides" in str(after)
    assert ("an exception for acme" in words) is exempt


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"fallbacks": ["a"]}, {"fallbacks": ["a", "b"]}, "widens", id="one more"),
        pytest.param({"fallbacks": ["a", "b"]}, {"fallbacks": ["a"]}, "narrows", id="one less"),
        pytest.param({"fallbacks": ["a"]}, {"fallbacks": ["b"]}, "unclear", id="another"),
        pytest.param({"model": "a"}, {"model": "a", "fallback_model": "b"}, "widens", id="a model to fall back on"),
        pytest.param({"model": "a", "fallback_model": "b"}, {"model": "a"}, "narrows", id="none any more"),
        pytest.param(
            {"model": "a", "fallback_model": "b"}, {"model": "a", "fallback_model": "c"}, "neutral", id="replaced"
        ),
    ],
)
def test_models_to_fall_back_on(before, after, expected):
    assert towards(change("model", before, after, "chat")) == expected


def test_the_order_of_fallbacks_says_which_model_answers():
    text = "litellm_settings:\n  default_fallbacks: [{}, {}]\n"
    found = said(
        "config/litellm.yaml", text.format("gpt-4o", "claude-sonnet-4-5"), text.format("claude-sonnet-4-5", "gpt-4o")
    )
    assert len(found) == 1
    assert said("config/litellm.yaml", text.format("gpt-4o", "o3"), text.format("'gpt-4o'", '"o3"')) == []


GUARD = """from openai import OpenAI


def check_guardrails(text: str) -> bool:
    return "ignore previous" not in text.lower()
"""
AUDIT = "audit:\n  enabled: true\n  events: [tool_call, approval]\n  sink: s3://audit\n"
REMOVED = [
    pytest.param("app/guardrails.py", GUARD, id="guard in code"),
    pytest.param(
        "config/guardrails.yaml", "input:\n  block: [injection]\n  enabled: true\n", id="guard in configuration"
    ),
    pytest.param("rails/input.co", "define flow self check input\n  execute check\n  stop\n", id="rail"),
    pytest.param("policy/tools.rego", 'package agent.tools\ndeny if input.tool == "shell"\n', id="policy"),
    pytest.param("evals/injection.yaml", "threshold: 0.9\ncases: [{id: a, input: x}]\n", id="eval"),
    pytest.param("evals/attacks.jsonl", '{"input": "x"}\n', id="data set"),
    pytest.param("evals/judge.prompty", "---\nname: J\n---\nsystem:\nYou are a judge.\n", id="judge"),
    pytest.param("config/audit.yaml", AUDIT + "# of the agent's tool calls\n", id="audit log"),
]


@pytest.mark.parametrize(("path", "text"), REMOVED)
def test_a_whole_control_that_goes_widens_and_that_comes_does_not(path, text):
    assert "widens" in [one for one, _ in said(path, text, None)]
    assert "widens" not in [one for one, _ in said(path, None, text)]
    assert said(path, text, text.replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(AUDIT.replace("s3://audit", "https://collector.example"), "unclear", id="redirected"),
        pytest.param(AUDIT.replace("tool_call, ", ""), "widens", id="an event less"),
        pytest.param(AUDIT.replace("tool_call", "tool_call, prompt"), "narrows", id="an event more"),
        pytest.param(AUDIT.replace("true", "false"), "widens", id="off"),
    ],
)
def test_an_audit_log_changes(after, expected):
    note = "# of the agent's tool calls\n"
    assert [one for one, _ in said("config/audit.yaml", AUDIT + note, after + note)] == [expected]


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        pytest.param(
            '{"checkpointer": {"ttl": {"default_ttl": 60}}}',
            '{"checkpointer": {"ttl": {"default_ttl": 600}}}',
            "widens",
            id="ttl up",
        ),
        pytest.param('{"checkpointer": {"ttl": {"default_ttl": 60}}}', '{"checkpointer": {}}', "widens", id="ttl gone"),
        pytest.param(
            '{"memory": {"scope": "user", "agent": 1}}',
            '{"memory": {"scope": "global", "agent": 1}}',
            "widens",
            id="shared",
        ),
        pytest.param(
            '{"chat_memory": {"max_messages": 20}}', '{"chat_memory": {"max_messages": 10}}', "narrows", id="window"
        ),
        pytest.param(
            '{"memory_blocks": {"read_only": true}}', '{"memory_blocks": {"read_only": false}}', "widens", id="writable"
        ),
        pytest.param(
            '{"agent": {"memory_service_uri": "a://x"}}',
            '{"agent": {"memory_service_uri": "b://y"}}',
            "unclear",
            id="elsewhere",
        ),
        pytest.param(
            '{"agent": {"preload_memory": false}}', '{"agent": {"preload_memory": true}}', "widens", id="preloaded"
        ),
    ],
)
def test_what_is_kept_between_turns(text, after, expected):
    assert [one for one, _ in said("config/agent.json", text, after)] == [expected]
