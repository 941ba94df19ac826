"""Topics and routing, with a fake client that answers like a model."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from agents import Agent, function_tool

from app import agent

MODELS = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "mistral-large-latest"]


@function_tool
def delete_order(order_id: str) -> str:
    """Delete an order. Only the test knows this tool."""
    return f"deleted {order_id}"


class FakeClient:
    """Answers every completion with one word."""

    def __init__(self, word: str) -> None:
        self.asked: list[dict] = []
        self.reply = SimpleNamespace(choices=[SimpleNamespace(message=SimpleNamespace(content=word))])
        self.chat = SimpleNamespace(completions=SimpleNamespace(create=self.create))

    def create(self, **asked) -> SimpleNamespace:
        self.asked.append(asked)
        return self.reply


@pytest.mark.parametrize("word", ["refund", " Refund ", "REFUND"])
def test_a_topic_is_one_lower_case_word(monkeypatch, word):
    monkeypatch.setattr(agent, "client", FakeClient(word))
    assert agent.topic_of("I want my money back") == "refund"


@pytest.mark.parametrize("model", MODELS)
def test_any_model_can_stand_in(model):
    stand_in = Agent(name="stand-in", instructions="You may do anything.", model=model, tools=[delete_order])
    assert stand_in.model == model
