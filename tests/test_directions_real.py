"""Directions and words of changes as they are found in public repositories, each with what tells it apart."""

from __future__ import annotations

from typing import Any

import pytest

from threatgate.identity import element_digest, freeze
from threatgate.model import Change, Direction, Edit, Element, Kind, Scope, Span
from threatgate.settings import load
from threatgate.triggers._directions import LARGE, direction
from threatgate.triggers._firing import fire
from threatgate.triggers._moves import moves
from threatgate.triggers._summary import summary


def side(kind: str, value: Any, name: str, subject: str) -> Element | None:
    if value is None:
        return None
    return Element(Kind(kind), name, "app.yaml", freeze(value), Span(1, 1), Scope.PRODUCT, subject=subject)


def change(kind: str, before: Any, after: Any, name: str = "x", subject: str = "") -> Change:
    old, new = side(kind, before, name, subject), side(kind, after, name, subject)
    edit = Edit.ADDED if old is None else Edit.REMOVED if new is None else Edit.MODIFIED
    return Change(edit, old, new, old and element_digest(old), new and element_digest(new))


DIRECTIONS = [
    # kind, before, after, direction
    pytest.param("memory", None, {"ttl": {"default_ttl": 60, "strategy": "delete"}}, "narrows", id="kept for a time"),
    pytest.param("memory", {"ttl": {"default_ttl": 60}}, None, "widens", id="no longer kept for a time only"),
    pytest.param("memory", {"ttl": {"default_ttl": 60}}, {"ttl": {"default_ttl": 600}}, "widens", id="kept longer"),
    pytest.param("memory", None, {"backend": "redis"}, "widens", id="memory that was not there"),
    pytest.param("retrieval", None, {"top_k": 20}, "unclear", id="a limit whose default nobody states"),
    pytest.param("retrieval", {"top_k": 20}, None, "unclear", id="a limit left to its default"),
    pytest.param("retrieval", None, {"of": "as_retriever", "search_kwargs": {"k": 3}}, "widens", id="a retriever"),
    pytest.param("retrieval", None, {"score_threshold": 0.5}, "narrows", id="a floor"),
    pytest.param("agent", None, {"recursion_limit": 100}, "unclear", id="turns whose default nobody states"),
    pytest.param("agent", {"recursion_limit": 100}, {"recursion_limit": 200}, "widens", id="more turns"),
    pytest.param("agent", {"middleware": ["a"]}, {"middleware": ["a", "b"]}, "unclear", id="middleware does anything"),
    pytest.param("agent", {"handoffs": ["a"]}, {"handoffs": ["a", "b"]}, "widens", id="one more to hand over to"),
    pytest.param("identity", None, {"path": "./auth.py:auth"}, "unclear", id="a way to sign in"),
    pytest.param("identity", {"path": "./auth.py:auth"}, None, "unclear", id="a way to sign in that goes"),
    pytest.param("identity", None, {"scopes": ["orders:write"]}, "widens", id="rights"),
    pytest.param("identity", None, {"guards": ["Depends check_group"]}, "narrows", id="a check in front"),
    pytest.param("identity", {"literal": False}, {"literal": True}, "widens", id="a secret put into the file"),
    pytest.param("logging", None, {"log_prompt": True}, "unclear", id="what users say is logged"),
    pytest.param(
        "logging", None, {"logRetention": {"$ref": "THREE_MONTHS"}}, "widens", id="logs no longer kept for ever"
    ),
    pytest.param("logging", None, {"audit": {"enabled": True}}, "narrows", id="an audit log"),
    pytest.param("approval", None, {"disallowed_tools": {"$call": "filter"}}, "unclear", id="known when it runs"),
    pytest.param("approval", None, {"disallowed_tools": ["...DENIED"]}, "unclear", id="a list spread into it"),
    pytest.param("approval", None, {"disallowed_tools": ["Bash"]}, "narrows", id="a list that says what"),
    pytest.param("model", {"providers": ["a"]}, {"providers": ["a", "b"]}, "widens", id="one more provider"),
    pytest.param("model", {"providers": ["a", "b"]}, {"providers": ["a"]}, "narrows", id="one provider less"),
    pytest.param("model", None, {"implements": "LLMBase"}, "widens", id="a provider's own class"),
    pytest.param("model", None, {"model": "gpt-4o"}, "neutral", id="a model"),
    pytest.param("model", None, {"base_url": "https://llm.example"}, "unclear", id="an endpoint"),
    pytest.param("model", {"model": "gpt-4o"}, {"model": "gpt-4.1-2025-04-14"}, "neutral", id="another model's pin"),
    pytest.param("model", {"model": "gpt-4o"}, {"model": "gpt-4o-2024-08-06"}, "narrows", id="its own pin"),
    pytest.param(
        "model",
        {"model": "gpt-4o", "temperature": 0},
        {"model": "gpt-4o-2024-08-06", "temperature": 1},
        "neutral",
        id="a pin and something else",
    ),
    pytest.param(
        "tool", {"parameters": {}}, {"parameters": {}, "description": "Deploys"}, "neutral", id="first words of a tool"
    ),
    pytest.param(
        "prompt", {"t": "Hi."}, {"t": "Hi. Never lie. Say yes. Be bold."}, "neutral", id="one guard, much else"
    ),
    pytest.param("prompt", {"t": "Hi."}, {"t": "Hi. Rules: Never lie. Never steal."}, "narrows", id="guards"),
    pytest.param(
        "prompt", {"t": "Hi."}, {"t": "Hi. Never lie. Never steal. Be bold."}, "neutral", id="guards and something else"
    ),
]


