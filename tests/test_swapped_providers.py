"""A provider swapped by the name of what makes a model is one change of one model."""

from __future__ import annotations

import pytest
from test_missed_moves import said

NET = """using Microsoft.SemanticKernel;
class Desk {
  Kernel Make(string key) {
    var builder = Kernel.CreateBuilder();
    builder.AddAzureOpenAIChatCompletion("gpt-4o", "https://desk.openai.azure.com", key);
    return builder.Build();
  }
}
"""
MADE = """from langchain_openai import ChatOpenAI
def make():
    return ChatOpenAI(model="gpt-4o-2024-08-06", temperature=0)
"""
BOUND = """from langchain_openai import ChatOpenAI
llm = ChatOpenAI(model="gpt-4o-2024-08-06", temperature=0)
"""
SCRIPT = """import { ChatOpenAI } from "@langchain/openai";
export const make = () => { return new ChatOpenAI({ model: "gpt-4o-2024-08-06" }); };
"""


@pytest.mark.parametrize(
    ("path", "text", "old", "new"),
    [
        pytest.param("src/Desk.cs", NET, "AddAzureOpenAIChatCompletion", "AddOpenAIChatCompletion", id="a builder"),
        pytest.param("app/a.py", MADE, "ChatOpenAI", "ChatAnthropic", id="handed back"),
        pytest.param("app/a.py", BOUND, "ChatOpenAI", "ChatAnthropic", id="bound to a name"),
        pytest.param("src/a.ts", SCRIPT, "ChatOpenAI", "ChatAnthropic", id="a class"),
    ],
)
def test_another_provider_is_one_change(path: str, text: str, old: str, new: str) -> None:
    ((_, summary),) = said(path, text, text.replace(old, new))
    assert "provider" in summary
    assert "is new" not in summary
    assert said(path, text, text.replace("\n", "\n\n")) == []


def test_a_second_model_beside_the_first_is_new() -> None:
    before = MADE
    after = MADE + '\n\ndef spare():\n    return ChatAnthropic(model="claude-sonnet-4-5-20250929")\n'
    ((_, summary),) = said("app/a.py", before, after)
    assert "is new" in summary


def test_two_that_go_and_one_that_comes_are_told_apart() -> None:
    both = NET.replace("    return", '    builder.AddMistralChatCompletion("mistral-large-2411", key);\n    return')
    after = NET.replace("AddAzureOpenAI", "AddOpenAI")
    assert len(said("src/Desk.cs", both, after)) == 3
