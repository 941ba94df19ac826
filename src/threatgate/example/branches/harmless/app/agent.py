"""The support agent: its tools, its instructions and one turn of a conversation."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
from agents import Agent, Runner, function_tool
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from openai import OpenAI

from app.memory import Conversations

INSTRUCTIONS = Path("prompts/system.md").read_text(encoding="utf-8")

client = OpenAI()
conversations = Conversations()
orders = httpx.Client(base_url=os.environ.get("ORDERS_API", "https://orders.example.com/v2"), timeout=10)
help_centre = httpx.Client(base_url=os.environ.get("HELP_API", "https://help.example.com/v1"), timeout=10)


@tool
def order_status(order_id: str) -> str:
    """Say where an order is and when it will arrive."""
    order = orders.get(f"/orders/{order_id}").raise_for_status().json()
    return f"{order['status']}, expected {order['expected']}"


@function_tool
def search_help(query: str) -> str:
    """Search the help centre and return the best matching articles."""
    found = help_centre.get("/search", params={"q": query}).raise_for_status().json()
    return "\n\n".join(article["text"] for article in found["articles"])


@function_tool
def request_refund(order_id: str, amount: float, reason: str) -> str:
    """File a refund request for a person to decide. Moves no money."""
    request = orders.post("/refund-requests", json={"order": order_id, "amount": amount, "reason": reason})
    return f"filed as {request.raise_for_status().json()['id']}"


lookups = ChatOpenAI(model="gpt-4o-2024-08-06", temperature=0).bind_tools([order_status])


def topic_of(message: str) -> str:
    """Name the topic of a message in one word, for routing and statistics."""
    # gpt-4o-mini and claude-3-5-haiku-latest were cheaper here, but mixed up "order" and "refund" too often.
    completion = client.chat.completions.create(
        messages=[
            {
                "role": "system",
                "content": "Name the topic in one word: order, refund, product, account or other.",
            },
            {
                "role": "user",
                "content": message,
            },
        ],
        model="gpt-4o-2024-08-06",
        max_tokens=5,
        temperature=0,
    )
    return (completion.choices[0].message.content or "other").strip().lower()


def facts_for(message: str) -> list[str]:
    """Look up what the order system knows before the agent answers."""
    return [order_status.invoke(call["args"]) for call in lookups.invoke(message).tool_calls]


agent = Agent(
    name="Support agent", instructions=INSTRUCTIONS, model="gpt-4o-2024-08-06", tools=[search_help, request_refund]
)


async def answer(user_id: str, message: str) -> str:
    """Answer one message of a customer and remember the turn."""
    history = conversations.of(user_id)
    facts = [{"role": "developer", "content": f"Order system: {fact}"} for fact in facts_for(message)]
    result = await Runner.run(agent, [*history, *facts, {"role": "user", "content": message}], max_turns=6)
    conversations.add(user_id, message, result.final_output, topic=topic_of(message))
    return str(result.final_output)