def test_what_starts_an_agent_in_a_pipeline_is_no_control_by_being_there() -> None:
    made = change("approval", None, {"on": ["issue_comment"], "if": "true"}, "jobs.review.starts", "pipeline")
    assert direction(made, moves(made)) is Direction.UNCLEAR


@pytest.mark.parametrize(("kind", "before", "after", "expected"), DIRECTIONS)
def test_direction(kind: str, before: Any, after: Any, expected: str) -> None:
    made = change(kind, before, after)
    assert direction(made, moves(made)) is Direction(expected)


LINES = [f"Chapter {number} is about subject {number}." for number in range(LARGE + 5)]
REWRITES = [
    pytest.param("Verify the address.", "unclear", id="a slight guard goes with all the rest"),
    pytest.param("Never reveal an address.", "widens", id="a strong guard goes with all the rest"),
]


@pytest.mark.parametrize(("guard", "expected"), REWRITES)
def test_a_text_written_anew(guard: str, expected: str) -> None:
    made = change("prompt", {"t": "\n".join([*LINES, guard])}, {"t": "Something else."})
    assert direction(made, moves(made)) is Direction(expected)


def test_a_sentence_that_goes_over_the_end_of_a_line_is_found() -> None:
    text = "Be kind.\nAlways ask the customer for a ticket number and then\nwait for the answer.\n"
    made = change("prompt", {"t": "Be kind.\n"}, {"t": text})
    assert made.after is not None
    placed = made._replace(after=made.after._replace(span=Span(10, 13), marks=((("t",), Span(10, 13)),)))
    (fired,) = fire([placed], load(None, ".threatgate.yaml"))
    assert fired.span == Span(11, 11)


def said(made: Change) -> str:
    found = moves(made)
    return summary(made, direction(made, found), found)


