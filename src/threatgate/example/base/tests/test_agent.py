"""The agent's tools and memory, without a model and without a network."""

from __future__ import annotations

import httpx
import pytest

from app import agent
from app.memory import MEMORY, Conversations


@pytest.fixture
def order_system(monkeypatch):
    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/refund-requests"):
            return httpx.Response(201, json={"id": "rr-7"})
        return httpx.Response(200, json={"status": "shipped", "expected": "Friday"})

    client = httpx.Client(base_url="https://orders.test", transport=httpx.MockTransport(reply))
    monkeypatch.setattr(agent, "orders", client)


def test_an_order_is_found(order_system):
    assert agent.order_status.invoke({"order_id": "1042"}) == "shipped, expected Friday"


def test_a_refund_is_only_requested():
    assert "Moves no money" in agent.request_refund.description


def test_the_agent_has_only_the_tools_we_know():
    assert {each.name for each in agent.agent.tools} == {"search_help", "request_refund"}


def test_each_customer_has_a_memory_of_their_own():
    conversations = Conversations(MEMORY)
    assert conversations._key("ada") != conversations._key("grace")


def test_the_prompt_names_the_tool_for_refunds():
    assert "request_refund" in agent.INSTRUCTIONS