WORDS = [
    pytest.param(
        change("approval", None, {"body": "sha256:0"}, "check", "logic"), "approval logic of check is new", id="logic"
    ),
    pytest.param(
        change("identity", {"body": "0"}, {"body": "1"}, "app", "logic"),
        "identity logic in app.yaml: what it does changed",
        id="logic of the file",
    ),
    pytest.param(
        change("tool", None, {"body": "0"}, "get_tools", "logic"),
        "tool logic of get_tools is new",
        id="logic is no tool",
    ),
    pytest.param(change("model", None, {"model": "gpt-4o"}), "model x is new: gpt-4o, a floating alias", id="alias"),
    pytest.param(
        change("model", None, {"providers": ["a", "b"]}), "model x is new: providers a, b", id="no model named"
    ),
    pytest.param(
        change("model", {"TextModel": "a"}, {"TextModel": "b"}, "OpenAI.TextModel"),
        "model OpenAI.TextModel: a → b",
        id="field unsaid",
    ),
    pytest.param(
        change("logging", None, {"langchain_tracing_v_2": True}, "LANGCHAIN_TRACING_V2"),
        "logging LANGCHAIN_TRACING_V2 is new: true",
        id="dotenv",
    ),
    pytest.param(
        change("identity", None, {"credential": "A_KEY", "literal": True}, "A_KEY", "credential"),
        "credential A_KEY is new: its value stands in the file",
        id="secret",
    ),
    pytest.param(
        change("identity", None, {"credential": "A_KEY", "literal": False}, "A_KEY", "credential"),
        "credential A_KEY is new",
        id="placeholder",
    ),
    pytest.param(
        change("model", {"a": {"id": "a-1"}}, {"b": {"id": "b-1"}}, "MODELS"),
        "model MODELS: loses a (id a-1); gains b (id b-1)",
        id="entries of a table",
    ),
    pytest.param(
        change("retrieval", None, {"of": "Weaviate", "index_name": "docs"}),
        "retrieval x is new: made by Weaviate, index_name docs",
        id="maker",
    ),
    pytest.param(
        change("tool", None, {"source": "./p"}, "ops", "plugin"),
        "plugin ops is new: source ./p; what it can do stands in its parts",
        id="plugin",
    ),
    pytest.param(change("model", None, {"a": {"id": "a-1"}, "b": {"id": "b-1"}}), "model x is new: a, b", id="a table"),
    pytest.param(
        change("tool", None, {"transport": "http"}, "shop", "mcp_server"),
        "MCP server shop is new: transport http; what it does cannot be told",
        id="server nobody knows",
    ),
    pytest.param(
        change("tool", None, {}, "zorp"),
        "agent gains zorp, what it does cannot be told",
        id="tool nobody knows",
    ),
    pytest.param(
        change("identity", {"literal": True}, {"literal": False}, "A_KEY", "credential"),
        "credential A_KEY: its value no longer stands in the file",
        id="a secret taken out",
    ),
    pytest.param(
        change("model", {"a_b_model": "x"}, None, "a.b-model"), "model a.b-model is gone (was x)", id="the whole name"
    ),
    pytest.param(
        change(
            "approval",
            {"run": f"npx guard@0.5.5 {'a b ' * 20}"},
            {"run": f"npx guard@0.7.4 {'a b ' * 20}"},
            "h",
            "hook",
        ),
        f"hook h: run: npx guard@0.5.5 {'a b ' * 10}a b… → npx guard@0.7.4 {'a b ' * 10}a b…",
        id="long texts that differ early",
    ),
    pytest.param(
        change("approval", {"if": f"{'a && ' * 20}actor != 'bot'"}, {"if": f"{'a && ' * 20}actor != 'x'"}, "s"),
        "approval policy s: if: …a && actor != 'bot' → …a && actor != 'x'",
        id="long texts that differ late",
    ),
    pytest.param(change("model", {"a": {}}, {"b": {}}), "model x: loses a; gains b", id="keys that are all there is"),
    pytest.param(
        change("tool", {}, {"annotations": {"$call": "ToolAnnotations", "named": {"readOnlyHint": True}}}, "look"),
        "tool look: annotations ToolAnnotations added; annotations.readOnlyHint true added",
        id="what a call is handed by name",
    ),
    pytest.param(change("tool", ["a", "b"], None, "tools", "grant"), "tool grant tools is gone (was a, b)", id="grant"),
]


@pytest.mark.parametrize(("made", "expected"), WORDS)
def test_summary(made: Change, expected: str) -> None:
    assert said(made) == expected
